"""Where OFFICE.ONE makes the Wagtail admin its own."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, reverse
from django.utils.html import format_html_join
from wagtail import hooks
from wagtail.actions.registry import ActionRegistry
from wagtail.admin.menu import MenuItem
from wagtail.admin.search import SearchArea
from wagtail.snippets.models import register_snippet
from wagtail_modeladmin.options import modeladmin_register

from portal.facilities.models import Listing
from portal.news.models import Announcement
from portal.office import (
    agent_invitation_pages,
    authorisation_pages,
    bell,
    card_pages,
    conversation_pages,
    facility_lookup,
    facility_tabs,
    figures_page,
    helpdesk_contact,
    helpdesk_pages,
    history_people,
    organiser_pages,
    person_actions,
    person_pages,
    publishing,
    queue_batches,
    queue_pages,
    register_export,
    register_pages,
    search_state,
    stand_in_pages,
    submission_files,
)
from portal.office.announcements import AnnouncementViewSet, CreateAnnouncement, EditAnnouncement
from portal.office.gazetteer import GazetteerAdmin
from portal.office.history_register import HistoryViewSet
from portal.office.home import menu_items, panels_for
from portal.office.listings import EditListing, ListingViewSet
from portal.office.reasons import CreateReason, EditReason, ReasonViewSet
from portal.queues.models import Reason

# What an agent can use today. Pages, images and documents are Wagtail's lines, for whoever writes content.
MENU = frozenset(
    {
        "explorer",
        "images",
        "documents",
        "faq",
        "settings",
        "notifications",
        "find-facility",
        "listings",
        "register",
        "figures",
        "organisers",
        "people",
        "stand-ins",
        "gazetteer",
        "history",
        "search-state",
        "announcements",
        "reasons",
        "helpdesk-contact",
        "own-card",
        "acte",
    }
)

register_snippet(ListingViewSet)
register_snippet(AnnouncementViewSet)
register_snippet(ReasonViewSet)
modeladmin_register(GazetteerAdmin)


@hooks.register("register_actions")
def register_actions(registry: ActionRegistry) -> None:
    """Wagtail's edit goes through the service."""
    registry.register(Listing, EditListing)
    registry.register(Announcement, CreateAnnouncement)
    registry.register(Announcement, EditAnnouncement)
    registry.register(Reason, CreateReason)
    registry.register(Reason, EditReason)


@hooks.register("register_admin_urls")
def state_of_the_search() -> list[URLPattern]:
    """Behind the door as every address here: Wagtail asks for the right to enter."""
    return search_state.urls()


@hooks.register("register_admin_urls")
def people_and_organisers() -> list[URLPattern]:
    """Each page asks for its own right besides."""
    pages = (
        organiser_pages, person_pages, person_actions, stand_in_pages, card_pages, agent_invitation_pages,
        helpdesk_contact, helpdesk_pages, submission_files,
    )  # fmt: skip
    return [pattern for module in pages for pattern in module.urls()]


@hooks.register("register_admin_urls")
def pages_of_the_register() -> list[URLPattern]:
    return [*register_pages.urls(), *figures_page.urls(), *register_export.urls()]


@hooks.register("register_admin_menu_item")
def register_in_the_menu() -> MenuItem:
    return register_pages.menu_item()


@hooks.register("register_admin_menu_item")
def figures_in_the_menu() -> MenuItem:
    return figures_page.menu_item()


@hooks.register("register_admin_menu_item")
def look_up_in_the_menu() -> MenuItem:
    return facility_lookup.menu_item()


@hooks.register("register_admin_menu_item")
def organisers_in_the_menu() -> MenuItem:
    return organiser_pages.menu_item()


@hooks.register("register_admin_menu_item")
def people_in_the_menu() -> MenuItem:
    return person_pages.menu_item()


@hooks.register("register_admin_menu_item")
def stand_ins_in_the_menu() -> MenuItem:
    return stand_in_pages.menu_item()


@hooks.register("register_admin_menu_item")
def own_card_in_the_menu() -> MenuItem:
    return card_pages.menu_item()


@hooks.register("register_admin_menu_item")
def helpdesk_contact_in_the_menu() -> MenuItem:
    return helpdesk_contact.menu_item()


@hooks.register("register_admin_urls")
def facilities_and_people_of_the_history() -> list[URLPattern]:
    """A facility: looked up, read, decided about, written to; whom a search of the history is about."""
    return [
        *facility_lookup.urls(), *facility_tabs.urls(), *authorisation_pages.urls(),
        *conversation_pages.urls(), *history_people.urls()
    ]  # fmt: skip


@hooks.register("register_admin_urls")
def pages_of_the_queues() -> list[URLPattern]:
    """The batch's first: its word stands where an item has its number."""
    return [*queue_batches.urls(), *queue_pages.urls()]


@hooks.register("register_admin_viewset")
def history() -> HistoryViewSet:
    """The whole history, to read."""
    return HistoryViewSet()


@hooks.register("register_admin_menu_item")
def search_in_the_menu() -> MenuItem:
    return search_state.menu_item()


@hooks.register("register_admin_urls")
def pages_of_the_bell() -> list[URLPattern]:
    return bell.urls()


@hooks.register("register_admin_menu_item")
def bell_in_the_menu() -> MenuItem:
    return bell.menu_item()


@hooks.register("register_icons")
def own_icons(icons: list[str]) -> list[str]:
    """What Wagtail has no picture of."""
    return [*icons, "office/icons/bell.svg"]


@hooks.register("construct_main_menu")
def keep_what_exists(request: HttpRequest, items: list[Any]) -> None:
    """The menu names what is there, and nothing else."""
    # Queues are made anew: the menu's own lines are kept by the process, and know no queue of later.
    queues = [item for item in menu_items() if item.is_shown(request)]
    items[:] = [*queues, *(item for item in items if item.name in MENU)]


@hooks.register("construct_snippet_action_menu")
def publish_by_the_row(items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """The buttons under a drafted text are those of whoever may publish this one."""
    publishing.buttons(items, request, context)


@hooks.register("construct_homepage_panels")
def only_what_waits(request: HttpRequest, panels: list[Any]) -> None:
    """The home page is a queue, not a dashboard of pages."""
    panels[:] = panels_for(request)


@hooks.register("register_admin_search_area")
def search_listings() -> SearchArea:
    """The search box of the menu looks for listings, not for pages."""
    return SearchArea(
        "Fiches publiques", reverse("wagtailsnippets_facilities_listing:list"), name="listings", order=0
    )


@hooks.register("insert_global_admin_css")
def office_css() -> str:
    """The tokens of the three portals, put on Wagtail's own variables; queues; sheet and register."""
    return format_html_join(
        "",
        '<link rel="stylesheet" href="{}">',
        ((static(f"css/{name}.css"),) for name in ("office", "queue", "sheet", "register")),
    )

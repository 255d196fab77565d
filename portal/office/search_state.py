"""« État de la recherche »: a page to read, for whoever may enter OFFICE.ONE."""

from typing import Any

from django.contrib.admin.utils import quote
from django.urls import URLPattern, path, reverse
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from portal.facilities.models import Listing
from portal.office.search_words import NBSP, counted, facts
from portal.office.viewsets import rows_for
from search import registry
from search.health import search_health
from search.models import IndexRefusal

# Those that wait longest; a table of thousands would be read by nobody.
REFUSALS_SHOWN = 50
_INSPECT = "wagtailsnippets_facilities_listing:inspect"


class SearchStateView(WagtailAdminTemplateMixin, TemplateView):
    """Which engine answers, how late it is, and what it refused."""

    template_name = "office/search_state.html"
    page_title = "État de la recherche"
    header_icon = "info-circle"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = search_health()
        refused = found.index.refused if found.index else 0
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "index": found.index,
            "troubled": bool(found.troubles),
            "facts": facts(found, registry.source().count()),
            "refusals": refusals_for(self.request.user, found.engine) if refused else [],
            "not_shown": counted(refused - REFUSALS_SHOWN, "autre") if refused > REFUSALS_SHOWN else "",
        }


def refusals_for(user: Any, engine: str) -> list[dict[str, Any]]:
    """The refused listings, oldest first: by name where the user may see them, else by number alone."""
    refused = list(IndexRefusal.objects.filter(engine=engine)[:REFUSALS_SHOWN])
    seen = rows_for(user, Listing).filter(pk__in=[one.listing_id for one in refused])
    names = dict(seen.order_by("pk").values_list("pk", "name"))
    return [
        {
            "name": names.get(one.listing_id) or f"Fiche n°{NBSP}{one.listing_id}",
            "url": reverse(_INSPECT, args=[quote(one.listing_id)]) if one.listing_id in names else "",
            "reason": one.reason,
            "since": one.since,
        }
        for one in refused
    ]


def urls() -> list[URLPattern]:
    return [path("search/", SearchStateView.as_view(), name="office_search_state")]


def menu_item() -> MenuItem:
    """Not « Recherche »: that is what the box above the menu seems to be."""
    return MenuItem(
        SearchStateView.page_title,
        reverse("office_search_state"),
        name="search-state",
        icon_name=SearchStateView.header_icon,
        order=300,
    )

"""Where the Wagtail admin meets what editors publish: what waits on the home page, the FAQ."""

from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.views.home import UserObjectsInWorkflowModerationPanel, WorkflowObjectsToModeratePanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from acte_content.editorial.models import FaqTheme
from portal.accounts.person import person_behind
from portal.accounts.rights import Right


class FaqThemeViewSet(SnippetViewSet):
    """« Questions fréquentes »: a theme is one row with its questions, drafted and moderated like a page."""

    model = FaqTheme
    icon = "help"
    menu_label = "Questions fréquentes"
    menu_name = "faq"
    menu_order = 205
    add_to_admin_menu = True
    copy_view_enabled = False
    list_display = ["title", "position", "live"]
    ordering = ("position", "title")


register_snippet(FaqThemeViewSet)


@hooks.register("construct_homepage_panels", order=100)
def pages_that_wait(request: HttpRequest, panels: list[Any]) -> None:
    """After the queues: pages to read again for whoever may publish, one's own that are being read."""
    if person_behind(request.user).may(Right.EDIT_CONTENT):
        panels += [WorkflowObjectsToModeratePanel(), UserObjectsInWorkflowModerationPanel()]

"""Where the Wagtail admin meets what editors publish: what waits on the home page, the FAQ."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, re_path
from django.views.generic import RedirectView
from wagtail import hooks
from wagtail.admin.views.home import UserObjectsInWorkflowModerationPanel, WorkflowObjectsToModeratePanel
from wagtail.snippets.models import register_snippet

from acte_content.editorial.office import FaqThemeViewSet
from portal.accounts.person import person_behind
from portal.accounts.rights import Right

register_snippet(FaqThemeViewSet)


@hooks.register("register_admin_urls")
def one_document_at_a_time() -> list[URLPattern]:
    """Before Wagtail's form for many at once, which keeps what it refuses as it came, among the media."""
    one = RedirectView.as_view(pattern_name="wagtaildocs:add", http_method_names=["get", "head"])
    return [re_path(r"^documents/multiple/", one, name="editorial_one_document")]


@hooks.register("construct_homepage_panels", order=100)
def texts_that_wait(request: HttpRequest, panels: list[Any]) -> None:
    """After the queues: texts to read again for whoever may publish, one's own that are being read."""
    person = person_behind(request.user)
    if person.may(Right.EDIT_CONTENT) or person.may(Right.EDIT_ACTE):
        panels += [WorkflowObjectsToModeratePanel(), UserObjectsInWorkflowModerationPanel()]

"""Texts that are drafted and published in OFFICE.ONE: to publish is asked of the policy, row by row.

Wagtail asks for a permission on the model where it draws the buttons and where it takes the form; a text may
be published by some and the next one by others.
"""

from typing import Any

from wagtail.permissions import policy_registry
from wagtail.snippets.action_menu import PublishMenuItem, UnpublishMenuItem
from wagtail.snippets.views import snippets

from portal.office.viewsets import GatedEditView

# The views of what is drafted, previewed, published and taken back.
DRAFTED = frozenset(
    {
        "list", "list_results", "add", "edit", "history", "history_results", "preview_on_add",
        "preview_on_edit", "revisions_view", "revisions_revert", "revisions_compare",
        "revisions_unschedule", "unpublish",
    }
)  # fmt: skip
# Those of what somebody reads again before it is published.
MODERATED = frozenset(
    {
        "workflow_action", "collect_workflow_action_data", "confirm_workflow_cancellation",
        "workflow_preview", "workflow_history", "workflow_history_detail",
    }
)  # fmt: skip


class PublishesByTheRow:
    """For the view of a form: « Publier » for whoever may publish this row; for others it keeps a draft."""

    request: Any
    view_name: str
    action: str
    object: Any

    def get_available_actions(self) -> list[str]:
        actions: list[str] = super().get_available_actions()  # type: ignore[misc]  # the view's
        may = self.object is None or may_publish(self.request.user, self.object)
        return [action for action in actions if action != "publish" or may]

    def form_valid(self, form: Any) -> Any:
        if self.action == "publish" and not may_publish(self.request.user, form.instance):
            self.action = "create" if self.view_name == "create" else "edit"
        return super().form_valid(form)  # type: ignore[misc]  # the view's


class DraftedCreateView(PublishesByTheRow, snippets.CreateView):
    """The form of a new text."""

    error_message = "Rien n’est encore enregistré\u00a0: corrigez ce qui est signalé ci-dessous."

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        *above, here = super().get_breadcrumbs_items()
        return [*above, here | {"label": self.get_page_subtitle()}]


class DraftedEditView(PublishesByTheRow, GatedEditView):
    """The form of a text that is there."""


def may_publish(user: Any, text: Any) -> bool:
    """Whether this user may publish, and take back, this text."""
    policy = policy_registry.get_by_type(type(text))
    may: bool = policy.user_has_permission_for_instance(user, "publish", text)
    return may


def buttons(items: list[Any], request: Any, context: dict[str, Any]) -> None:
    """« Publier » and « Dépublier » under the form, for whoever may."""
    items[:] = [item for item in items if not isinstance(item, (PublishMenuItem, UnpublishMenuItem))]
    model, text = context["model"], context.get("instance")
    if context.get("locked_for_user") or not context["draftstate_enabled"]:
        return
    policy = policy_registry.get_by_type(model)
    if not (may_publish(request.user, text) if text else policy.user_has_permission(request.user, "publish")):
        return
    items.append(PublishMenuItem(order=30))
    if text and context["view"] == "edit" and text.live and "unpublish" in model.snippet_viewset.offers:
        items.append(UnpublishMenuItem(order=20))
    items.sort(key=lambda item: item.order)

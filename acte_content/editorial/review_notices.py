"""Who is told of a « Relecture »: those who may publish that something waits, its author what became of it.

For anything that is published after having been read: pages, themes of questions, texts of other apps.
"""

from typing import Any

from django.utils.text import Truncator
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import WorkflowState
from wagtail.permissions import policy_registry

from portal.accounts.person import person_behind
from portal.kernel.days import moment
from portal.notifications.kinds import Group, Kind, register_kinds
from portal.notifications.services import notify

OF_REVIEW = Group(
    "relecture",
    "La relecture de ce qui se publie",
    "Une page ou un texte attend votre relecture\u00a0; ce que vous avez soumis est "
    "approuvé, ou vous revient.",
)
REVIEW_ASKED = Kind("editorial.review_asked", "Une relecture vous attend", OF_REVIEW)
REVIEW_APPROVED = Kind("editorial.review_approved", "Votre texte est approuvé", OF_REVIEW)
REVIEW_SENT_BACK = Kind("editorial.review_sent_back", "Des changements vous sont demandés", OF_REVIEW)
_LONGEST_COMMENT = 500


def register() -> None:
    """Called in `AppConfig.ready()`."""
    register_kinds(REVIEW_ASKED, REVIEW_APPROVED, REVIEW_SENT_BACK)


def tell_asked(state: WorkflowState, user: Any) -> None:
    """Whoever may publish it, but for who has submitted it."""
    obj = _read_again(state)
    policy = policy_registry.get_by_type(type(obj))
    may = policy.users_with_any_permission_for_instance(["publish"], obj)
    readers = set(may.order_by("pk").values_list("pk", flat=True))
    actor = person_behind(user)
    notify(
        actor=actor,
        kind=REVIEW_ASKED,
        to=readers - {actor.pk},
        text=f"{actor.audit_label} a soumis {_named(obj)}.",
        path=_edited_at(obj),
    )


def tell_approved(state: WorkflowState, user: Any, comment: str) -> None:
    obj = _read_again(state)
    day = obj.get_latest_revision().approved_go_live_at
    said = f"sera publié le {moment(day)}" if day else "est publié"
    _tell_author(state, user, REVIEW_APPROVED, f"a approuvé {_named(obj)}, qui {said}.", comment)


def tell_sent_back(state: WorkflowState, user: Any, comment: str) -> None:
    _tell_author(
        state, user, REVIEW_SENT_BACK, f"demande des changements à {_named(_read_again(state))}.", comment
    )


def _tell_author(state: WorkflowState, user: Any, kind: Kind, said: str, comment: str) -> None:
    """Not who does it themselves."""
    actor = person_behind(user)
    if state.requested_by_id is None or state.requested_by_id == actor.pk:
        return
    quoted = f" «\u00a0{Truncator(comment).chars(_LONGEST_COMMENT)}\u00a0»" if comment else ""
    notify(
        actor=actor,
        kind=kind,
        to=[state.requested_by_id],
        text=f"{actor.audit_label} {said}{quoted}",
        path=_edited_at(_read_again(state)),
    )


def _read_again(state: WorkflowState) -> Any:
    """What it is about; of a page, as its own type."""
    obj = state.content_object
    return getattr(obj, "specific", obj)


def _named(obj: Any) -> str:
    """« Le premier jour » (guide)."""
    return f"«\u00a0{obj}\u00a0» ({obj._meta.verbose_name})"


def _edited_at(obj: Any) -> str:
    return AdminURLFinder().get_edit_url(obj) or ""

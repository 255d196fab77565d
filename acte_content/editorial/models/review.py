"""The step of « Relecture »: who may approve follows from the table of rights, not from groups."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from wagtail.models import Task, TaskState, WorkflowState
from wagtail.permissions import policy_registry

from acte_content.editorial import review_notices


class Review(Task):
    """Somebody who may publish a page or a text reads it before it is published."""

    class Meta:
        verbose_name = "relecture"
        verbose_name_plural = "relectures"

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        return _may(user, obj)

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        """While it is read, whoever wrote it changes nothing."""
        return not _may(user, obj)

    def user_can_lock(self, obj: Any, user: Any) -> bool:
        return _may(user, obj)

    def user_can_unlock(self, obj: Any, user: Any) -> bool:
        return False

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, str, bool]]:
        """(name, words, whether a comment is asked for)."""
        if not _may(user, obj):
            return []
        return [
            ("reject", "Demander des changements", True),
            ("approve", "Approuver et publier", False),
            ("approve", "Approuver avec un commentaire", True),
        ]

    @transaction.atomic
    def start(self, workflow_state: WorkflowState, user: Any = None) -> TaskState:
        """Also each time that it is submitted again."""
        started: TaskState = super().start(workflow_state, user=user)
        if user is not None:
            review_notices.tell_asked(workflow_state, user)
        return started

    @transaction.atomic
    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> None:
        """Asked of what waits itself: Wagtail's views ask it of the object that their address names."""
        if not _may(user, task_state.revision.content_object):
            raise PermissionDenied
        super().on_action(task_state, user, action_name, **kwargs)
        tell = {"approve": review_notices.tell_approved, "reject": review_notices.tell_sent_back}
        tell[action_name](task_state.workflow_state, user, kwargs.get("comment") or "")

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> QuerySet[TaskState]:
        """What waits for this user: of each kind of page or text, the rows that they may publish."""
        waiting: QuerySet[TaskState] = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        of_kind: dict[int, list[str]] = {}
        for kind, object_id in waiting.values_list("revision__base_content_type", "revision__object_id"):
            of_kind.setdefault(kind, []).append(object_id)
        own = Q(pk__in=())
        for kind, ids in of_kind.items():
            rows = _publishable(user, kind).filter(pk__in=ids).order_by().values_list("pk", flat=True)
            own |= Q(revision__base_content_type=kind, revision__object_id__in=[str(pk) for pk in rows])
        return waiting.filter(own)

    @classmethod
    def get_description(cls) -> str:
        return "Une personne qui peut publier relit la page, puis l’approuve ou demande des changements"


def _publishable(user: Any, kind: int) -> QuerySet[Any]:
    model = ContentType.objects.get_for_id(kind).model_class()
    policy = policy_registry.get_by_type(model)
    rows: QuerySet[Any] = policy.instances_user_has_any_permission_for(user, {"publish"})
    return rows


def _may(user: Any, obj: Any) -> bool:
    policy = policy_registry.get_by_type(type(obj))
    may: bool = policy.user_has_permission_for_instance(user, "publish", obj)
    return may

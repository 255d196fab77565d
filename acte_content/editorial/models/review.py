"""The step of « Relecture »: who may approve a page follows from the table of rights, not from groups."""

from typing import Any

from django.db.models import QuerySet
from wagtail.models import Task, TaskState

from portal.accounts.person import person_behind
from portal.accounts.rights import Right


class Review(Task):
    """Somebody who may publish reads a page before it is published."""

    class Meta:
        verbose_name = "relecture"
        verbose_name_plural = "relectures"

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        return _may(user)

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        """While it is read, whoever wrote it changes nothing."""
        return not _may(user)

    def user_can_lock(self, obj: Any, user: Any) -> bool:
        return _may(user)

    def user_can_unlock(self, obj: Any, user: Any) -> bool:
        return False

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, str, bool]]:
        """(name, words, whether a comment is asked for)."""
        if not _may(user):
            return []
        return [
            ("reject", "Demander des changements", True),
            ("approve", "Approuver et publier", False),
            ("approve", "Approuver avec un commentaire", True),
        ]

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> QuerySet[TaskState]:
        if not _may(user):
            return TaskState.objects.none()
        waiting: QuerySet[TaskState] = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        return waiting

    @classmethod
    def get_description(cls) -> str:
        return "Une personne qui peut publier relit la page, puis l’approuve ou demande des changements"


def _may(user: Any) -> bool:
    return person_behind(user).may(Right.PUBLISH_CONTENT)

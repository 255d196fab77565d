"""What nobody needs any more: kept for a while, then deleted; its row stays, without content and name.

A domain says which files of its room it needs no more (`register_unneeded`). That is asked twice: when the
time begins, and under the lock of the row before anything is deleted. A room that says nothing keeps all.
"""

from collections.abc import Callable
from datetime import date

from django.conf import settings
from django.db.models import QuerySet

from portal.files.enums import FileState
from portal.files.keeping import remove_after_commit
from portal.files.models import ReceivedFile
from portal.kernel import clock
from portal.kernel.actors import Actor, SystemActor
from portal.kernel.service import service

UPKEEP = SystemActor("entretien")
# In one round.
MOST = 1_000
Unneeded = Callable[[], QuerySet[ReceivedFile]]
_unneeded: dict[str, Unneeded] = {}


def register_unneeded(room: str, unneeded: Unneeded) -> None:
    """Which files of its room a domain will never hand out again. Called in `AppConfig.ready()`."""
    _unneeded[room] = unneeded


def forget_unneeded(today: date) -> int:
    """The files that were deleted: those that nobody has needed for `WITHDRAWN_FILES_KEPT_FOR`."""
    forgotten = 0
    for room in _unneeded:
        note_unneeded(actor=UPKEEP, room=room)
        due = _kept(room).filter(unneeded_since__lt=clock.now() - settings.WITHDRAWN_FILES_KEPT_FOR)
        for pk in list(due.order_by("unneeded_since", "pk").values_list("pk", flat=True)[:MOST]):
            forgotten += forget_one(actor=UPKEEP, received_id=pk)
    return forgotten


@service
def note_unneeded(*, actor: Actor, room: str) -> int:
    """Since when the files of a room are of no use: from now on, for those of which nothing was noted yet.

    One that is needed again is kept as if nothing had been.
    """
    unneeded = _unneeded[room]().order_by().values("pk")
    _kept(room).filter(unneeded_since__isnull=False).exclude(pk__in=unneeded).update(unneeded_since=None)
    return _kept(room).filter(unneeded_since=None, pk__in=unneeded).update(unneeded_since=clock.now())


@service
def forget_one(*, actor: Actor, received_id: int) -> bool:
    """Delete what it holds, and how it was called; False where it is needed, or gone already."""
    received = ReceivedFile.objects.select_for_update().get(pk=received_id)
    unneeded = _unneeded.get(received.room)
    if not received.file or unneeded is None or not unneeded().filter(pk=received_id).exists():
        return False
    remove_after_commit(received)
    received.state, received.file, received.name = FileState.FORGOTTEN, "", ""
    received.save(update_fields=["state", "file", "name"])
    return True


def _kept(room: str) -> QuerySet[ReceivedFile]:
    return ReceivedFile.objects.filter(room=room).exclude(file="")

"""What nobody needs any more is deleted in its time; what anything refers to never is."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db.models import QuerySet
from django.http import Http404

from portal.files import forgetting
from portal.files.accepting import Accepted
from portal.files.enums import FileState
from portal.files.forgetting import forget_one, forget_unneeded, register_unneeded
from portal.files.keeping import keep
from portal.files.models import ReceivedFile
from portal.files.scanning import Verdict
from portal.files.serving import as_download
from portal.kernel import clock
from portal.kernel.service import writing
from tests.files.making import PDF

pytestmark = pytest.mark.django_db(transaction=True)
ROOM, TODAY = "essai", clock.today()


@pytest.fixture
def unneeded(monkeypatch: pytest.MonkeyPatch) -> set[int]:
    """The files that the room needs no more; the other room says nothing of its own."""
    monkeypatch.setattr(forgetting, "_unneeded", {})
    wanted: set[int] = set()

    def which() -> QuerySet[ReceivedFile]:
        return ReceivedFile.objects.filter(pk__in=wanted)

    register_unneeded(ROOM, which)
    return wanted


def kept(room: str = ROOM, **derived: bytes) -> ReceivedFile:
    with writing():
        return keep(Accepted("releve-nadia.pdf", "application/pdf", PDF, Verdict.CLEAN), room, derived)


def later(received: ReceivedFile, days: int) -> None:
    with writing():
        ReceivedFile.objects.filter(pk=received.pk).update(unneeded_since=clock.now() - timedelta(days=days))


def test_kept_for_its_time_then_gone_with_all_that_was_made_of_it(unneeded: set[int], settings: Any) -> None:
    settings.WITHDRAWN_FILES_KEPT_FOR = timedelta(days=90)
    received, needed, elsewhere = kept(**{"480.jpg": b"x"}), kept(), kept("autre")
    place = Path(settings.PRIVATE_ROOT) / str(received.file)
    unneeded |= {received.pk, elsewhere.pk}
    # The time begins when it is seen to be of no use.
    assert forget_unneeded(TODAY) == 0
    received.refresh_from_db()
    assert received.unneeded_since is not None
    later(received, 89)
    assert forget_unneeded(TODAY) == 0
    assert as_download(received).content == PDF
    for file in (received, needed, elsewhere):
        later(file, 91)
    assert forget_unneeded(TODAY) == 1
    received.refresh_from_db()
    assert (received.state, received.name, str(received.file)) == (FileState.FORGOTTEN, "", "")
    assert not place.exists()
    assert not place.with_suffix("").exists()
    with pytest.raises(Http404):
        as_download(received)
    for file in (needed, elsewhere):
        file.refresh_from_db()
        assert as_download(file).content == PDF
    assert forget_unneeded(TODAY) == 0


def test_what_is_needed_again_is_kept_and_begins_anew(unneeded: set[int]) -> None:
    received = kept()
    unneeded.add(received.pk)
    forget_unneeded(TODAY)
    later(received, 400)
    unneeded.clear()
    # Between the two looks somebody needed it again.
    assert not forget_one(actor=forgetting.UPKEEP, received_id=received.pk)
    assert forget_unneeded(TODAY) == 0
    received.refresh_from_db()
    assert (received.unneeded_since, received.is_clean) == (None, True)

"""Held until the scanner has answered: never served, settled once, whatever the scanner does meanwhile."""

import os
import shutil
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404

from portal.files import quarantine
from portal.files.accepting import Accepted, accept
from portal.files.enums import FileState
from portal.files.health import FilesTrouble, files_health
from portal.files.keeping import keep
from portal.files.models import ReceivedFile
from portal.files.quarantine import register_room, scan_held, scan_unscanned
from portal.files.removing import remove_orphans
from portal.files.scanning import Verdict
from portal.files.serving import as_download, as_picture
from portal.kernel import clock
from portal.kernel.actors import Actor
from portal.kernel.service import writing
from tests.files.making import PDF, image, sent
from tests.files.scanners import Answering

ROOM, OTHER = "essai", "autre"
TODAY = clock.today()


@pytest.fixture(autouse=True)
def room(settings: Any, monkeypatch: pytest.MonkeyPatch) -> list[ReceivedFile]:
    """A room of its own, and what it was told."""
    for folder in (ROOM, OTHER):
        shutil.rmtree(Path(settings.PRIVATE_ROOT) / folder, ignore_errors=True)
    monkeypatch.setattr(quarantine, "_rooms", {})
    told: list[ReceivedFile] = []

    def settled(actor: Actor, received: ReceivedFile) -> None:
        told.append(received)

    register_room(ROOM, settled)
    return told


def kept(verdict: Verdict = Verdict.UNSCANNED, content: bytes = PDF, **derived: bytes) -> ReceivedFile:
    with writing():
        return keep(Accepted("a.pdf", "application/pdf", content, verdict), ROOM, derived)


def on_disk(settings: Any) -> list[str]:
    root = Path(settings.PRIVATE_ROOT)
    found = (path for folder in (ROOM, OTHER) for path in (root / folder).rglob("*") if path.is_file())
    return sorted(str(path.relative_to(root)) for path in found)


# What clamd would never say, and what it says where it can't.
SILENCES = {
    "hung": None,
    "closes": b"",
    "garbage": b"\xff\xfe\0",
    "no end": b"stream: OK",
    "another language": b"HTTP/1.1 400 Bad Request\r\n\r\n\0",
    "error": b"INSTREAM size limit exceeded. ERROR\0",
    "nearly": b"stream: OK, or not\0",
    "endless": b"x" * 9000,
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("case", SILENCES)
def test_without_an_answer_it_is_held_and_never_served(
    case: str, answering: Answering, room: list[ReceivedFile]
) -> None:
    answering(SILENCES[case])
    began = time.monotonic()
    accepted = accept(sent("a.pdf", PDF))
    # Of the second file nobody waits for: the scanner has just been silent.
    again = accept(sent("b.jpg", image()))
    assert time.monotonic() - began < 2
    assert accepted.verdict is again.verdict is Verdict.UNSCANNED
    with writing():
        received, picture = keep(accepted, ROOM), keep(again, ROOM)
    assert received.is_held
    assert picture.is_held
    for refused in (lambda: as_download(received), lambda: as_picture(picture), lambda: as_download(picture)):
        with pytest.raises(Http404):
            refused()
    assert scan_held(TODAY) == 0
    assert (files_health().held, room) == (2, [])
    answering(b"stream: OK\0")
    assert scan_held(TODAY) == 2
    received.refresh_from_db()
    assert as_download(received).content == accepted.content
    assert (received.scanned_at is not None, files_health().held, len(room)) == (True, 0, 2)


@pytest.mark.django_db(transaction=True)
def test_scanner_down(settings: Any) -> None:
    settings.CLAMD_URL = "tcp://127.0.0.1:9"
    assert accept(sent("a.pdf", PDF)).verdict is Verdict.UNSCANNED
    settings.CLAMD_URL = "unix:///nulle/part"
    received = kept()
    assert received.is_held
    assert scan_held(TODAY) == 0


@pytest.mark.django_db(transaction=True)
def test_a_virus_found_later_leaves_a_row_and_nothing_on_the_disk(
    answering: Answering, room: list[ReceivedFile], settings: Any
) -> None:
    answering(b"stream: Win.Test FOUND\0")
    with pytest.raises(ValidationError, match="virus"):
        accept(sent("a.pdf", PDF))
    received = kept(**{"480.jpg": b"x"})
    assert len(on_disk(settings)) == 2
    assert scan_held(TODAY) == 1
    received.refresh_from_db()
    assert (received.state, received.file.name, on_disk(settings)) == (FileState.INFECTED, "", [])
    assert room == [received]
    with pytest.raises(Http404):
        as_download(received)
    # It is settled for good.
    answering(b"stream: OK\0")
    assert scan_held(TODAY) == 0
    with writing(), pytest.raises(ValueError, match="refused"):
        keep(Accepted("a.pdf", "application/pdf", PDF, Verdict.INFECTED), ROOM)


@pytest.mark.django_db(transaction=True)
def test_without_a_scanner_the_other_checks_are_enough(answering: Answering, settings: Any) -> None:
    assert kept().is_clean
    answering(None)
    held = kept()
    assert held.is_held
    # Found clean on arrival, which was then not silent.
    assert kept(Verdict.CLEAN).is_clean
    settings.CLAMD_URL = "none"
    assert scan_held(TODAY) == 1
    held.refresh_from_db()
    assert (held.is_clean, held.scanned_at) == (True, None)


@pytest.mark.django_db
def test_whoever_watches_is_told(answering: Answering, settings: Any) -> None:
    answering(None)
    received = kept()
    assert files_health().troubles == ()
    later = received.received_at + timedelta(seconds=settings.HELD_FILES_LATE_AFTER_SECONDS + 1)
    assert files_health(later).troubles == (FilesTrouble.HELD,)


@pytest.mark.django_db(transaction=True)
def test_what_the_disk_has_lost_holds_nobody_else_up(answering: Answering) -> None:
    answering(b"stream: OK\0")
    lost, other = kept(), kept()
    lost.file.storage.delete(lost.file.name)
    assert scan_held(TODAY) == 1
    assert ReceivedFile.objects.get(state=FileState.HELD) == lost
    other.refresh_from_db()
    assert other.is_clean


@pytest.mark.django_db
def test_what_no_row_names_is_removed_after_a_day(settings: Any) -> None:
    received = kept(**{"480.jpg": b"x"})
    root = Path(settings.PRIVATE_ROOT) / ROOM
    orphans = [root / "dead.pdf", root / "beef" / "480.jpg"]
    orphans[1].parent.mkdir()
    other = Path(settings.PRIVATE_ROOT) / OTHER / "x.pdf"
    other.parent.mkdir()
    for path in (*orphans, other):
        path.write_bytes(b"x")
    assert remove_orphans(TODAY) == 0
    before = time.time() - 2 * 24 * 3600
    for path in (*orphans, other, *root.rglob("*")):
        os.utime(path, (before, before))
    assert remove_orphans(TODAY) == 2
    assert len(on_disk(settings)) == 3
    assert not orphans[1].parent.exists()
    assert as_download(received).content == PDF


@pytest.mark.django_db(transaction=True)
class TestAcceptedBeforeThereWasAScanner:
    def test_seen_once_and_the_domain_hears_of_a_virus_alone(
        self, answering: Answering, room: list[ReceivedFile], settings: Any
    ) -> None:
        received, gone, seen = kept(), kept(), kept(Verdict.CLEAN)
        assert scan_unscanned(TODAY) == 0
        answering(b"stream: OK\0")
        gone.file.storage.delete(gone.file.name)
        assert scan_unscanned(TODAY) == 1
        received.refresh_from_db()
        assert (received.is_clean, received.scanned_at is not None, room) == (True, True, [])
        settings.CLAMD_URL = ""
        late = kept()
        answering(b"stream: Win.Test FOUND\0")
        assert scan_unscanned(TODAY) == 1
        late.refresh_from_db()
        assert (late.state, late.file.name, room) == (FileState.INFECTED, "", [late])
        seen.refresh_from_db()
        assert seen.is_clean
        assert scan_unscanned(TODAY) == 0

    def test_so_many_in_a_round_and_none_while_it_is_silent(
        self, answering: Answering, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        for _ in range(3):
            kept()
        answering(None)
        assert scan_unscanned(TODAY) == 0
        assert "restent" in caplog.text
        monkeypatch.setattr(quarantine, "MOST_UNSCANNED", 2)
        answering(b"stream: OK\0")
        assert [scan_unscanned(TODAY) for _ in range(3)] == [2, 1, 0]

    def test_killed_in_the_middle_the_next_round_does_what_is_left(
        self, answering: Answering, room: list[ReceivedFile], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first, second = kept(), kept()
        answering(b"stream: Win.Test FOUND\0")

        def dies(actor: Actor, received: ReceivedFile) -> None:
            if received.pk == second.pk:
                raise KeyboardInterrupt

        register_room(ROOM, dies)
        with pytest.raises(KeyboardInterrupt):
            scan_unscanned(TODAY)
        second.refresh_from_db()
        first.refresh_from_db()
        assert (first.state, second.state) == (FileState.INFECTED, FileState.CLEAN)
        assert as_download(second).content == PDF
        register_room(ROOM, lambda actor, received: room.append(received))
        assert scan_unscanned(TODAY) == 1
        assert room == [second]

"""A search on servers, as its worker told of it last; no server is asked."""

import os
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.files.enums import FileState
from portal.files.models import ReceivedFile
from portal.kernel.service import writing
from portal.notifications.models import Notification
from search import changes, engines
from search.engines.breaker import Breaker
from search.models import IndexState

NAME = "elasticsearch"
Told = Callable[..., IndexState]
MailWaits = FileWaits = Callable[..., None]


@pytest.fixture
def on_servers(settings: Any) -> None:
    settings.SEARCH_ENGINE = NAME


@pytest.fixture
def told(on_servers: None) -> Told:
    """`told(beat_at=5, behind=2)`: moments are seconds ago. Without arguments all is well."""

    def tell(*, behind: int = 0, **seconds_ago: Any) -> IndexState:
        now = timezone.now()
        head = changes.head()
        values: dict[str, Any] = {
            "index": "one-listings-1", "epoch": head.epoch, "sequence": head.sequence,
            "beat_at": 1, "caught_up_at": 1,
        } | seconds_ago  # fmt: skip
        for name in ("beat_at", "caught_up_at", "failing_since", "builder_beat_at"):
            if values.get(name) is not None:
                values[name] = now - timedelta(seconds=values[name])
        state, _ = IndexState.objects.update_or_create(pk=NAME, defaults=values)
        for listing_id in range(1, behind + 1):
            with transaction.atomic():
                changes.append([listing_id])
        return state

    return tell


@pytest.fixture
def mail_waits() -> MailWaits:
    """`mail_waits(minutes=16)`: an e-mail of a notification that was made so long ago."""

    def wait(**ago: float) -> None:
        user, _ = User.objects.get_or_create(username="attend")
        with writing():
            then = timezone.now() - timedelta(**ago)
            Notification.objects.create(user=user, kind="x", title="x", made_at=then, mail_due_at=then)

    return wait


class Searcher:
    """What of a searcher `search.engines.breaker_reason` looks at."""

    def __init__(self) -> None:
        self.breaker = Breaker(NAME)


@pytest.fixture
def breaker(on_servers: None, monkeypatch: pytest.MonkeyPatch) -> Breaker:
    """The breaker of this process."""
    searcher = Searcher()
    monkeypatch.setitem(engines._searchers, (os.getpid(), NAME), searcher)  # type: ignore[misc]
    return searcher.breaker


@pytest.fixture
def file_waits() -> FileWaits:
    """`file_waits(minutes=16)`: a file that the scanner has not seen since."""

    def wait(**ago: float) -> None:
        with writing():
            ReceivedFile.objects.create(
                room="essai", name="a.pdf", media_type="application/pdf", size=1, file="essai/a.pdf",
                state=FileState.HELD, received_at=timezone.now() - timedelta(**ago),
            )  # fmt: skip

    return wait

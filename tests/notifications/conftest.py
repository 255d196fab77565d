"""People to tell something, and a mail server that can be taken down."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from portal.accounts import mails
from portal.facilities.notifications import INVITATION_ACCEPTED, ROLE_CHANGED
from portal.kernel import clock
from portal.notifications.models import Notification
from portal.notifications.services import notify
from tests.accounts.conftest import (  # noqa: F401 -- fixtures
    SYSTEM,
    make_user,
    organiser,
    other_organiser,
)

# One of whose e-mails one may say no to, and one of which not.
OPTIONAL, ALWAYS = INVITATION_ACCEPTED, ROLE_CHANGED
MailServer = Callable[[Exception | None], list[str]]


@pytest.fixture
def mail_server(monkeypatch: pytest.MonkeyPatch) -> Callable[[Exception | None], list[str]]:
    """`mail_server(error)`: from now on it fails like this; the list has whom it was asked to reach."""
    deliver = mails.EmailMultiAlternatives.send

    def set_to(error: Exception | None) -> list[str]:
        asked: list[str] = []

        def send(mail: Any, **kwargs: Any) -> int:
            asked.extend(mail.to)
            if error is not None:
                raise error
            return int(deliver(mail, **kwargs))

        monkeypatch.setattr(mails.EmailMultiAlternatives, "send", send)
        return asked

    return set_to


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let so much time pass: `later(minutes=6)`."""

    def pass_by(**delta: float) -> None:
        moment = clock.now() + timedelta(**delta)
        monkeypatch.setattr(clock, "now", lambda: moment)

    return pass_by


def told(*users: Any, kind: Any = ALWAYS, text: str = "Voilà.", path: str = "/pro/utilisateur/") -> list[int]:
    """Tell them, and return the ids of what they were told."""
    before = set(Notification.objects.order_by("pk").values_list("pk", flat=True))
    notify(actor=SYSTEM, kind=kind, to=[user.pk for user in users], text=text, path=path)
    return [pk for pk in Notification.objects.order_by("pk").values_list("pk", flat=True) if pk not in before]


def only() -> Notification:
    """The one there is."""
    return Notification.objects.get()

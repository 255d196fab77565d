"""One world for each module of these tests, and one browser."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from config import health
from tests.security.access.roster import ROSTER
from tests.security.access.visiting import Visitor
from tests.security.access.world import World, make_world


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Made once, in a transaction around those of the tests, and undone with it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world(ROSTER)
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def visitor() -> Visitor:
    """The browser."""
    return Visitor()


@pytest.fixture(autouse=True)
def strong_login_is_offered(settings: Any) -> None:
    """Pages about it are there; no federation is."""
    settings.STRONG_LOGIN = True


@pytest.fixture(autouse=True)
def no_look_at_health(monkeypatch: pytest.MonkeyPatch) -> None:
    """/readyz looks in a thread that may outlive the test, over a connection of its own: here, in none."""
    monkeypatch.setattr(health._Look, "run", lambda self: None)


@pytest.fixture(autouse=True)
def quiet_templates(caplog: pytest.LogCaptureFixture) -> None:
    """Logged are refusals, asked for by thousands here, and each variable that Wagtail’s templates miss."""
    for name in ("django.template", "django.request"):
        caplog.set_level(logging.ERROR, logger=name)

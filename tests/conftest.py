"""What every test gets: strict templates, strict queries, a client that reads each page, a clock to set."""

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import TransactionTestCase
from hypothesis import HealthCheck, settings

from portal.accounts.enums import LoginLevel
from portal.audit import triggers
from portal.kernel import clock
from portal.kernel.service import writing
from search.gazetteer.index import Index, hold
from search.gazetteer.loading import read
from search.gazetteer.places import places_of
from tests.prepared_database import prepared_database
from tests.services.elasticsearch import Node, running_node, why_missing
from tests.services.parts import missing
from tests.strictness.pages import StrictClient
from tests.strictness.queries import shuffle_unordered_queries
from tests.strictness.templates import refuse_undefined_variables

CI = os.environ.get("CI") == "true"

# A busy machine is no fault of the code: no deadline. CI repeats the same cases, a developer explores.
settings.register_profile("dev", max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", parent=settings.get_profile("dev"), max_examples=200, derandomize=True)
settings.load_profile("ci" if CI else "dev")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Fast tests first, then the real servers, the browser last; on PostgreSQL, those alone that ask it.

    Playwright keeps an event loop running in the main thread, in which Django refuses the ORM: nothing that
    touches the database may follow a browser test.
    """
    if connection.vendor == "postgresql":
        idle = [item for item in items if not asks_the_database(item)]
        config.hook.pytest_deselected(items=idle)
        items[:] = [item for item in items if asks_the_database(item)]
    items.sort(
        key=lambda item: (
            2 if item.get_closest_marker("browser") else 1 if item.get_closest_marker("services") else 0
        )
    )


def asks_the_database(item: pytest.Item) -> bool:
    """Whether another database may change its outcome; a test that starts its own says so by a mark."""
    asked = {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
    marked = any(item.get_closest_marker(name) for name in ("django_db", "databases", "services", "browser"))
    return bool(asked or marked)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> Iterator[None]:
    """The database of the tests is migrated once for several runs."""
    with prepared_database():
        yield


@pytest.fixture(autouse=True, scope="session")
def strictness() -> Iterator[None]:
    """House rules that hold for the whole run."""
    with refuse_undefined_variables(), shuffle_unordered_queries():
        yield


@pytest.fixture(autouse=True, scope="session")
def flush_may_write() -> Iterator[None]:
    """Tests with real transactions empty the guarded tables afterwards, the history too: no service may."""
    flush = TransactionTestCase._fixture_teardown

    def flush_as_writer(self: TransactionTestCase) -> None:
        with writing():
            triggers.remove(connection)
            flush(self)
            triggers.create(connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", flush_as_writer)
        yield


@pytest.fixture
def client() -> StrictClient:
    """Django's test client, which also checks every HTML page that it receives."""
    return StrictClient()


@pytest.fixture
def admin_user(db: None) -> Any:
    """Instead of pytest-django's superuser, which nobody can be: an administrator, by a function."""
    # Here, since this module is read before Django is set up.
    from portal.accounts import posts
    from portal.accounts.enums import Role
    from portal.accounts.models import User
    from portal.kernel.actors import SystemActor

    user = User.objects.create_user("admin", password="password")
    posts.give_post(actor=SystemActor("essai"), user=user, function=Role.ADMINISTRATOR)
    return user


@pytest.fixture
def admin_client(admin_user: Any) -> StrictClient:
    """pytest-django's, in a session that opens OFFICE.ONE too: Django's own log-in begins none."""
    client = StrictClient()
    client.level = LoginLevel.EID
    client.force_login(admin_user)
    return client


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], datetime]:
    """Set the portal's clock: `set_clock("2026-03-28T23:30Z")`. May be called again in the same test."""

    def set_to(moment: str) -> datetime:
        at = datetime.fromisoformat(moment)
        if at.tzinfo is None:
            raise ValueError("A moment needs its time zone: write it in UTC, with a Z.")
        monkeypatch.setattr(clock, "now", lambda: at)
        return at

    return set_to


@pytest.fixture(scope="session")
def gazetteer_index() -> Index:
    """Every Belgian place, from the file: no database."""
    return Index(places_of(read()))


@pytest.fixture
def gazetteer(gazetteer_index: Index) -> Index:
    """Let the gazetteer answer without its table being loaded."""
    hold(gazetteer_index)
    return gazetteer_index


@pytest.fixture(scope="session")
def elasticsearch() -> Iterator[Node]:
    """A running node. Whoever uses it has an alias of its own, and removes its indices."""
    if reason := why_missing():
        missing(reason)
    with running_node() as node:
        yield node


@pytest.fixture
def url_of(settings: Any) -> Callable[[str], str]:
    """A path as an absolute address on the portal's own origin."""
    return lambda path: f"{settings.BASE_URL}{path}"

"""Every section, submitted by two people at the very same moment: one is saved, the other is told."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections, transaction
from hypothesis import assume, given

from config.env import database
from portal.accounts.enums import LoginLevel
from portal.facilities.models import Listing, Organiser
from tests.facilities.test_two_writers import wait_until_waiting
from tests.pro.conftest import House, client_of
from tests.pro.section_values import SECTIONS, sent
from tests.pro.test_section_properties import SLUGS, form_of, stored
from tests.pro.test_section_submissions import ADDRESS, ONCE, TOLD, address_of, all_different  # noqa: F401
from tests.strictness.pages import StrictClient

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.databases]
# On SQLite nobody says that he waits.
LONG_ENOUGH_SECONDS = 0.5


@pytest.fixture(autouse=True)
def shared_by_threads(
    transactional_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Each thread has a connection of its own: on SQLite to a file, with the settings of the site."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    usual, moved = connections["default"], connection.copy()
    at = {"NAME": str(tmp_path / "one.sqlite3"), "OPTIONS": database()["OPTIONS"]}
    moved.settings_dict |= at
    moved.ensure_connection()
    usual.connection.backup(moved.connection)
    connections["default"] = moved
    with monkeypatch.context() as patch:
        for name, value in at.items():
            patch.setitem(connections.settings["default"], name, value)
        yield
    moved.close()
    connections["default"] = usual


def post(client: StrictClient, address: str, form: dict[str, str]) -> Any:
    try:
        return client.post(address, form)
    finally:
        connections.close_all()


@pytest.mark.parametrize("slug", SLUGS)
def test_one_is_saved_and_the_other_is_told(slug: str, house: House, address_of: ADDRESS) -> None:  # noqa: F811
    clients = [client_of(user, LoginLevel.EID) for user in (house.member, house.holder)]
    address = address_of(slug)

    @ONCE
    @given(mine=SECTIONS[slug].right, theirs=SECTIONS[slug].right)
    def at_once(mine: dict[str, str], theirs: dict[str, str]) -> None:
        opened = [form_of(client, address) for client in clients]
        assume(all_different(mine, theirs, opened[0]))
        forms = [sent(values, seen=opened[0]["seen"]) for values in (mine, theirs)]
        before = stored()
        with ThreadPoolExecutor(2) as threads:
            with transaction.atomic():
                # Both come as far as they may before either may write.
                for model in (Organiser, Listing):
                    list(model.objects.select_for_update(no_key=True))
                asked = [
                    threads.submit(post, client, address, form)
                    for client, form in zip(clients, forms, strict=True)
                ]
                if connection.vendor == "postgresql":
                    wait_until_waiting(2)
                else:
                    time.sleep(LONG_ENOUGH_SECONDS)
            answers = [each.result() for each in asked]
        assert sorted(answer.status_code for answer in answers) == [200, 302]
        told = next(place for place, answer in enumerate(answers) if answer.status_code == 200)
        assert TOLD in answers[told].content.decode()
        after = stored()
        assert after != before
        # What is there now is the other's, all of it: sent again it changes nothing.
        assert clients[1 - told].post(address, forms[1 - told]).status_code == 302
        assert stored() == after

    at_once()

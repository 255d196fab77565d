"""Limits as visitors meet them: on the public search, at the door of OFFICE.ONE, and when a store fails."""

import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from config.settings import base
from portal.limits import database, limiting, shared_file
from portal.limits.answers import in_words
from portal.limits.models import Allowance
from portal.limits.rates import Rate
from portal.limits.shared_file import NAME
from portal.limits.stores import StoreFailed
from tests.strictness.pages import StrictClient

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("gazetteer", "limits_on"),
]
PAGE, MAP, SUGGESTIONS = "/recherche/", "/recherche/carte.json", "/recherche/suggestions.json"
GEOJSON, LOGIN = "/recherche/lieux.geojson", "/connexion/"
VISITOR, OTHER = "203.0.113.7", "198.51.100.9"


def statuses(client: Client, path: str, times: int, visitor: str = VISITOR) -> list[int]:
    return [client.get(path, headers={"X-Forwarded-For": visitor}).status_code for _ in range(times)]


def signed_in(client: Client, name: str = "agent", visitor: str = VISITOR) -> int:
    answer = client.post(LOGIN, {"username": name, "password": "x"}, headers={"X-Forwarded-For": visitor})
    return int(answer.status_code)


class Figures:
    """What `/metrics` adds up, as a difference."""

    def __init__(self, client: StrictClient) -> None:
        self._client = client
        self._before = self._read()

    def _read(self) -> dict[str, float]:
        lines = self._client.get("/metrics").content.decode().splitlines()
        return {
            name: float(value)
            for name, _, value in (line.rpartition(" ") for line in lines)
            if name[:1] != "#"
        }

    def __getitem__(self, name: str) -> float:
        return self._read().get(name, 0) - self._before.get(name, 0)


@pytest.fixture
def figures(client: StrictClient, settings: Any) -> Figures:
    settings.METRICS_OPEN = True
    return Figures(client)


@pytest.mark.parametrize("path", [PAGE, MAP, SUGGESTIONS, GEOJSON])
def test_who_asks_too_often_is_refused_and_nobody_else(client: StrictClient, path: str) -> None:
    assert statuses(client, path, 5) == [200] * 3 + [429] * 2
    assert statuses(client, path, 1, OTHER) == [200]


def test_the_page_and_the_map_are_one_search(client: StrictClient) -> None:
    assert statuses(client, PAGE, 2) + statuses(client, MAP, 2) == [200, 200, 200, 429]
    assert statuses(client, SUGGESTIONS, 1) == [200]
    # What every page needs is not limited.
    assert statuses(client, "/", 6) == [200] * 6


def test_all_together_too(client: StrictClient) -> None:
    visitors = [f"198.51.100.{number}" for number in range(8)]
    answers = [statuses(client, PAGE, 1, visitor)[0] for visitor in visitors]
    assert answers == [200] * 5 + [429] * 3
    page = client.get(PAGE, headers={"X-Forwarded-For": VISITOR}).content.decode()
    assert "Le site reçoit beaucoup de demandes" in page


def test_spoofing_gives_nobody_another_allowance(client: StrictClient) -> None:
    """The proxy adds the true address to whatever the visitor wrote."""
    answers = [statuses(client, PAGE, 1, f"198.51.100.{number}, {VISITOR}")[0] for number in range(5)]
    assert answers == [200] * 3 + [429] * 2


def test_it_passes_with_time(client: StrictClient, set_clock: Callable[[str], Any]) -> None:
    set_clock("2026-03-02T08:00:00Z")
    assert statuses(client, PAGE, 4) == [200] * 3 + [429]
    set_clock("2026-03-02T08:00:09Z")
    assert statuses(client, PAGE, 1) == [429]
    set_clock("2026-03-02T08:00:10Z")
    assert statuses(client, PAGE, 2) == [200, 429]


def test_the_page_says_when_and_keeps_what_was_asked(
    client: StrictClient, set_clock: Callable[[str], Any]
) -> None:
    set_clock("2026-03-02T08:00:00Z")
    asked = f"{PAGE}?texte=jardin%20%26%20potager&tri=nom"
    statuses(client, asked, 3)
    set_clock("2026-03-02T08:00:02.5Z")
    answer = client.get(asked, headers={"X-Forwarded-For": VISITOR})
    assert answer.status_code == 429
    assert (answer["Retry-After"], answer["Cache-Control"]) == ("8", "no-store")
    assert not answer.cookies
    page = BeautifulSoup(answer.content.decode(), "lxml")
    assert page.h1 is not None
    assert page.h1.get_text() == "Trop de demandes à la fois"
    assert "dans 8\u00a0secondes" in page.get_text()
    assert page.select_one(f'a[href="{asked}"]') is not None


def test_what_was_typed_into_the_address_stays_text(client: StrictClient) -> None:
    asked = f'{PAGE}?q="><script>alert(1)</script>'
    statuses(client, PAGE, 3)
    assert "<script>alert" not in client.get(asked, headers={"X-Forwarded-For": VISITOR}).content.decode()


def test_a_form_says_that_nothing_was_sent(client: StrictClient) -> None:
    statuses(client, PAGE, 3)
    answer = client.post(PAGE, {"q": "5000"}, headers={"X-Forwarded-For": VISITOR})
    assert answer.status_code == 429
    assert "Rien n’a été envoyé" in answer.content.decode()


@pytest.mark.parametrize("path", [MAP, SUGGESTIONS, GEOJSON])
def test_json_for_who_asked_for_json(
    client: StrictClient, path: str, set_clock: Callable[[str], Any]
) -> None:
    set_clock("2026-03-02T08:00:00Z")
    statuses(client, path, 3)
    answer = client.get(path, headers={"X-Forwarded-For": VISITOR})
    assert answer.status_code == 429
    assert answer["Content-Type"] == "application/json"
    assert answer["Cache-Control"] == "no-store"
    told = answer.json()
    assert told["error"] == "too_many_requests"
    assert str(told["retry_after"]) == answer["Retry-After"]
    assert told["message"].startswith("Trop de demandes à la fois. Réessayez dans 10\u00a0secondes")


def test_refusals_are_counted_and_not_logged(
    client: StrictClient, figures: Figures, caplog: pytest.LogCaptureFixture
) -> None:
    statuses(client, PAGE, 5)
    statuses(client, PAGE, 2, OTHER)
    statuses(client, PAGE, 1, "192.0.2.1")
    assert figures['limits_refused_total{limit="search",whose="client"}'] == 2
    assert figures['limits_refused_total{limit="search",whose="all"}'] == 1
    assert not [record for record in caplog.records if getattr(record, "status_code", 0) == 429]


def test_the_public_search_writes_no_database_and_keeps_no_address(
    client: StrictClient, settings: Any
) -> None:
    statuses(client, PAGE, 1)  # whatever is read once
    with CaptureQueriesContext(
        connection,
    ) as queries:
        statuses(client, PAGE, 4)
    assert [query["sql"] for query in queries if not query["sql"].startswith("SELECT")] == []
    kept = (Path(settings.LIMITS_ROOT) / NAME).read_bytes()
    assert kept.strip(b"\0")
    assert VISITOR.encode() not in kept
    assert bytes(int(part) for part in VISITOR.split(".")) not in kept


def test_a_new_day_knows_nobody(client: StrictClient, set_clock: Callable[[str], Any]) -> None:
    set_clock("2026-03-02T23:59:59Z")
    assert statuses(client, PAGE, 4)[-1] == 429
    set_clock("2026-03-03T00:00:00Z")
    assert statuses(client, PAGE, 1) == [200]


def test_switched_off_nothing_is_counted(client: StrictClient, settings: Any) -> None:
    settings.LIMITS_ENABLED = False
    assert statuses(client, PAGE, 8) == [200] * 8
    assert not Path(settings.LIMITS_ROOT).exists()
    settings.LIMITS_ENABLED = True
    settings.LIMITS["search"] = {"each": "off", "total": "off"}
    assert statuses(client, PAGE, 8) == [200] * 8


class TestSigningIn:
    """Counted in the database: by address, by account, and all together."""

    def test_from_one_address(self, client: StrictClient) -> None:
        assert [signed_in(client, f"agent-{number}") for number in range(5)] == [200] * 3 + [429] * 2
        assert Allowance.objects.count() > 0
        assert not [row for row in Allowance.objects.all() if VISITOR in row.key or "agent" in row.key]

    def test_for_one_account_from_many_addresses(self, client: StrictClient) -> None:
        answers = [
            signed_in(client, name, f"198.51.100.{i}") for i, name in enumerate(["Agent", "agent", " AGENT "])
        ]
        assert answers == [200, 200, 429]
        assert signed_in(client, "somebody else", OTHER) == 200

    def test_looking_at_the_form_is_free_and_writes_nothing(self, client: StrictClient) -> None:
        assert statuses(client, LOGIN, 8) == [200] * 8
        assert Allowance.objects.count() == 0

    def test_what_must_be_known_refuses_politely_when_it_fails(
        self, client: StrictClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture,
        figures: Figures,
    ) -> None:  # fmt: skip
        monkeypatch.setattr(database, "_spend", failing)
        for _ in range(3):
            answer = client.post(LOGIN, {"username": "agent", "password": "x"})
            assert (answer.status_code, answer["Retry-After"]) == (503, "30")
            assert "Pas possible pour le moment" in answer.content.decode()
        assert figures['limits_store_failures_total{store="database"}'] == 3
        told = [record for record in caplog.records if record.name.startswith("portal.limits")]
        assert [record.levelno for record in told] == [logging.ERROR]
        monkeypatch.undo()
        assert signed_in(client) == 200
        told = [record for record in caplog.records if record.name.startswith("portal.limits")]
        assert [record.levelno for record in told] == [logging.ERROR, logging.WARNING]


def failing(*args: object) -> None:
    raise StoreFailed("for the test")


def test_the_public_search_goes_on_without_its_store(
    client: StrictClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, figures: Figures
) -> None:
    monkeypatch.setattr(shared_file, "_spend", failing)
    for path in (PAGE, MAP, SUGGESTIONS, GEOJSON):
        assert statuses(client, path, 6) == [200] * 6
    # Asked once, then left in peace for a moment.
    assert figures['limits_store_failures_total{store="machine"}'] == 1
    told = [record for record in caplog.records if record.name.startswith("portal.limits")]
    assert [record.levelno for record in told] == [logging.ERROR]
    monkeypatch.undo()
    monkeypatch.setattr(limiting.store("machine"), "_quiet_until", 0.0)
    assert statuses(client, PAGE, 4) == [200] * 3 + [429]


def test_a_forked_process_opens_the_file_anew(client: StrictClient, monkeypatch: pytest.MonkeyPatch) -> None:
    statuses(client, PAGE, 1)
    ours = limiting.store("machine")
    monkeypatch.setattr(os, "getpid", lambda: -1)
    assert limiting.store("machine") is not ours


def test_the_defaults_are_on_and_generous() -> None:
    """Whoever pans the map asks 30 times in 10 s: so may some twenty parents behind one address."""
    assert base.LIMITS_ENABLED
    for name in ("search", "suggestions"):
        each, total = Rate.parse(base.LIMITS[name]["each"]), Rate.parse(base.LIMITS[name]["total"])
        assert each is not None
        assert total is not None
        assert each.count >= 20 * 30
        assert each.count / each.seconds >= 30
        assert total.count / total.seconds > each.count / each.seconds


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "1\u00a0seconde"), (90, "90\u00a0secondes"), (91, "2\u00a0minutes"), (900, "15\u00a0minutes"),
        (5400, "90\u00a0minutes"), (5401, "2\u00a0heures"),
    ],
)  # fmt: skip
def test_a_wait_in_words(seconds: int, words: str) -> None:
    assert in_words(seconds) == words

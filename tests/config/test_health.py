"""`/healthz` and `/readyz`: who asks, by what name, and what they are told."""

import json
import socket
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import OperationalError, ProgrammingError, connection
from django.test import Client
from django.urls import reverse

from config import health
from config.health import Reading
from portal.audit import unsealed
from portal.kernel import clock
from portal.kernel.schedule import jobs
from portal.scheduling import running
from search import changes, index_states
from search.engines.breaker import Breaker
from tests.architecture.test_settings import PRODUCTION
from tests.architecture.tree import ROOT
from tests.audit.making import administrator, make_entries, make_entry, run, seal
from tests.config.conftest import NAME, FileWaits, MailWaits, Told
from tests.strictness.pages import StrictClient

real_database = pytest.mark.django_db(transaction=True)


def ready(client: Client, *, with_scheduler: bool = True) -> dict[str, Any]:
    if with_scheduler:
        running._beat(actor=running.SCHEDULER, now=clock.now())
    response = client.get("/readyz")
    assert response["Cache-Control"] == "no-store"
    assert response["Content-Type"] == "application/json"
    assert response.status_code == 200
    told: dict[str, Any] = response.json()
    return told


class TestAnybodyMayAsk:
    def test_the_paths_are_those_of_the_settings(self) -> None:
        assert {reverse(name) for name in ("healthz", "readyz", "metrics")} == set(
            django_settings.MACHINE_PATHS
        )

    @pytest.mark.parametrize("method", ["get", "head"])
    def test_healthz_touches_nothing(self, client: StrictClient, method: str) -> None:
        """Without the mark, this test may not reach the database."""
        response = getattr(client, method)("/healthz")
        assert response.status_code == 200
        assert response.content == (b"ok" if method == "get" else b"")
        assert response["Cache-Control"] == "no-store"
        assert not response.cookies
        assert not response.has_header("Vary") or "Cookie" not in response["Vary"]

    @pytest.mark.parametrize("path", ["/healthz", "/readyz"])
    def test_nothing_can_be_posted(self, client: StrictClient, path: str) -> None:
        assert client.post(path).status_code == 405

    @real_database
    @pytest.mark.parametrize("path", ["/healthz", "/readyz"])
    def test_a_probe_asks_by_address_and_without_https(
        self, client: StrictClient, settings: Any, path: str
    ) -> None:
        settings.SECURE_SSL_REDIRECT = True
        settings.ALLOWED_HOSTS = ["my.example.org"]
        assert client.get(path, headers={"host": "10.0.0.7:8000"}).status_code == 200

    @pytest.mark.parametrize("path", ["/", "/healthz/", "/healthz/x", "/x/readyz"])
    def test_everybody_else_keeps_to_https(self, client: StrictClient, settings: Any, path: str) -> None:
        settings.SECURE_SSL_REDIRECT = True
        assert client.get(path).status_code == 301

    @pytest.mark.parametrize("path", ["/", "/healthz/", "/robots.txt"])
    def test_everybody_else_asks_by_name(self, client: StrictClient, path: str) -> None:
        assert client.get(path, headers={"host": "10.0.0.7:8000"}).status_code == 400


@real_database
class TestColumnar:
    def test_there_is_nothing_to_be_late(self, client: StrictClient) -> None:
        answer = ready(client)
        assert answer.pop("schedule")["silent_seconds"] < 10
        assert answer == {
            "status": "ready",
            "troubles": [],
            "database": "ok",
            "search": {"engine": "columnar", "log": changes.head().sequence},
            "history": {"seals": 0, "unsealed": {"entries": 0, "seconds": 0.0}},
            "mail": {"waiting": {"e-mails": 0, "seconds": 0.0}, "given_up": 0},
            "files": {"held": 0, "seconds": 0.0},
        }


@real_database
class TestHistory:
    def test_what_waits_for_its_seal_is_no_trouble_at_first(
        self, client: StrictClient, tmp_path: Path
    ) -> None:
        make_entries(2)
        seal(tmp_path / "heads")
        make_entry(at=clock.now() - timedelta(seconds=30))
        answer = ready(client)
        assert (answer["status"], answer["troubles"]) == ("ready", [])
        assert answer["history"]["seals"] == 2
        assert answer["history"]["unsealed"]["entries"] == 1
        assert 30 <= answer["history"]["unsealed"]["seconds"] < 40

    def test_without_a_sealer_it_becomes_one(self, client: StrictClient) -> None:
        make_entry(at=clock.now() - timedelta(seconds=61))
        make_entry()
        answer = ready(client)
        assert (answer["status"], answer["troubles"]) == ("degraded", ["history_unsealed"])

    def test_a_late_one_under_a_lower_id_is_seen_too(self, client: StrictClient, tmp_path: Path) -> None:
        make_entry(pk=7)
        seal(tmp_path / "heads")
        make_entry(pk=5, at=clock.now() - timedelta(hours=1))
        assert ready(client)["troubles"] == ["history_unsealed"]

    def test_a_moment_that_nobody_can_read_takes_no_server_out_of_service(self, client: StrictClient) -> None:
        entry = make_entry()
        if connection.vendor != "sqlite":
            pytest.skip("PostgreSQL keeps no such value")
        with administrator():
            run("UPDATE audit_auditentry SET at = 'hier' WHERE id = %s", entry.pk)
        answer = ready(client)
        assert answer["troubles"] == ["history_unsealed"]
        assert answer["history"]["unsealed"] == {"entries": 1, "seconds": None}

    def test_a_thousand_are_counted_and_no_more(
        self, client: StrictClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(unsealed, "COUNTED_AT_MOST", 3)
        make_entries(5)
        assert ready(client)["history"]["unsealed"]["entries"] == 3


@real_database
class TestFiles:
    def test_what_waits_for_the_scanner_becomes_a_trouble(
        self, client: StrictClient, file_waits: FileWaits
    ) -> None:
        file_waits(minutes=14)
        assert ready(client)["troubles"] == []
        file_waits(minutes=16)
        answer = ready(client)
        assert (answer["status"], answer["troubles"]) == ("degraded", ["files_held"])
        assert answer["files"]["held"] == 2
        assert 960 <= answer["files"]["seconds"] < 970


@real_database
class TestSchedule:
    def test_without_a_scheduler_it_says_so(self, client: StrictClient) -> None:
        answer = ready(client, with_scheduler=False)
        assert (answer["status"], answer["troubles"]) == ("degraded", ["scheduler_silent"])
        assert answer["schedule"]["silent_seconds"] is None

    def test_each_job_is_named(self, client: StrictClient) -> None:
        running.run_due()
        told = ready(client)["schedule"]["jobs"]
        assert list(told) == [job.name for job in jobs()]
        assert {"facilities.remind", "accounts.clear_sessions", "office.previews"} <= told.keys()
        assert told["accounts.clear_sessions"]["done_seconds_ago"] < 10
        assert told["accounts.clear_sessions"]["failing_seconds"] is None


@real_database
class TestMail:
    def test_one_that_waits_for_long_is_a_trouble(self, client: StrictClient, mail_waits: MailWaits) -> None:
        mail_waits(minutes=14)
        answer = ready(client)
        assert (answer["status"], answer["mail"]["waiting"]["e-mails"]) == ("ready", 1)
        mail_waits(minutes=16)
        answer = ready(client)
        assert (answer["status"], answer["troubles"]) == ("degraded", ["mail_late"])
        assert 960 <= answer["mail"]["waiting"]["seconds"] < 970


@real_database
class TestOnServers:
    def test_all_is_well(self, client: StrictClient, told: Told) -> None:
        told()
        answer = ready(client)
        assert (answer["status"], answer["troubles"]) == ("ready", [])
        search = answer["search"]
        assert (search["engine"], search["index"]) == (NAME, "one-listings-1")
        assert search["behind"] == {"entries": 0, "seconds": 0.0}
        assert search["worker"]["seconds_ago"] < 10
        assert (search["failing"], search["rebuild"], search["refused_listings"]) == (None, None, 0)
        assert search["breaker"] == {"open": False, "reason": None}

    def test_no_worker_ever_ran(self, client: StrictClient, on_servers: None) -> None:
        answer = ready(client)
        assert (answer["status"], answer["troubles"]) == ("degraded", ["worker_silent", "late"])
        assert answer["search"]["index"] is None
        assert answer["search"]["behind"]["seconds"] is None
        assert answer["search"]["worker"] == {"last_sign_of_life": None, "seconds_ago": None}

    def test_every_trouble_is_told(self, client: StrictClient, told: Told, breaker: Breaker) -> None:
        told(behind=3, beat_at=40, caught_up_at=50, failing_since=45, reason="pas de réponse")
        index_states.record_refusals(NAME, [7], {7: "document_parsing_exception"})
        breaker.trip("l’index est en retard")
        answer = ready(client)
        assert answer["status"] == "degraded"
        assert answer["troubles"] == [
            "worker_silent", "late", "failing", "refused_listings", "breaker_open",
        ]  # fmt: skip
        search = answer["search"]
        assert search["behind"]["entries"] == 3
        assert 50 <= search["behind"]["seconds"] < 60
        assert 40 <= search["worker"]["seconds_ago"] < 50
        assert search["failing"]["reason"] == "pas de réponse"
        assert search["refused_listings"] == 1
        assert search["breaker"] == {"open": True, "reason": "l’index est en retard"}

    def test_a_rebuild_is_told(self, client: StrictClient, told: Told) -> None:
        told(builder="b", builder_beat_at=1, built=12, to_build=50)
        answer = ready(client)
        assert (answer["status"], answer["search"]["rebuild"]) == ("ready", {"built": 12, "to_build": 50})

    def test_nothing_of_the_installation_shows(
        self, client: StrictClient, told: Told, breaker: Breaker, settings: Any
    ) -> None:
        canaries = {"url": "https://canari-hote:9200", "password": "canari-secret"}
        settings.ELASTICSEARCH = settings.ELASTICSEARCH | canaries
        told(behind=1, failing_since=45, reason="connexion impossible ou coupée")
        text = json.dumps(ready(client)) + str(client.get("/readyz").headers)
        for word in ("canari", "9200", str(django_settings.DATABASES["default"]["NAME"]), "Traceback"):
            assert word not in text


class TestDatabase:
    @pytest.mark.parametrize("error", [OperationalError, ProgrammingError])
    def test_one_that_fails_is_told(
        self, client: StrictClient, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
    ) -> None:
        """Also one without our tables: what was just installed is not ready before it is migrated."""

        def fail() -> None:
            raise error("at canari-hote:5432")

        monkeypatch.setattr(health, "search_health", fail)
        response = client.get("/readyz")
        assert response.status_code == 503
        assert response.json() == {"status": "unavailable", "database": "no answer"}
        assert response["Cache-Control"] == "no-store"

    def test_one_that_is_silent_is_left_after_a_moment_and_asked_once(
        self, client: StrictClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked, answers = [], threading.Event()

        def wait() -> None:
            asked.append(1)
            answers.wait(30)
            raise OperationalError  # nothing else is asked then: this test may not reach the database

        monkeypatch.setattr(health, "search_health", wait)
        monkeypatch.setattr(health, "reading", Reading(seconds=0.2))
        started = time.monotonic()
        for _ in range(3):
            assert client.get("/readyz").status_code == 503
        assert time.monotonic() - started < 10
        assert len(asked) == 1
        answers.set()

    def test_a_real_driver_on_a_network_that_swallows_everything(self, tmp_path: Path) -> None:
        ask = (
            "from django.test import Client; response = Client().get('/readyz', secure=True);"
            "print(response.status_code, response.json()['status'])"
        )
        with socket.create_server(("127.0.0.1", 0)) as swallows:
            environment = PRODUCTION | {
                "DATABASE_URL": f"postgresql://one@127.0.0.1:{swallows.getsockname()[1]}/one",
                "ONE_VAR": str(tmp_path),
            }
            done = subprocess.run(
                [sys.executable, str(ROOT / "manage.py"), "shell", "--no-imports", "--command", ask],
                env=environment, capture_output=True, text=True, timeout=60, check=False,
            )  # fmt: skip
        assert done.stdout.split() == ["503", "unavailable"], done.stderr

"""`/metrics`: for who knows the token, and in figures that an alarm can compare."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from config import health
from portal.kernel import clock
from search import index_states, metrics
from tests.audit.making import make_entries, make_entry, seal
from tests.config.conftest import NAME, FileWaits, MailWaits, Told
from tests.strictness.pages import StrictClient

TOKEN = "jeton-d-essai-0123456789"


def figures(client: StrictClient) -> dict[str, float]:
    """Every figure without labels, as a monitor reads it; counters by their one label."""
    response = client.get("/metrics")
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/plain; version=")
    assert response["Cache-Control"] == "no-store"
    return {
        sample.name + "".join(sample.labels.values()): sample.value
        for family in text_string_to_metric_families(response.content.decode())
        for sample in family.samples
    }


class TestWhoMayRead:
    @pytest.mark.parametrize("given", ["", "Bearer ", "Bearer", TOKEN, f"Bearer {TOKEN}", "Bearer é"])
    def test_without_a_token_nobody(self, client: StrictClient, given: str) -> None:
        headers = {"Authorization": given} if given else {}
        assert client.get("/metrics", headers=headers).status_code == 404

    @pytest.mark.parametrize(
        "given", ["", "Bearer ", TOKEN, f"Bearer {TOKEN}x", f"Basic {TOKEN}", "Bearer é", "Bearer"]
    )
    def test_with_one_nobody_without_it(self, client: StrictClient, settings: Any, given: str) -> None:
        settings.METRICS_TOKEN = TOKEN
        headers = {"Authorization": given} if given else {}
        assert client.get("/metrics", headers=headers).status_code == 404
        assert client.post("/metrics", headers=headers).status_code == 404

    @pytest.mark.django_db(transaction=True)
    def test_who_knows_it(self, client: StrictClient, settings: Any) -> None:
        settings.METRICS_TOKEN = TOKEN
        settings.SECURE_SSL_REDIRECT = True
        headers = {"Authorization": f"Bearer {TOKEN}", "Host": "10.0.0.7:8000"}
        assert client.get("/metrics", headers=headers).status_code == 200
        assert client.post("/metrics", headers=headers).status_code == 405


@pytest.mark.django_db(transaction=True)
class TestFigures:
    @pytest.fixture(autouse=True)
    def opened(self, settings: Any) -> None:
        settings.METRICS_OPEN = True

    def test_columnar_has_no_index_that_could_be_late(self, client: StrictClient) -> None:
        found = figures(client)
        assert (found["database_up"], found["search_log_head"]) == (1, 0)
        assert not [name for name in found if name.startswith("search_index")]

    def test_an_index_that_is_up_to_date(self, client: StrictClient, told: Told) -> None:
        told()
        found = figures(client)
        assert found["search_index_behind_entries"] == found["search_index_behind_seconds"] == 0
        assert 1 <= found["search_index_worker_silent_seconds"] < 10
        assert found["search_index_failing"] == found["search_index_refused_listings"] == 0
        assert found["search_index_rebuilding"] == 0

    def test_one_in_trouble(self, client: StrictClient, told: Told) -> None:
        told(
            behind=3, beat_at=40, caught_up_at=50, failing_since=45, reason="x",
            builder="b", builder_beat_at=1, built=12, to_build=50,
        )  # fmt: skip
        index_states.record_refusals(NAME, [7, 8], {7: "x", 8: "y"})
        found = figures(client)
        assert (found["search_log_head"], found["search_index_behind_entries"]) == (3, 3)
        assert 50 <= found["search_index_behind_seconds"] < 60
        assert 40 <= found["search_index_worker_silent_seconds"] < 50
        assert (found["search_index_failing"], found["search_index_refused_listings"]) == (1, 2)
        assert found["search_index_rebuilding"] == 1
        assert (found["search_index_rebuild_built"], found["search_index_rebuild_total"]) == (12, 50)

    def test_the_history(self, client: StrictClient, tmp_path: Path) -> None:
        make_entries(2)
        seal(tmp_path / "heads")
        found = figures(client)
        assert (found["audit_seals"], found["audit_unsealed_entries"], found["audit_unsealed_seconds"]) == (
            2,
            0,
            0,
        )
        make_entry(at=clock.now() - timedelta(seconds=90))
        found = figures(client)
        assert (found["audit_seals"], found["audit_unsealed_entries"]) == (2, 1)
        assert 90 <= found["audit_unsealed_seconds"] < 100

    def test_e_mails_that_wait(self, client: StrictClient, mail_waits: MailWaits) -> None:
        mail_waits(seconds=30)
        found = figures(client)
        assert (found["notifications_mail_waiting"], found["notifications_mail_given_up"]) == (1, 0)
        assert 30 <= found["notifications_mail_waiting_seconds"] < 40

    def test_files_that_wait(self, client: StrictClient, file_waits: FileWaits) -> None:
        file_waits(seconds=30)
        found = figures(client)
        assert found["files_held"] == 1
        assert 30 <= found["files_held_seconds"] < 40

    def test_never_is_above_every_threshold(self, client: StrictClient, on_servers: None) -> None:
        found = figures(client)
        assert found["search_index_behind_seconds"] == float("inf")
        assert found["search_index_worker_silent_seconds"] == float("inf")

    def test_what_the_process_counts(self, client: StrictClient) -> None:
        metrics.answered("columnar")
        before = figures(client)
        metrics.answered("columnar")
        metrics.failed(NAME)
        metrics.failed(NAME)
        metrics.breaker(True)
        found = figures(client)
        metrics.breaker(False)
        assert found["search_answers_totalcolumnar"] == before["search_answers_totalcolumnar"] + 1
        assert (
            found["search_failures_totalelasticsearch"]
            == before.get("search_failures_totalelasticsearch", 0) + 2
        )
        assert found["search_breaker_open"] == 1
        assert figures(client)["search_breaker_open"] == 0

    def test_without_its_database_it_still_counts(
        self, client: StrictClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(health.reading, "health", lambda: None)
        metrics.answered("columnar")
        found = figures(client)
        assert found["database_up"] == 0
        assert found["search_answers_totalcolumnar"] >= 1
        assert "search_log_head" not in found

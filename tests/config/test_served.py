"""Health and metrics as gunicorn serves them: several processes, one of which is killed."""

import json
import os
import runpy
import signal
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.journeys.site import ROOT, RunningSite, running_site
from tests.services.parts import free_port

pytestmark = pytest.mark.services

SEARCHES = 40


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    """Searches are to be answered by a server that is not there, and are by the second engine."""
    with running_site(
        tmp_path_factory.mktemp("served"),
        SEARCH_ENGINE="elasticsearch",
        ELASTICSEARCH_URL=f"http://127.0.0.1:{free_port()}",
        WEB_WORKERS="3",
    ) as site:
        yield site


def ask(site: RunningSite, path: str, **headers: str) -> tuple[int, str]:
    request = urllib.request.Request(site.url + path, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def figures(site: RunningSite) -> dict[str, float]:
    status, text = ask(site, "/metrics")
    assert status == 200
    return {
        sample.name + "".join(sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def files(site: RunningSite, kind: str) -> dict[int, Path]:
    folder = site.var / "metrics" / f"127-0-0-1-{site.environment['PORT']}"
    return {int(path.stem.rpartition("_")[2]): path for path in folder.glob(f"{kind}_*.db")}


def test_what_all_processes_count_is_added_up_and_outlives_them(site: RunningSite) -> None:
    for _ in range(SEARCHES):
        assert ask(site, "/recherche/lieux.geojson")[0] == 200
    # More than one process has answered.
    until(lambda: ask(site, "/recherche/lieux.geojson")[0] == 200 and len(files(site, "counter")) > 1)
    first = figures(site)
    assert first["search_answers_totalcolumnar"] >= SEARCHES
    assert first["search_failures_totalelasticsearch"] >= 5
    # Whichever process is asked, it answers for all.
    assert {figures(site)["search_answers_totalcolumnar"] for _ in range(10)} == {
        first["search_answers_totalcolumnar"]
    }
    until(lambda: figures(site)["search_breaker_open"] == 1)

    dead = next(iter(files(site, "counter")))
    os.kill(dead, signal.SIGKILL)
    until(lambda: dead not in files(site, "gauge_livemax"))
    assert figures(site)["search_answers_totalcolumnar"] == first["search_answers_totalcolumnar"]
    assert ask(site, "/recherche/lieux.geojson")[0] == 200


def test_ready_and_degraded_while_parents_get_answers(site: RunningSite) -> None:
    status, text = ask(site, "/readyz")
    assert status == 200
    told = json.loads(text)
    assert told["status"] == "degraded"
    assert told["database"] == "ok"
    assert {"worker_silent", "late"} <= set(told["troubles"])
    assert told["search"]["log"] > 0


def test_probes_ask_by_address(site: RunningSite) -> None:
    assert ask(site, "/healthz", Host="10.0.0.7") == (200, "ok")
    assert ask(site, "/readyz", Host="10.0.0.7")[0] == 200
    assert ask(site, "/robots.txt", Host="10.0.0.7")[0] == 400


def test_a_server_begins_with_nothing_and_leaves_other_files_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "metrics"
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(folder))
    when_ready = runpy.run_path(str(ROOT / "site/config/gunicorn.py"))["when_ready"]
    when_ready(None)
    (folder / "counter_1.db").write_bytes(b"of a process that is gone")
    (folder / "somebody.else").touch()
    when_ready(None)
    assert [path.name for path in folder.iterdir()] == ["somebody.else"]

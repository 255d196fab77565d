"""What a professional submits is what parents find: at the next request, and on servers within a second."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.freshness import FORM
from portal.facilities.models import Facility
from portal.facilities.services import set_visibility
from tests.accounts.conftest import DAY, SYSTEM
from tests.architecture.tree import ROOT
from tests.pro.conftest import House, client_of
from tests.pro.section_forms import open_section
from tests.services.elasticsearch import Node

MOST_MILLISECONDS, LISTINGS = 1_000, 500


@pytest.fixture
def place(placed: House) -> Facility:
    assert placed.facility is not None
    set_visibility(
        actor=SYSTEM, listing_id=placed.facility.listing.pk, today=DAY, visible=True, noindex=False
    )
    return placed.facility


def submit(placed: House, place: Facility, status: str) -> None:
    form = open_section(client_of(placed.member), place.pk, "disponibilites")
    assert form.fill(availability=status).submit().status_code == 302


def test_parents_find_it_at_the_next_request(placed: House, place: Facility) -> None:
    search = "/recherche/?dispo=maintenant"
    assert f"/lieu/{place.listing.pk}-" not in client_of(None).get(search).content.decode()
    submit(placed, place, "maintenant")
    assert f"/lieu/{place.listing.pk}-" in client_of(None).get(search).content.decode()
    submit(placed, place, "inconnue")
    assert f"/lieu/{place.listing.pk}-" not in client_of(None).get(search).content.decode()


@pytest.mark.services
@pytest.mark.alone
def test_parents_find_it_on_servers_within_a_second(elasticsearch: Node, tmp_path: Path) -> None:
    """Twenty submissions, with the worker in a process of its own and the index's own refresh, by the
    benchmark: 19 of them within a second. What else the machine does only adds: a second run may tell."""
    kept = tmp_path / "freshness.json"
    command = [
        sys.executable, "-m", "benchmarks.freshness", "--sizes", str(LISTINGS), "--changes", "20",
        "--only-form", "--url", elasticsearch.url, "--json", str(kept),
    ]  # fmt: skip
    runs: list[dict[str, float]] = []
    while len(runs) < 2 and not any(run["p95_ms"] < MOST_MILLISECONDS for run in runs):
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        runs.append(json.loads(kept.read_text())[str(LISTINGS)][FORM])
        assert runs[-1]["n"] == 20
    assert min(run["p95_ms"] for run in runs) < MOST_MILLISECONDS, runs

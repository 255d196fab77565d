"""With a history of a million entries, to look for what has no seal reads a few rows."""

import sys
import time
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks.plans import plan
from portal.audit import unsealed
from portal.audit.models import SealGap
from portal.audit.sealing import SEALER, mend_gaps
from portal.kernel.service import writing
from tests.audit.making import make_entry, run
from tests.search.test_plans import WHOLE

pytestmark = [pytest.mark.databases, pytest.mark.django_db]


def sealed_entries(first: int, last: int) -> None:
    """Entries with these ids and their seals, whose links nobody looks at; every hundredth id is a gap."""
    numbers = (
        f"SELECT value AS number FROM generate_series({first}, {last}) AS value"
        if connection.vendor == "postgresql"
        else f"WITH RECURSIVE numbers(number) AS (SELECT {first} UNION ALL SELECT number + 1 FROM numbers"
        f" WHERE number < {last}) SELECT number FROM numbers"
    )
    with writing():
        run(
            "INSERT INTO audit_auditentry (id, kind, at, actor_label, subject_type, subject_id,"
            " subject_label, purpose, changes) SELECT number, 'consultation', CURRENT_TIMESTAMP, 'Aline',"
            " 'facilities.facility', number, 'Crèche', 'fiche', '{}'"
            f" FROM ({numbers}) made WHERE number %% 100 <> 0"
        )
        run(
            "INSERT INTO audit_auditseal (number, entry_id, link) SELECT id, id, 'x' FROM audit_auditentry"
            f" WHERE id BETWEEN {first} AND {last}"
        )
    mend_gaps(actor=SEALER)
    run("ANALYZE")


def looks() -> dict[str, Callable[[], object]]:
    return {"sealer": lambda: unsealed.waiting(500), "health": unsealed.first_unsealed}


@pytest.mark.parametrize("waiting", [[], [100, 700, 20_001, 20_005]], ids=["none", "some"])
@pytest.mark.parametrize("look", looks())
def test_no_look_reads_a_whole_table(look: str, waiting: list[int]) -> None:
    sealed_entries(1, 20_000)
    for pk in waiting:
        make_entry(pk=pk)
    assert [entry_id for entry_id, _ in unsealed.waiting(500)] == waiting
    with CaptureQueriesContext(connection) as sent:
        looks()[look]()
    explained = "\n".join(line for query in sent for line in plan(query["sql"]))
    read = {"".join(names) for names in WHOLE.findall(explained + "\n")}
    # The gaps are read from end to end: that is what they are for.
    assert read - {"gap", "audit_sealgap"} == set(), explained


@pytest.mark.slow
@pytest.mark.parametrize("look", looks())
def test_a_look_at_a_million_costs_what_it_costs_at_ten_thousand(look: str) -> None:
    """Here with a gap for each hundredth entry, far more than roll-backs leave."""
    sealed_entries(1, 10_000)
    few, all_ = _milliseconds(looks()[look]), _milliseconds(unsealed.all_unsealed)
    sealed_entries(10_001, 1_000_000)
    many, all_many = _milliseconds(looks()[look]), _milliseconds(unsealed.all_unsealed)
    gaps = SealGap.objects.count()
    report(f"{look}: {few:.2f} -> {many:.2f} ms, {gaps} gaps; every entry: {all_:.1f} -> {all_many:.1f} ms")
    assert many < all_many / 5
    with writing():
        SealGap.objects.filter(first_id__gt=20_000).delete()
    few_gaps = _milliseconds(looks()[look])
    report(f"{look}: {few_gaps:.2f} ms with {SealGap.objects.count()} gaps")
    assert few_gaps < 5 * few + 5


def report(text: str) -> None:
    """For whoever runs it with -s."""
    sys.stderr.write(f"\n{text}\n")


def _milliseconds(look: Callable[[], object]) -> float:
    """Best of three."""
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        look()
        best = min(best, time.perf_counter() - start)
    return best * 1000

"""A page of private data under readers and writers: `python -m benchmarks.audit [--seconds 10]`.

A scratch site on SQLite, served as `make demo` does. Eight people read facilities of theirs in PRO.ONE, each
look written into the history before its answer leaves; six processes change listings meanwhile, as fast as
they can, each change with its line. Then every line is counted: a consultation that was answered is an entry,
or a repeat of one; a change that was made is an entry. One that is missing, or a request that failed, fails
the measurement. All of them share the cores.
"""

import argparse
import http.client
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.machine import machine
from benchmarks.timing import p95
from tests.journeys.site import ROOT, RunningSite, running_site

READERS, WRITERS = 8, 6
SHARE = 0.15
SEED = 20_261_126

# People who are members everywhere, signed in by a password; the shell prints a session's key for each.
_PEOPLE = f"""
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from portal.accounts.models import User
from portal.facilities.models import Facility, Membership, Organiser
from portal.kernel import clock
from portal.kernel.service import writing
print(",".join(str(pk) for pk in Facility.objects.order_by("pk").values_list("pk", flat=True)))
for number in range({READERS}):
    user = User.objects.create_user(f"lecteur-{{number}}", first_name="Lecteur", last_name=str(number))
    with writing():
        Membership.objects.bulk_create(
            Membership(organiser=organiser, user=user, role="membre", since=clock.today())
            for organiser in Organiser.objects.order_by("pk")
        )
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "portal.accounts.backend.ByNameOrEmail"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session["login"] = {{"level": 200, "at": clock.now().timestamp(), "remembered": False}}
    session.save()
    print(session.session_key)
"""
_WRITER = """
import random, sys, time
from portal.facilities.models import Listing
from portal.facilities.services import update_listing
from portal.kernel import clock
from portal.kernel.actors import SystemActor
number, seconds = {number}, {seconds}
actor, draw = SystemActor(f"mesure {{number}}"), random.Random(number)
ids = list(Listing.objects.order_by("pk").values_list("pk", flat=True))[number::{writers}]
print("ready", flush=True)
sys.stdin.readline()
end, times, failed, error_name = time.monotonic() + seconds, [], 0, "-"
while time.monotonic() < end:
    listing = Listing.objects.get(pk=draw.choice(ids))
    start = time.perf_counter()
    try:
        update_listing(actor=actor, listing_id=listing.pk, version=listing.version, today=clock.today(),
                       stated={{"description": f"Mesure {{len(times)}} de {{number}}."}})
    except Exception as error:
        failed += 1
        error_name = type(error).__name__
    times.append(time.perf_counter() - start)
print(failed, error_name, *(f"{{1000 * each:.2f}}" for each in times))
"""
_COUNT = """
from django.db.models import Sum
from portal.audit.models import AuditEntry, ConsultationRepeats
from portal.pro.views.sections import PURPOSE
looks = AuditEntry.objects.filter(kind="consultation", purpose=PURPOSE)
again = ConsultationRepeats.objects.filter(entry_id__in=looks.values("pk"))
repeats = again.aggregate(all=Sum("count"))["all"]
changes = AuditEntry.objects.filter(kind="modification", actor_label__startswith="Système (mesure")
print(looks.count(), repeats or 0, changes.count())
"""


@dataclass
class Reading:
    """What one reader was answered: by status, and how long each took in milliseconds."""

    statuses: Counter[int] = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seconds", type=float, default=10)
    seconds = arguments.parse_args().seconds
    with (
        tempfile.TemporaryDirectory() as folder,
        running_site(Path(folder), share=SHARE, ACCESS_LOG="0") as site,
    ):
        facilities, *sessions = site.python(_PEOPLE).split()
        ids = facilities.split(",")
        writers = [_writer(site, number, seconds) for number in range(WRITERS)]
        readings = _read(site.url, sessions, ids, seconds, writers)
        written = [_finish(writer) for writer in writers]
        looks, repeats, changes = (int(count) for count in site.python(_COUNT).split())
    return _tell(readings, written, looks, repeats, changes, seconds)


def _writer(site: RunningSite, number: int, seconds: float) -> subprocess.Popen[str]:
    source = _WRITER.format(number=number, seconds=seconds, writers=WRITERS)
    command = [sys.executable, str(ROOT / "manage.py"), "shell", "--verbosity", "0", "--command", source]
    return subprocess.Popen(
        command,
        env=site.environment,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def _read(
    url: str, sessions: list[str], ids: list[str], seconds: float, writers: list[subprocess.Popen[str]]
) -> list[Reading]:
    """Everybody begins when the last writer is ready."""
    for writer in writers:
        if writer.stdout is None or writer.stdout.readline().strip() != "ready":
            raise RuntimeError("a writer did not start")
    readings = [Reading() for _ in sessions]
    threads = [
        threading.Thread(target=_one_reader, args=(url, session, ids, seconds, reading, number))
        for number, (session, reading) in enumerate(zip(sessions, readings, strict=True))
    ]
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return readings


def _one_reader(
    url: str, session: str, ids: list[str], seconds: float, reading: Reading, number: int
) -> None:
    draw, address = random.Random(SEED + number), urlsplit(url)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=60)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        start = time.perf_counter()
        connection.request(
            "GET", f"/pro/milieux/{draw.choice(ids)}/", headers={"Cookie": f"sessionid={session}"}
        )
        answer = connection.getresponse()
        answer.read()
        reading.times.append(1000 * (time.perf_counter() - start))
        reading.statuses[answer.status] += 1


def _finish(writer: subprocess.Popen[str]) -> tuple[int, list[float]]:
    """How many of its changes failed, and how long each took."""
    told, _ = writer.communicate(timeout=120)
    failed, error_name, *times = told.split()
    if int(failed):
        print(f"a writer failed {failed} times: {error_name}")
    return int(failed), [float(each) for each in times]


def _tell(
    readings: list[Reading], written: list[tuple[int, list[float]]], looks: int, repeats: int, changes: int,
    seconds: float,
) -> int:  # fmt: skip
    statuses: Counter[int] = sum((reading.statuses for reading in readings), Counter())
    read = [each for reading in readings for each in reading.times]
    wrote = [each for _, times in written for each in times]
    failed_reads, failed_writes = len(read) - statuses[200], sum(failed for failed, _ in written)
    facts = machine()
    print(f"\n{facts['date']}, {facts['cores']} cores, load {facts['load_before']}, SQLite, {seconds:g} s")
    print(f"{READERS} readers, {WRITERS} writing processes; milliseconds\n")
    print(f"{'':26}{'done':>8}{'a second':>10}{'failed':>8}{'p50':>9}{'p95':>9}{'max':>9}")
    for name, times, failed in (
        ("pages read (answered)", read, failed_reads),
        ("changes of listings", wrote, failed_writes),
    ):
        print(
            f"{name:26}{len(times):>8}{len(times) / seconds:>10.1f}{failed:>8}"
            f"{statistics.median(times):>9.1f}{p95(times):>9.1f}{max(times):>9.1f}"
        )
    lost_looks = statuses[200] - looks - repeats
    lost_changes = len(wrote) - failed_writes - changes
    print(f"\n{'':26}{'expected':>10}{'in the history':>16}{'lost':>8}")
    print(f"{'consultations':26}{statuses[200]:>10}{looks + repeats:>16}{lost_looks:>8}")
    print(f"{'  of them repeats':26}{'':>10}{repeats:>16}")
    print(f"{'modifications':26}{len(wrote) - failed_writes:>10}{changes:>16}{lost_changes:>8}")
    is_well = not (failed_reads or failed_writes or lost_looks or lost_changes)
    print("\nNothing lost, nothing failed." if is_well else f"\nLOST OR FAILED: {dict(statuses)}")
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main())

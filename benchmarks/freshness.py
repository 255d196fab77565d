"""From a commit to a search that shows it, and what documents cost: `python -m benchmarks.freshness`.

In a scratch folder, with the portal's own tables, services' log and worker. Columnar: the next search reads
the log. Elasticsearch: `manage.py search_index --follow` runs as a process of its own and writes what the log
says; whoever searches waits for that and for the server's refresh. Clocks start when the commit has returned;
for the last, when PRO.ONE has answered the professional who has submitted a section, on Elasticsearch alone.
"""

import argparse
import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.scratch import ROOT, set_up
from benchmarks.timing import in_milliseconds

Report = dict[str, Any]
# Opens a listing, and returns what gives it another name.
Rename = Callable[[int], Callable[[str], None]]
# Under this name stands what was submitted in PRO.ONE and looked for on Elasticsearch.
FORM = "elasticsearch, PRO.ONE"
SEED = 20_261_122
PATIENCE_SECONDS = 600
# Commits that do not count: a server that has just started compiles what it runs.
WARM_UP = 20
# How often whoever waits asks again: far below what is measured, and far from filling the machine.
ASK_EVERY_SECONDS = 0.01


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", default="10000,100000", help="numbers of listings, separated by commas")
    parser.add_argument("--changes", type=int, default=100, help="commits for each engine")
    parser.add_argument("--only-form", action="store_true", help="what is submitted in PRO.ONE, nothing else")
    parser.add_argument("--url", default="", help="an Elasticsearch that runs, instead of one of its own")
    parser.add_argument("--json", nargs="?", const="-", help="write JSON into a file, or print it")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="one-bench-") as scratch, ExitStack() as stack:
        set_up(Path(scratch))
        from benchmarks.engines import Servers
        from benchmarks.machine import keep, machine

        servers = Servers(stack)
        report: Report = {
            "kind": "freshness",
            "machine": machine(),
            "command": f"python -m benchmarks.freshness --sizes {options.sizes}",
            "left_out": {},
        }
        for size in (int(number) for number in options.sizes.split(",")):
            report[str(size)] = _measured(size, options, Path(scratch), servers, report)
            report["machine"] |= servers.versions()
            keep(report, options.json)
    print(json.dumps(report, indent=1) if options.json == "-" else _table(report))


def _measured(size: int, options: argparse.Namespace, scratch: Path, servers: Any, report: Report) -> Report:
    """One size: fill, make every document once, then commit and look, engine by engine."""
    from benchmarks.engines import Missing

    _fill(size, scratch / f"rows-{size}.sqlite3")
    figures: Report = {"documents_per_second": _documents_per_second(size)}
    _say(size, "columnar …")
    if not options.only_form:
        figures["columnar"] = _columnar(size, options.changes, scratch / f"search-{size}")
    try:
        url = options.url or servers.node.url
        _say(size, "elasticsearch …")
        figures |= _elasticsearch(size, options, url)
    except Missing as missing:
        _say(size, f"elasticsearch is left out: {missing}")
        report["left_out"].setdefault(str(size), {})["elasticsearch"] = str(missing)
    return figures


def _fill(size: int, database: Path) -> None:
    from django.core.management import call_command
    from django.db import connection, transaction

    from benchmarks.places import places
    from benchmarks.rows import fill
    from search import changes

    _say(size, "rows …")
    connection.close()
    connection.settings_dict["NAME"] = str(database)
    os.environ["DATABASE_URL"] = f"sqlite:///{database}"
    call_command("migrate", verbosity=0)
    fill(places(size, SEED))
    with transaction.atomic():
        changes.append(range(1, size + 1))


def _documents_per_second(size: int) -> int:
    """Reading rows and making documents of them, tokens included: what each engine's rebuild begins with."""
    from search import registry

    start = time.perf_counter()
    count = sum(1 for _ in registry.source().documents())
    return round(count / (time.perf_counter() - start))


def _columnar(size: int, changes: int, root: Path) -> Report:
    from search import registry
    from search.engines.columnar.engine import ColumnarEngine

    engine = ColumnarEngine(root=root, source=registry.source, merge_after=500)
    start = time.perf_counter()
    engine.snapshot()
    built = time.perf_counter() - start
    return {"built_seconds": round(built, 1), **_commits(engine.search, changes, _commit)}


def _elasticsearch(size: int, options: argparse.Namespace, url: str) -> Report:
    """The worker makes the index, then follows the log: commits, and what is submitted in PRO.ONE."""
    from search import registry
    from search.engines.elasticsearch.connection import Settings
    from search.engines.elasticsearch.engine import ElasticsearchEngine

    alias, figures = f"one-fresh-{size}-{secrets.token_hex(4)}", {}
    settings = Settings(url=url, alias=alias, search_timeout=30, replicas="0")
    engine = ElasticsearchEngine(settings=settings, source=registry.source)
    start = time.perf_counter()
    with _worker(url, alias) as worker:
        _wait_for(lambda: engine.indices.standing() is not None, worker)
        built = {"built_seconds": round(time.perf_counter() - start, 1)}
        if not options.only_form:
            figures["elasticsearch"] = built | _commits(engine.search, options.changes, _commit)
        figures[FORM] = built | _commits(engine.search, options.changes, _submitter())
    for name in engine.indices.names():
        engine.indices.remove(name)
    return figures


@contextmanager
def _worker(url: str, alias: str) -> Iterator[subprocess.Popen[bytes]]:
    """`search_index --follow`, as it runs on a server."""
    environment = os.environ | {
        "ELASTICSEARCH_URL": url,
        "ELASTICSEARCH_ALIAS": alias,
        "ELASTICSEARCH_REPLICAS": "0",
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
    }
    command = [sys.executable, str(ROOT / "manage.py"), "search_index", "--follow"]
    worker = subprocess.Popen(command, env=environment, stdout=sys.stderr, stderr=subprocess.DEVNULL)
    try:
        yield worker
    finally:
        worker.terminate()
        worker.wait()


def _wait_for(happened: Callable[[], bool], worker: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not happened():
        if worker.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError("the worker made no index")
        time.sleep(0.05)


def _commits(search: Callable[[Any], Any], changes: int, rename: Rename) -> Report:
    """Give one listing after another a word that only it has, and ask for the word until it is found."""
    random = Random(SEED)
    ids = random.sample(_public_ids(), changes + WARM_UP)
    taken = [_change_to_answer(search, id_, random, rename) for id_ in ids]
    return in_milliseconds(taken[WARM_UP:])


def _public_ids() -> list[int]:
    from portal.facilities.models import Listing

    shown = Listing.objects.filter(visible=True, facility__in_force_from__isnull=False)
    return list(shown.order_by("pk").values_list("pk", flat=True))


def _commit(id_: int) -> Callable[[str], None]:
    from django.db import transaction

    from portal.facilities.models import Listing
    from portal.kernel.service import writing
    from search import changes
    from search.analysis import fold

    def to(name: str) -> None:
        with writing(), transaction.atomic():
            Listing.objects.filter(pk=id_).update(name=name, name_key=fold(name))
            changes.append([id_])

    return to


def _submitter() -> Rename:
    """By the form « Présentation » of PRO.ONE, as a member who has signed in."""
    from portal.accounts.enums import Role
    from portal.accounts.models import User
    from portal.facilities.models import Organiser
    from tests.facilities.reminded import join
    from tests.pro.conftest import client_of
    from tests.pro.section_forms import open_section

    user = User.objects.create_user("mesure")
    join(Organiser.objects.get().pk, user, Role.MEMBER)
    client = client_of(user)

    def opened(id_: int) -> Callable[[str], None]:
        page = open_section(client, id_, "presentation")

        def to(name: str) -> None:
            if page.fill(name=name).submit().status_code != 302:
                raise RuntimeError(f"the form of facility {id_} was refused")

        return to

    return opened


def _change_to_answer(search: Callable[[Any], Any], id_: int, random: Random, rename: Rename) -> float:
    from portal.kernel import clock
    from search.analysis import tokens
    from search.documents import SearchQuery

    to = rename(id_)
    # Not in step with whoever looks every so often.
    time.sleep(random.uniform(0.05, 0.65))
    name = f"Lieu x{time.monotonic_ns()}x"
    query = SearchQuery(today=clock.today().toordinal(), tokens=tokens(name))
    to(name)
    start = time.perf_counter()
    while search(query).ids != (id_,):
        if time.perf_counter() - start > PATIENCE_SECONDS:
            raise RuntimeError(f"listing {id_} never came")
        time.sleep(ASK_EVERY_SECONDS)
    return time.perf_counter() - start


def _table(report: Report) -> str:
    lines = [f"{'listings':>10} {'engine':15}{'p50 ms':>10}{'p95 ms':>10}{'commits':>9}{'index made in':>15}"]
    for size in (name for name in report if name.isdigit()):
        for engine, one in report[size].items():
            if isinstance(one, dict):
                lines.append(
                    f"{int(size):>10,} {engine:15}{one['p50_ms']:>10}{one['p95_ms']:>10}{one['n']:>9}"
                    f"{one['built_seconds']:>13} s"
                )
        lines.append(
            f"{int(size):>10,} documents from the database: {report[size]['documents_per_second']:,}/s"
        )
    lines += [f"{size} {engine} left out: {why}" for size, found in report["left_out"].items()
              for engine, why in found.items()]  # fmt: skip
    return "\n".join(lines)


def _say(size: int, text: str) -> None:
    print(f"{size:,} listings: {text}", file=sys.stderr)


if __name__ == "__main__":
    main()

"""Keys are changed by a process that is killed, beside others that write, on both databases."""

import json
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from portal.kernel.rotation import CHUNK
from tests.kernel.processes import People
from tests.services.postgresql import programs, running_cluster

COUNT = 3 * CHUNK

POSTGRESQL = pytest.param(
    "postgresql",
    marks=[
        pytest.mark.services,
        pytest.mark.skipif(programs() is None, reason="PostgreSQL is not installed: make services-install"),
    ],
)


@pytest.fixture(params=["sqlite", POSTGRESQL])
def people(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[People]:
    if request.param == "sqlite":
        yield People(tmp_path)
        return
    with running_cluster() as cluster, cluster.database() as url:
        yield People(tmp_path, url)


def look(people: People, keys: str) -> dict[str, Any]:
    seen: dict[str, Any] = json.loads(people.run("look", keys=keys))
    return seen


@pytest.mark.slow
def test_killed_in_the_middle_it_loses_nothing(people: People) -> None:
    people.run("prepare", str(COUNT), keys="1")
    before = look(people, "1")["held"]
    assert len(before) == COUNT
    done = 0
    for row in (1, CHUNK + 50, CHUNK):
        people.run("die_at_row", str(row), keys="2 1", code=-signal.SIGKILL)
        done += (row - 1) // CHUNK * CHUNK
        seen = look(people, "2 1")
        # Chunks that were written stay; of the one that was being written, nothing.
        # Seal and digest change together, or not at all.
        assert seen["held"] == before
        assert seen["keys"] == {"1 1": COUNT - done} | ({"2 2": done} if done else {})
    people.run("rotate_keys", keys="2 1")
    # And without the old keys:
    assert look(people, "2") == {"held": before, "keys": {"2 2": COUNT}}


@pytest.mark.slow
def test_beside_a_process_that_goes_on_with_the_older_key(people: People) -> None:
    people.run("prepare", "400", keys="1")
    before = look(people, "1")["held"]
    # As a rolling restart does it: the new key is known to all before anybody uses it.
    writer = people.start("state", "150", keys="1 2")
    assert writer.stdout is not None
    assert writer.stdout.readline() == '"begun"\n'
    for _ in range(2):
        people.run("rotate_keys", keys="2 1")
    out, err = writer.communicate(timeout=120)
    assert writer.returncode == 0, err
    stated = json.loads(out)
    people.run("rotate_keys", keys="2 1")
    assert len(stated) > 50
    assert look(people, "2") == {"held": before | stated, "keys": {"2 2": 400}}

"""An index that is made again under steady reading and writing: nobody notices, nothing is lost."""

import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.search.processes import Site
from tests.services.elasticsearch import Node

pytestmark = [pytest.mark.services, pytest.mark.alone, pytest.mark.slow]

PLACES, REBUILDS = 3_000, 4
SECONDS, A_SECOND = 15, 20


def test_four_rebuilds_under_twenty_writes_and_twenty_searches_a_second(
    tmp_path: Path, elasticsearch: Node
) -> None:
    site = Site(tmp_path, elasticsearch=elasticsearch.url)
    site.environment |= {"ELASTICSEARCH_ALIAS": "rebuilt", "ELASTICSEARCH_SEARCH_TIMEOUT": "5"}
    with ExitStack() as stack:
        writer, reader, builder, worker = (stack.enter_context(site.process()) for _ in range(4))
        builder.ask("prepare", places=PLACES)
        builder.ask("drain_index")
        worker.tell("follow_index")
        assert worker.answer() == "begun"
        writer.tell("write_steadily", seconds=SECONDS, a_second=A_SECOND, places=PLACES)
        reader.tell("search_steadily", seconds=SECONDS, a_second=A_SECOND, total=PLACES)
        begun = time.monotonic()
        indices = builder.ask("rebuild_index", times=REBUILDS)
        assert time.monotonic() - begun < SECONDS, "the rebuilds took longer than what went on beside them"
        assert reader.answer() == {"answered": SECONDS * A_SECOND, "failed": 0, "short": 0}
        assert writer.answer() == SECONDS * A_SECOND
        worker.kill()
        assert len(set(indices)) == REBUILDS
        head = builder.ask("head")
        assert head[1] == PLACES + SECONDS * A_SECOND
        assert builder.ask("drain_index") == head
        assert builder.ask("check", name="elasticsearch") == []
        assert builder.ask("remove_indices") == 2  # the one that answers, and the one kept for a roll-back

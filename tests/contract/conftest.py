"""One node for all that ask it questions."""

from collections.abc import Iterator

import pytest

from tests.services.elasticsearch import Node, running_node, why_missing
from tests.services.parts import missing


@pytest.fixture(scope="session")
def elasticsearch() -> Iterator[Node]:
    """A running node. Whoever uses it has an alias of its own, and removes its indices."""
    if reason := why_missing():
        missing(reason)
    with running_node() as node:
        yield node

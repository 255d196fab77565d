"""The tests' own Elasticsearch starts from nothing, keeps its data, answers, and leaves nothing behind."""

import json
import urllib.request

import pytest

from tests.services.elasticsearch import own_node, why_missing
from tests.services.parts import missing

pytestmark = [pytest.mark.services, pytest.mark.alone]


def ask(url: str, method: str = "GET") -> dict[str, object]:
    with urllib.request.urlopen(urllib.request.Request(url, method=method), timeout=30) as answer:
        found: dict[str, object] = json.load(answer)
    return found


def test_a_node_of_our_own_comes_is_killed_comes_back_and_goes() -> None:
    if reason := why_missing():
        missing(reason)
    with own_node() as node:
        ask(f"{node.url}/kept", "PUT")
        node.kill()
        assert not node.answers()
        node.start()
        assert "kept" in ask(f"{node.url}/_alias")
    assert not node.answers()
    assert not node.folder.exists()

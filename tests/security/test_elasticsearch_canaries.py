"""Canaries in every private field, looked for in what Elasticsearch keeps of the documents."""

import json
import secrets

import pytest

from portal.facilities.models import Listing
from search import geo, registry
from search.engines.elasticsearch.connection import Settings, connect
from search.engines.elasticsearch.indices import Indices
from tests.security.canaries import HOME, found_in
from tests.services.elasticsearch import Node

pytestmark = [pytest.mark.services, pytest.mark.alone]


def test_the_index_holds_no_canary(planted: list[Listing], elasticsearch: Node) -> None:
    settings = Settings(url=elasticsearch.url, alias=f"canaries-{secrets.token_hex(4)}", replicas="0")
    indices = Indices(connect(settings, timeout=60), settings)
    index = indices.create()
    try:
        _, refused = indices.put(index, registry.source().documents())
        indices.refresh(index)
        kept = json.dumps([body for body, _ in indices.every(index)], ensure_ascii=False)
    finally:
        indices.remove(index)
    assert refused == []
    shown = geo.encode(planted[0].latitude, planted[0].longitude)
    exact = geo.encode(HOME.latitude, HOME.longitude)
    assert f'"lat": {shown.lat}' in kept
    assert str(exact.lat) not in kept
    assert str(exact.lon) not in kept
    # A listing that is public no more is kept with its last day, and answers no question.
    assert set(found_in(kept)) <= {"ended listing"}

"""What Elasticsearch answered, as an answer of the contract; or the word that it is not one."""

import math
from collections.abc import Mapping
from typing import Any

from search import geo
from search.documents import FACET_AXES, Cluster, Facets, Position, SearchQuery, SearchResult
from search.engines.elasticsearch.asking import BUT, FOUND
from search.ports import WrongAnswer


def result_of(answer: Mapping[str, Any], query: SearchQuery) -> SearchResult:
    """The answer to `query`. WrongAnswer where it is partial, late or cut short; what is no answer at all
    raises anything that `connection.expected_shape` gives a name."""
    _refuse_partial(answer)
    counts = answer.get("aggregations", {})
    total = _whole(answer["hits"]["total"]["value"])
    ids, distances = _page(answer["hits"]["hits"], query)
    first, end = query.page_bounds
    if len(ids) != max(min(end, total) - first, 0):
        raise WrongAnswer("la page n’est pas complète")
    zoom = geo.cluster_zoom(query.view)
    return SearchResult(
        total=total,
        ids=ids,
        distances=distances,
        facets=_facets(counts) if query.facets else {},
        cluster_zoom=zoom,
        clusters=_clusters(counts, zoom) if query.clusters else (),
    )


def _whole(number: object) -> int:
    """An integer, which sums and extremes carry as floating point. What only looks like one is none."""
    if isinstance(number, bool) or not isinstance(number, int | float):
        raise TypeError("no number")
    if number != int(number):
        raise ValueError("no integer")
    return int(number)


def _refuse_partial(answer: Mapping[str, Any]) -> None:
    shards = answer["_shards"]
    if answer["timed_out"]:
        raise WrongAnswer("la recherche n’a pas eu le temps de finir")
    if shards["failed"] or shards["successful"] != shards["total"] or not shards["total"]:
        raise WrongAnswer("une partie de l’index n’a pas répondu")
    if answer["hits"]["total"]["relation"] != "eq":
        raise WrongAnswer("le total n’est pas exact")


def _page(hits: list[Mapping[str, Any]], query: SearchQuery) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Ids in order; with a point, metres too, measured as everywhere, which sets right what was as near."""
    if query.near is None:
        return tuple(int(hit["_id"]) for hit in hits), ()
    here = geo.unit_vector(query.near.position)
    measured = []
    for hit in hits:
        fields = hit["fields"]
        place = geo.unit_vector(Position(fields["lat"][0], fields["lon"][0]))
        measured.append((geo.chord_squared(place, here), int(hit["_id"])))
    if query.effective_order is query.order.NEAREST:
        measured.sort()
    return tuple(id_ for _, id_ in measured), tuple(math.floor(geo.length_m(chord)) for chord, _ in measured)


def _facets(counts: Mapping[str, Any]) -> Facets:
    found = counts[FOUND]
    facets: dict[str, Mapping[str, int]] = {}
    for axis in FACET_AXES:
        holder = counts.get(BUT + axis, found)
        facets[axis] = _counted(holder[axis])
    return facets


def _counted(facet: Mapping[str, Any]) -> dict[str, int]:
    """Values and counts, zeros left out."""
    if facet.get("sum_other_doc_count", 0) or facet.get("doc_count_error_upper_bound", 0):
        raise WrongAnswer("un décompte est incomplet")
    buckets = facet["buckets"]
    pairs = (
        [(name, bucket["doc_count"]) for name, bucket in buckets.items()]
        if isinstance(buckets, Mapping)
        else [(bucket["key"], bucket["doc_count"]) for bucket in buckets]
    )
    counted = {name: _whole(count) for name, count in pairs}
    return {name: count for name, count in counted.items() if count}


def _clusters(counts: Mapping[str, Any], zoom: int) -> tuple[Cluster, ...]:
    cells = []
    for bucket in counts[FOUND]["clusters"]["buckets"]:
        x, y = geo.separate(_whole(bucket["key"]) >> (2 * (geo.TILE_ZOOM - zoom)))
        lat, lon = bucket["lat"], bucket["lon"]
        cells.append(
            Cluster(
                zoom, x, y, _whole(bucket["doc_count"]), _whole(bucket["free"]["doc_count"]),
                _whole(bucket["first_id"]["value"]), _whole(lat["sum"]), _whole(lon["sum"]),
                _whole(lat["min"]), _whole(lat["max"]), _whole(lon["min"]), _whole(lon["max"]),
            )
        )  # fmt: skip
    return tuple(sorted(cells, key=lambda cell: (cell.y, cell.x)))

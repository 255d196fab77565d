"""The order of an answer, its page, and the merging of the pages of several parts."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.documents import Order, SearchQuery
from search.engines.columnar.columns import Rows
from search.engines.columnar.moment import BY_DAY, NOW
from search.engines.columnar.segment import Segment
from search.engines.columnar.selection import are_among, chords

# What a row is ordered by, comparable between parts, ending with its id.
Key = tuple[Any, ...]


def first(
    segment: Segment, rows: Rows, states: NDArray[np.uint16], query: SearchQuery, how_many: int
) -> Rows:
    """Places, in `rows`, of the first `how_many`, in order."""
    order = query.effective_order
    if order is Order.NEAREST:
        return _smallest(chords(segment, rows, query), segment.ids[rows], how_many)
    if order is Order.NAME:
        return _smallest_ranks(segment.name_rank[rows], how_many)
    ranks = segment.fresh_rank[rows].astype(np.int64)
    if order is not Order.FRESHEST:
        ranks += _tiers(segment, rows, states, query) * np.int64(len(segment))
    return _smallest_ranks(ranks, how_many)


def _tiers(segment: Segment, rows: Rows, states: NDArray[np.uint16], query: SearchQuery) -> NDArray[np.int64]:
    """0 comes first: words of the query in the name, where they count; then free or not."""
    bit = NOW if query.day is None else BY_DAY
    tiers = (states & bit == 0).astype(np.int64)
    if query.scores_text:
        tiers += 2 * (len(query.tokens) - _scores(segment, rows, query))
    return tiers


def _scores(segment: Segment, rows: Rows, query: SearchQuery) -> NDArray[np.int64]:
    """How many tokens of the query are in each name."""
    scores = np.zeros(len(rows), np.int64)
    for token in dict.fromkeys(query.tokens):
        scores += are_among(rows, segment.name.rows_with(token))
    return scores


def _smallest_ranks(ranks: NDArray[np.integer], how_many: int) -> Rows:
    if how_many < len(ranks):
        chosen = np.argpartition(ranks, how_many)[:how_many]
        return chosen[np.argsort(ranks[chosen])]
    return np.argsort(ranks)


def _smallest(values: NDArray[np.float64], ids: NDArray[np.int64], how_many: int) -> Rows:
    """As above for values of which several may be equal: the smaller id comes first."""
    chosen: Rows = np.arange(len(values))
    if 0 < how_many < len(values):
        chosen = np.flatnonzero(values <= np.partition(values, how_many - 1)[how_many - 1])
    return chosen[np.lexsort((ids[chosen], values[chosen]))][:how_many]


def keys(segment: Segment, rows: Rows, states: NDArray[np.uint16], query: SearchQuery) -> list[Key]:
    """What the rows, already in order, are compared by with those of other parts."""
    ids = segment.ids[rows].tolist()
    order = query.effective_order
    if order is Order.NEAREST:
        return list(zip(chords(segment, rows, query).tolist(), ids, strict=True))
    if order is Order.NAME:
        return [(segment.name_keys[row], id_) for row, id_ in zip(rows.tolist(), ids, strict=True)]
    older = (-segment.confirmed_on[rows].astype(np.int64)).tolist()
    if order is Order.FRESHEST:
        return list(zip(older, ids, strict=True))
    return list(zip(_tiers(segment, rows, states, query).tolist(), older, ids, strict=True))

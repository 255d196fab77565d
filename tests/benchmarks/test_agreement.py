"""What counts as the same answer: everything, except what two ways to measure may decide differently."""

from dataclasses import replace

from benchmarks.agreement import Agreement, compare
from search import geo
from search.documents import Near, Order, Position, SearchQuery, SearchResult

HERE = geo.encode(50.5, 4.5)
# About 1 cm apart, then 1 km further.
PLACES = {
    1: geo.encode(50.51, 4.5),
    2: geo.encode(50.510_000_1, 4.5),
    3: geo.encode(50.52, 4.5),
}
NEAREST = SearchQuery(today=1, near=Near(HERE), order=Order.NEAREST)
ANSWER = SearchResult(total=3, ids=(1, 2, 3), distances=(1111, 1111, 2223))


def judged(
    found: SearchResult,
    query: SearchQuery = NEAREST,
    *,
    near_circle: bool = False,
    ours: SearchResult = ANSWER,
) -> Agreement:
    return compare(query, found, ours, PLACES.__getitem__, lambda position, radius: near_circle)


def test_neighbours_that_are_as_far_may_swap_and_others_may_not() -> None:
    assert judged(ANSWER) is Agreement.EQUAL
    assert judged(replace(ANSWER, ids=(2, 1, 3))) is Agreement.TOLERATED
    assert judged(replace(ANSWER, ids=(1, 3, 2))) is Agreement.DIFFERENT
    by_name = replace(NEAREST, order=Order.NAME)
    assert judged(replace(ANSWER, ids=(2, 1, 3)), by_name) is Agreement.DIFFERENT


def test_nothing_else_is_tolerated() -> None:
    assert judged(replace(ANSWER, total=4)) is Agreement.DIFFERENT
    assert judged(replace(ANSWER, ids=(1, 2), distances=(1111, 1111))) is Agreement.DIFFERENT
    without = SearchQuery(today=1)
    assert judged(replace(ANSWER, ids=(2, 1, 3)), without) is Agreement.DIFFERENT


def test_a_listing_on_the_circle_may_be_in_or_out() -> None:
    around = replace(NEAREST, near=Near(HERE, 1_112))
    fewer = replace(ANSWER, total=1, ids=(1,), distances=(1111,))
    assert judged(fewer, around) is Agreement.DIFFERENT
    assert judged(fewer, around, near_circle=True) is Agreement.TOLERATED
    # Without a circle, nothing can be near it.
    assert judged(fewer, near_circle=True) is Agreement.DIFFERENT


def test_positions_are_where_the_test_says() -> None:
    assert 0 < geo.distance_m(PLACES[1], PLACES[2]) < 0.02 < geo.distance_m(PLACES[1], PLACES[3])
    assert isinstance(HERE, Position)

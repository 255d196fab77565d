"""Whether two engines give the same answer, with the one exception that `docs/search.md` allows.

Whoever measures distances in another way may let two neighbours swap that differ by less than 2 cm, or differ
for a listing within 2 cm of the circle. Such answers are counted, not called equal without a word.
"""

from collections.abc import Callable
from dataclasses import fields
from enum import Enum

from search import geo
from search.documents import Order, Position, SearchQuery, SearchResult

TOLERANCE_M = 0.02

PositionOf = Callable[[int], Position]


class Agreement(Enum):
    """How two answers compare."""

    EQUAL = "equal"
    TOLERATED = "within 2 cm"
    DIFFERENT = "different"


def compare(
    query: SearchQuery,
    theirs: SearchResult,
    ours: SearchResult,
    position_of: PositionOf,
    near_circle: Callable[[Position, float], bool],
) -> Agreement:
    """`position_of`: where a listing is. `near_circle`: is one within 2 cm of this circle?"""
    if theirs == ours:
        return Agreement.EQUAL
    if query.near is None:
        return Agreement.DIFFERENT
    if query.near.radius is not None and near_circle(query.near.position, query.near.radius):
        return Agreement.TOLERATED
    differing = set(differences(theirs, ours))
    if (
        differing <= {"ids", "distances"}
        and query.effective_order is Order.NEAREST
        and _swapped(query.near.position, theirs.ids, ours.ids, position_of)
    ):
        return Agreement.TOLERATED
    return Agreement.DIFFERENT


def differences(theirs: SearchResult, ours: SearchResult) -> list[str]:
    """The fields that differ."""
    return [
        field.name
        for field in fields(SearchResult)
        if getattr(theirs, field.name) != getattr(ours, field.name)
    ]


def _swapped(here: Position, theirs: tuple[int, ...], ours: tuple[int, ...], position_of: PositionOf) -> bool:
    """Whether the pages differ only in which of two listings, as far away to 2 cm, comes first."""
    return len(theirs) == len(ours) and all(
        one == other
        or abs(geo.distance_m(here, position_of(one)) - geo.distance_m(here, position_of(other)))
        < TOLERANCE_M
        for one, other in zip(theirs, ours, strict=True)
    )

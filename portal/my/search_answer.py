"""What the engine answers to a state of the search page, with the cards to show."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from portal.facilities import words
from portal.facilities.presentation import ListingCard
from portal.my import search_place
from portal.my.cards import shelf
from portal.my.search_place import Place
from portal.my.search_query import LAST_PAGE, PAGE_SIZE, SearchState
from search.documents import Box, Cluster, Facets, Order, SearchQuery, SearchResult
from search.engines import searcher


@dataclass(frozen=True, slots=True)
class Hit:
    """One line of the result list; `distance` is empty where no place was asked for."""

    card: ListingCard
    distance: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a settled state. `state.page` is the page that is shown, not beyond the last."""

    state: SearchState
    place: Place
    today: date
    total: int
    hits: tuple[Hit, ...]
    facets: Facets
    clusters: tuple[Cluster, ...]

    @property
    def pages(self) -> int:
        """How many pages can be shown."""
        return max(1, min(-(-self.total // PAGE_SIZE), LAST_PAGE))


def answer(state: SearchState, place: Place, today: date, *, clusters: bool = False) -> Answer:
    """Search, and make the cards of one page. Two searches at most: the second for a page beyond the end."""
    query = question(state, place, today)
    query = replace(query, clusters=clusters)
    result = searcher().search(query)
    if not result.ids and result.total:
        last = min(-(-result.total // PAGE_SIZE), LAST_PAGE)
        state = state.at_page(last)
        query = replace(query, offset=(last - 1) * PAGE_SIZE)
        result = searcher().search(query)
    return Answer(
        state=state,
        place=place,
        today=today,
        total=result.total,
        hits=hits(result, today),
        facets=result.facets,
        clusters=result.clusters,
    )


def question(state: SearchState, place: Place, today: date) -> SearchQuery:
    """The engine's question for a settled state."""
    near, view = search_place.frame(state, place)
    return state.search_query(today, near, view)


def hits(result: SearchResult, today: date) -> tuple[Hit, ...]:
    """The cards of a result's page, in its order. One that has just ceased to be public is left out."""
    cards = shelf.cards(result.ids, today)
    distances: Sequence[int | None] = result.distances or [None] * len(result.ids)
    return tuple(
        Hit(cards[pk], "" if metres is None else words.distance(metres, cards[pk].is_exact))
        for pk, metres in zip(result.ids, distances, strict=True)
        if pk in cards
    )


def total(state: SearchState, place: Place, today: date) -> int:
    """How many places a state finds."""
    query = question(state, place, today)
    return searcher().search(replace(query, size=1, offset=0, facets=False, clusters=False)).total


def nearest(state: SearchState, place: Place, today: date) -> Hit | None:
    """The nearest place that meets every wish, however far; None without a point or without any."""
    near, _ = search_place.frame(state, place)
    if near is None:
        return None
    query = state.search_query(today, replace(near, radius=None), None, size=1)
    query = replace(query, order=Order.NEAREST, offset=0, facets=False, clusters=False)
    found = hits(searcher().search(query), today)
    return found[0] if found else None


def within(state: SearchState, place: Place, today: date, box: Box, size: int) -> tuple[int, tuple[Hit, ...]]:
    """The places of one spot of the map: how many, and the first `size` of them."""
    near, _ = search_place.frame(state, place)
    query = state.search_query(today, near, box, size=size)
    result = searcher().search(replace(query, offset=0, facets=False, clusters=False))
    return result.total, hits(result, today)

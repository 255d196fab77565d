"""What is free now around the large towns: counts of the search itself, for the home page."""

from dataclasses import dataclass
from datetime import date

from django.core.cache import cache
from django.urls import reverse

from portal.my.search_answer import total
from portal.my.search_place import Place
from portal.my.search_query import SearchState
from search.documents import Availability, Sector

_KEPT_SECONDS = 60
# Name, its centre (three decimals, as in every URL), and how far people go for a place.
_TOWNS = (
    ("Bruxelles", (50.847, 4.357), 10_000),
    ("Liège", (50.633, 5.567), 15_000),
    ("Charleroi", (50.411, 4.444), 15_000),
    ("Namur", (50.467, 4.867), 15_000),
    ("Mons", (50.454, 3.952), 15_000),
    ("Nivelles", (50.598, 4.328), 15_000),
    ("Tournai", (50.607, 3.388), 20_000),
    ("Verviers", (50.589, 5.863), 15_000),
    ("Arlon", (49.683, 5.817), 25_000),
)


@dataclass(frozen=True, slots=True)
class TownCount:
    """A town, the search around it, and how many places are free there now (petite enfance)."""

    name: str
    radius_km: int
    url: str
    free: int


def free_now_around_towns(today: date) -> tuple[TownCount, ...]:
    """One count a town, at most a minute old. Each equals the total of the search page it leads to."""
    key = f"my:free-now-around-towns:{today:%Y%m%d}"
    counts: tuple[TownCount, ...] | None = cache.get(key)
    if counts is None:
        counts = tuple(_town(name, point, radius, today) for name, point, radius in _TOWNS)
        cache.set(key, counts, _KEPT_SECONDS)
    return counts


def _town(name: str, point: tuple[float, float], radius: int, today: date) -> TownCount:
    state = SearchState(
        place=name,
        point=point,
        radius=radius,
        sectors=(Sector.EARLY_CHILDHOOD,),
        availability=(Availability.NOW,),
    )
    place = Place(name=name, latitude=point[0], longitude=point[1], radius=radius)
    return TownCount(
        name=name,
        radius_km=radius // 1000,
        url=f"{reverse('my:search')}?{state.query_string()}",
        free=total(state, place, today),
    )

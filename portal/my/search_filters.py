"""The filters of the search page in words: what can be chosen, what is chosen, and how to undo it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from portal.facilities import words
from portal.facilities.enums import FacilityKind, KindGroup, Sector
from portal.facilities.filter_words import AGE_WORDS, filter_words
from portal.kernel.days import long_date
from portal.my.search_query import SearchState
from search.documents import AgeBand, Availability, CapacityClass, Feature, Opening, Order, Tariff
from search.documents import KindGroup as Group
from search.documents import Sector as SectorValue


@dataclass(frozen=True, slots=True)
class Option:
    """One value of an axis. `label` stands under the axis's title, `chip` stands alone."""

    value: Any
    label: str
    chip: str


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis of which any number of values may be chosen: `field` of the state, `parameter` of the URL,
    `facet` of the answer."""

    field: str
    parameter: str
    facet: str
    options: tuple[Option, ...]


@lru_cache(maxsize=4)
def axes(early_before: int, late_after: int, kinds: tuple[FacilityKind, ...]) -> tuple[Axis, ...]:
    """The axes, in the order of the page. The two times are settings, and part of the words."""
    early, late = words.hour(early_before), words.hour(late_after)
    say = filter_words(early_before, late_after)
    return (
        Axis("sectors", "secteur", "sector", tuple(
            Option(SectorValue(s.value), str(s.label), str(s.label)) for s in Sector
        )),
        Axis("groups", "groupe", "group", (
            Option(Group.CRECHES, str(KindGroup.CRECHES.label), "Crèches"),
            Option(Group.CHILDMINDERS, str(KindGroup.CHILDMINDERS.label), "Accueillant·e·s"),
        )),
        Axis("kinds", "type", "kind", tuple(Option(k, str(k.label), str(k.label)) for k in kinds)),
        Axis("availability", "dispo", "availability", (
            Option(Availability.NOW, "Maintenant", say[Availability.NOW]),
            Option(Availability.LATER, "Plus tard", say[Availability.LATER]),
            Option(Availability.UNKNOWN, "Lieux qui ne le disent pas", say[Availability.UNKNOWN]),
        )),
        Axis("tariffs", "tarif", "tariff", (
            Option(Tariff.INCOME_BASED, "Selon vos revenus", say[Tariff.INCOME_BASED]),
            Option(Tariff.FREE, "Fixé par le lieu", say[Tariff.FREE]),
        )),
        Axis("openings", "ouverture", "opening", (
            Option(Opening.EARLY, f"Avant {early}", say[Opening.EARLY]),
            Option(Opening.LATE, f"Après {late}", say[Opening.LATE]),
            Option(Opening.WEEKEND, "Le week-end", say[Opening.WEEKEND]),
        )),
        Axis("capacity_classes", "taille", "capacity_class", (
            Option(CapacityClass.SMALL, "Jusqu’à 8 enfants", say[CapacityClass.SMALL]),
            Option(CapacityClass.MEDIUM, "9 à 24 enfants", say[CapacityClass.MEDIUM]),
            Option(CapacityClass.LARGE, "25 enfants et plus", say[CapacityClass.LARGE]),
        )),
        Axis("features", "caracteristique", "feature", (
            Option(Feature.OUTDOOR_SPACE, "Espace extérieur", say[Feature.OUTDOOR_SPACE]),
            Option(Feature.REST_AREA, "Espace de repos séparé", say[Feature.REST_AREA]),
            Option(Feature.OUTINGS, "Sorties", say[Feature.OUTINGS]),
        )),
    )  # fmt: skip


# Always in the row of chips, in this order; others join them at the end while they are chosen.
LEADING_CHIPS = (
    ("dispo", Availability.NOW),
    ("secteur", SectorValue.EARLY_CHILDHOOD),
    ("groupe", Group.CRECHES),
    ("groupe", Group.CHILDMINDERS),
    ("tarif", Tariff.INCOME_BASED),
    ("ouverture", Opening.EARLY),
    ("secteur", SectorValue.LEISURE),
)

ORDERS = (
    (Order.DEFAULT, "Places libres d’abord"),
    (Order.NEAREST, "Les plus proches"),
    (Order.FRESHEST, "Confirmés récemment"),
    (Order.NAME, "Par nom"),
)
AGES = (
    (AgeBand.UNDER_ONE, "Moins de 1\u00a0an"),
    (AgeBand.ONE_TO_TWO, "De 1 à 2\u00a0ans"),
    (AgeBand.TWO_TO_THREE, "De 2 à 3\u00a0ans"),
)
RADII_KM = (2, 5, 10, 20, 50)


def toggled(state: SearchState, axis: Axis, value: Any) -> SearchState:
    """The state with one value more, or less, on the first page."""
    chosen = set(getattr(state, axis.field)) ^ {value}
    in_order = tuple(option for option in type(value) if option in chosen)
    changes: dict[str, Any] = {axis.field: in_order, "page": 1}
    return replace(state, **changes)


@dataclass(frozen=True, slots=True)
class Wish:
    """One thing that was asked for, in words, and the state without it."""

    words: str
    without: SearchState


def wishes(state: SearchState, all_axes: tuple[Axis, ...]) -> Iterator[Wish]:
    """All that limits the answer but the place, one by one."""
    for axis in all_axes:
        for option in axis.options:
            if option.value in getattr(state, axis.field):
                yield Wish(option.chip, toggled(state, axis, option.value))
    first = replace(state, page=1)
    if state.day:
        left = tuple(value for value in state.availability if value is not Availability.BY_DAY)
        yield Wish(f"Libre le {long_date(state.day)}", replace(first, day=None, availability=left))
    if state.band:
        yield Wish(AGE_WORDS[state.band], replace(first, band=AgeBand.ANY))
    if state.open_at:
        at = state.open_at
        stretch = f"de {words.hour(at.start)} à {words.hour(at.end)}"
        yield Wish(f"Ouvert le {words.WEEKDAYS[at.weekday]} {stretch}", replace(first, open_at=None))
    if state.capacity_min:
        yield Wish(
            f"Au moins {words.count(state.capacity_min, 'place', 'places')}",
            replace(first, capacity_min=None),
        )
    if state.text:
        yield Wish(f"«\u00a0{state.text}\u00a0»", replace(first, text=""))


def without_wishes(state: SearchState) -> SearchState:
    """Only the place and the order are left."""
    return SearchState(
        place=state.place,
        point=state.point,
        approximate=state.approximate,
        radius=state.radius,
        box=state.box,
        order=state.order,
    )

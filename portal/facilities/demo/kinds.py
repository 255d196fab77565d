"""How many facilities of each kind, and how each kind is: capacity, subsidy, groups."""

from dataclasses import dataclass
from random import Random
from typing import TypeVar

from portal.facilities.enums import FacilityKind, SubsidyLevel, TariffRegime

T = TypeVar("T")

# About 45,000 places for children under three, as in the field: crèches hold most of them.
COUNTS: dict[FacilityKind, int] = {
    FacilityKind.CRECHE: 1_245,
    FacilityKind.SAE: 60,
    FacilityKind.INDEPENDENT_CHILDMINDER: 550,
    FacilityKind.EMPLOYED_CHILDMINDER: 900,
    FacilityKind.CO_CHILDMINDERS: 130,
    FacilityKind.AFTER_SCHOOL: 300,
    FacilityKind.HOMEWORK_SCHOOL: 130,
    FacilityKind.HOLIDAY_ACTIVITY: 150,
    FacilityKind.CONSULTATION: 180,
}

# At least 14 places, in multiples of 7: one carer for 7 children.
_CRECHE_PLACES = {14: 20, 21: 20, 28: 18, 35: 12, 42: 12, 49: 8, 56: 5, 63: 3, 70: 2}
# Four full-time equivalents, at most five children at once; two childminders together have twice that.
_CHILDMINDER_PLACES = {4: 85, 5: 15}
_CO_CHILDMINDER_PLACES = {8: 85, 10: 15}
_LEISURE_PLACES = {20: 10, 30: 20, 40: 25, 60: 20, 80: 15, 120: 10}

_LEVELS: dict[FacilityKind, dict[int, int]] = {
    FacilityKind.CRECHE: {0: 25, 1: 10, 2: 50, 3: 15},
    FacilityKind.SAE: {2: 80, 3: 20},
    FacilityKind.INDEPENDENT_CHILDMINDER: {0: 88, 1: 12},
    FacilityKind.EMPLOYED_CHILDMINDER: {2: 85, 3: 15},
    FacilityKind.CO_CHILDMINDERS: {0: 50, 1: 10, 2: 40},
}

_AGES: dict[FacilityKind, dict[tuple[tuple[int, int], ...], int]] = {
    FacilityKind.CRECHE: {
        ((3, 36),): 30,
        ((3, 18), (18, 36)): 35,
        ((3, 12), (12, 24), (24, 36)): 15,
        ((0, 18), (18, 36)): 10,
        ((18, 36),): 10,
    },
    FacilityKind.SAE: {((0, 36),): 60, ((3, 36),): 40},
    FacilityKind.INDEPENDENT_CHILDMINDER: {((3, 36),): 60, ((0, 36),): 30, ((6, 36),): 10},
    FacilityKind.EMPLOYED_CHILDMINDER: {((3, 36),): 60, ((0, 36),): 40},
    FacilityKind.CO_CHILDMINDERS: {((3, 36),): 60, ((0, 36),): 40},
    FacilityKind.AFTER_SCHOOL: {((30, 144),): 80, ((30, 72), (72, 144)): 20},
    FacilityKind.HOMEWORK_SCHOOL: {((72, 144),): 60, ((72, 144), (144, 180)): 40},
    FacilityKind.HOLIDAY_ACTIVITY: {((30, 72), (72, 144)): 50, ((72, 180),): 50},
    FacilityKind.CONSULTATION: {((0, 72),): 100},
}


@dataclass(frozen=True, slots=True)
class Profile:
    """What follows from the kind of one facility. `subsidy_level` and `tariff` agree."""

    capacity: int | None
    subsidy_level: int | None
    tariff: str
    ages: tuple[tuple[int, int], ...]
    group_size: int | None


def weighted(rng: Random, weights: dict[T, int]) -> T:
    """One of the keys, as often as its weight says."""
    return rng.choices(list(weights), list(weights.values()))[0]


def profile(rng: Random, kind: FacilityKind) -> Profile:
    """A plausible facility of this kind."""
    level = weighted(rng, _LEVELS[kind]) if kind in _LEVELS else None
    return Profile(
        capacity=_capacity(rng, kind),
        subsidy_level=level,
        tariff=_tariff(kind, level),
        ages=weighted(rng, _AGES[kind]),
        group_size=_group_size(rng, kind),
    )


def _capacity(rng: Random, kind: FacilityKind) -> int | None:
    match kind:
        case FacilityKind.CRECHE:
            return weighted(rng, _CRECHE_PLACES)
        case FacilityKind.INDEPENDENT_CHILDMINDER | FacilityKind.EMPLOYED_CHILDMINDER:
            return weighted(rng, _CHILDMINDER_PLACES)
        case FacilityKind.CO_CHILDMINDERS:
            return weighted(rng, _CO_CHILDMINDER_PLACES)
        case FacilityKind.SAE | FacilityKind.CONSULTATION:
            # The places of a SAE are those of its childminders, who have their own listings.
            return None
        case _:
            return weighted(rng, _LEISURE_PLACES)


def _tariff(kind: FacilityKind, level: int | None) -> str:
    if kind == FacilityKind.CONSULTATION:
        return ""  # free of charge
    if level is not None and level >= SubsidyLevel.ACCESSIBILITY:
        return TariffRegime.INCOME_BASED
    return TariffRegime.FREE


def _group_size(rng: Random, kind: FacilityKind) -> int | None:
    if kind == FacilityKind.CRECHE:
        return rng.choice((7, 7, 9, 12, 14))
    if kind.is_home:
        return rng.choice((4, 4, 4, 5))
    return rng.choice((None, 12, 15, 18)) if kind in _LEISURE_KINDS else None


_LEISURE_KINDS = (
    FacilityKind.AFTER_SCHOOL,
    FacilityKind.HOMEWORK_SCHOOL,
    FacilityKind.HOLIDAY_ACTIVITY,
)

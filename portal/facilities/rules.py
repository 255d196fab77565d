"""What a listing may state, and in which form it is kept: the rules, each written once.

`cleaned` is given the values that change and all values as they will be; it returns the changing values in
their kept form, or raises one `ValidationError` with the French messages of every field that is wrong.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError

from portal.facilities.addresses import Address
from portal.facilities.contacts import (
    normalised_email,
    normalised_facebook,
    normalised_phone,
    normalised_website,
)
from portal.facilities.enums import (
    AddressPrecision,
    AgeBand,
    AvailabilityStatus,
    FacilityKind,
    Sector,
    SubsidyLevel,
    TariffRegime,
    Weekday,
)
from portal.facilities.public import Period, PublicFreePlaces, PublicOpening

MAX_NAME = 200
MAX_DESCRIPTION = 2_000
MAX_PROJECT = 10_000
MINUTES_A_DAY = 1440
STEP_MINUTES = 5
MAX_RANGES_A_DAY = 6
MAX_PERIODS = 24
MAX_GROUPS = 30
OLDEST_MONTHS = 18 * 12
_SPACES = re.compile(r"[ \t\n\r\f\v]+")
AVAILABILITY_FIELDS = frozenset(
    {"availability", "available_from", "confirmed_on", "free_places", "unavailable"}
)

Values = Mapping[str, Any]


class Problems:
    """Collects messages by field; `raise_any` raises them together."""

    def __init__(self) -> None:
        self._by_field: dict[str, list[str]] = {}

    def add(self, field: str, *messages: str) -> None:
        self._by_field.setdefault(field, []).extend(messages)

    def raise_any(self) -> None:
        if self._by_field:
            raise ValidationError(self._by_field)


def cleaned(
    changing: Values, after: Values, kind: FacilityKind, capacity: int | None, today: date
) -> dict[str, Any]:
    """`changing` in its kept form. `after` holds every public value, the changing ones included."""
    problems = Problems()
    result = dict(changing)
    for field, clean in _CLEAN_ONE.items():
        if field in changing:
            try:
                result[field] = clean(changing[field])
            except ValidationError as error:
                problems.add(field, *error.messages)
    if "address_precision" in changing:
        _check_precision(changing["address_precision"], kind, problems)
    if {"tariff", "subsidy_level"} & changing.keys():
        _check_tariff(after, kind, problems)
    if AVAILABILITY_FIELDS & changing.keys():
        result |= _follows_from_status(changing, after)
        result |= _availability({**after, **result}, kind, capacity, today, problems)
    problems.raise_any()
    return result


def one_line(text: str) -> str:
    """A name as it is kept: single spaces, none at the ends. No-break spaces stay: they are typography."""
    return _SPACES.sub(" ", text).strip()


def _name(text: str) -> str:
    text = one_line(text)
    if not text:
        raise ValidationError("Indiquez le nom du lieu.")
    if len(text) > MAX_NAME:
        raise ValidationError(f"Le nom compte au plus {MAX_NAME} caractères.")
    return text


def _prose(longest: int) -> Callable[[str], str]:
    """Paragraphs without stray spaces, of at most `longest` characters."""

    def clean(text: str) -> str:
        text = "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").strip().split("\n"))
        if len(text) > longest:
            raise ValidationError(f"Ce texte compte {len(text)} caractères\u00a0: {longest} au plus.")
        return text

    return clean


def opening_hours(ranges: Sequence[PublicOpening]) -> tuple[PublicOpening, ...]:
    """Ranges of opening, ascending; those of one day that touch become one."""
    kept: list[PublicOpening] = []
    for part in sorted(ranges, key=lambda part: (part.weekday, part.start, part.end)):
        day = Weekday(part.weekday).label.lower()
        if not 0 <= part.start < part.end <= MINUTES_A_DAY:
            raise ValidationError(f"Le {day}, l’heure de fermeture doit suivre l’heure d’ouverture.")
        if part.start % STEP_MINUTES or part.end % STEP_MINUTES:
            raise ValidationError(f"Le {day}, indiquez les heures de cinq en cinq minutes.")
        previous = kept[-1] if kept and kept[-1].weekday == part.weekday else None
        if previous and part.start < previous.end:
            raise ValidationError(f"Le {day}, deux plages d’ouverture se chevauchent.")
        if previous and part.start == previous.end:
            kept[-1] = PublicOpening(part.weekday, previous.start, part.end)
        else:
            kept.append(part)
    if any(sum(part.weekday == day for part in kept) > MAX_RANGES_A_DAY for day in Weekday):
        raise ValidationError(f"Indiquez au plus {MAX_RANGES_A_DAY} plages d’ouverture par jour.")
    return tuple(kept)


def _ages(groups: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    if len(groups) > MAX_GROUPS:
        raise ValidationError(f"Indiquez au plus {MAX_GROUPS} groupes.")
    for youngest, oldest in groups:
        if not 0 <= youngest <= oldest:
            raise ValidationError("Dans un groupe, l’âge le plus élevé doit suivre l’âge le plus bas.")
        if oldest > OLDEST_MONTHS:
            raise ValidationError("Les âges d’un groupe s’arrêtent à 18\u00a0ans (216\u00a0mois).")
    return tuple(sorted((int(youngest), int(oldest)) for youngest, oldest in groups))


def _unavailability(periods: Sequence[Period]) -> tuple[Period, ...]:
    kept = sorted(periods, key=lambda period: (period.first or date.min, period.last or date.max))
    if len(kept) > MAX_PERIODS:
        raise ValidationError(f"Indiquez au plus {MAX_PERIODS} périodes d’indisponibilité.")
    for index, period in enumerate(kept):
        if period.first is None or period.last is None:
            raise ValidationError("Une période d’indisponibilité a un premier et un dernier jour.")
        if period.last < period.first:
            raise ValidationError("Le dernier jour d’une période doit suivre le premier.")
        before = kept[index - 1].last if index else None
        if before is not None and period.first <= before:
            raise ValidationError("Deux périodes d’indisponibilité se chevauchent.")
    return tuple(kept)


def _free_places(free_places: Sequence[PublicFreePlaces]) -> tuple[PublicFreePlaces, ...]:
    kept = sorted(free_places, key=lambda free: free.band)
    if len({free.band for free in kept}) < len(kept):
        raise ValidationError("Chaque tranche d’âge ne s’indique qu’une fois.")
    if any(free.places < 1 for free in kept):
        raise ValidationError("Indiquez au moins une place libre par tranche d’âge, ou laissez-la vide.")
    return tuple(PublicFreePlaces(AgeBand(free.band), free.from_day, free.places) for free in kept)


def _group_size(size: int | None) -> int | None:
    if size is not None and not 1 <= size <= 100:
        raise ValidationError("Le nombre moyen d’enfants par groupe va de 1 à 100.")
    return size


_CLEAN_ONE: dict[str, Callable[[Any], Any]] = {
    "name": _name,
    "description": _prose(MAX_DESCRIPTION),
    "pedagogical_project": _prose(MAX_PROJECT),
    "phone": lambda phone: normalised_phone(str(phone or "")),
    "email": normalised_email,
    "website": normalised_website,
    "facebook": normalised_facebook,
    "opening": opening_hours,
    "ages": _ages,
    "unavailable": _unavailability,
    "free_places": _free_places,
    "average_group_size": _group_size,
}


def check_address(address: Address) -> None:
    """Raise a `ValidationError` by field where an exact address cannot be one of Belgium."""
    problems = Problems()
    if not address.street.strip():
        problems.add("street", "Indiquez la rue.")
    if not (address.postcode.isascii() and address.postcode.isdigit() and len(address.postcode) == 4):
        problems.add("postcode", "Un code postal belge a quatre chiffres.")
    if not address.locality.strip():
        problems.add("locality", "Indiquez la localité.")
    if not (49.0 <= address.latitude <= 52.0 and 2.0 <= address.longitude <= 7.0):
        problems.add("latitude", "Ce point n’est pas en Belgique.")
    problems.raise_any()


def _check_precision(precision: str, kind: FacilityKind, problems: Problems) -> None:
    if precision == AddressPrecision.ROUNDED and not kind.is_home:
        problems.add(
            "address_precision", "Seule l’adresse d’un domicile peut être remplacée par celle du quartier."
        )


def _check_tariff(after: Values, kind: FacilityKind, problems: Problems) -> None:
    tariff, level = after["tariff"], after["subsidy_level"]
    if level is not None and kind.sector != Sector.EARLY_CHILDHOOD:
        problems.add("subsidy_level", "Les niveaux de subside concernent la petite enfance.")
    if not tariff or level is None:
        return
    if (tariff == TariffRegime.INCOME_BASED) != (level >= SubsidyLevel.ACCESSIBILITY):
        problems.add(
            "tariff",
            "Aux niveaux 2 et 3, le tarif dépend des revenus\u00a0; sinon, il est fixé par le lieu.",
        )


def _follows_from_status(changing: Values, after: Values) -> dict[str, Any]:
    """Free places that were stated before give way to a new general statement."""
    if "free_places" in changing or not after["free_places"]:
        return {}
    status, from_day = after["availability"], after["available_from"]
    if status == AvailabilityStatus.UNKNOWN:
        return {"free_places": ()}
    if status == AvailabilityStatus.NOT_BEFORE and from_day is not None:
        return {
            "free_places": tuple(
                PublicFreePlaces(free.band, max(free.from_day, from_day), free.places)
                for free in after["free_places"]
            )
        }
    return {}


def _availability(
    after: Values, kind: FacilityKind, capacity: int | None, today: date, problems: Problems
) -> dict[str, Any]:
    """Checks the statement as a whole; returns what follows from it."""
    status, from_day, confirmed = after["availability"], after["available_from"], after["confirmed_on"]
    follows: dict[str, Any] = {}
    if status != AvailabilityStatus.NOT_BEFORE:
        follows["available_from"] = from_day = None
    if status == AvailabilityStatus.UNKNOWN:
        # Nothing is stated, so there is nothing to have been confirmed.
        follows["confirmed_on"] = None
    elif confirmed is None:
        problems.add("confirmed_on", "Indiquez le jour où cette information a été confirmée.")
    elif confirmed > today:
        problems.add("confirmed_on", "Une information ne peut pas être confirmée dans le futur.")
    if status == AvailabilityStatus.NOT_BEFORE:
        _check_start(from_day, confirmed, today, problems)
    _check_free_places(after["free_places"], status, from_day, kind, capacity, problems)
    return follows


def _check_start(from_day: date | None, confirmed: date | None, today: date, problems: Problems) -> None:
    if from_day is None:
        problems.add("available_from", "Indiquez la date avant laquelle il n’y a pas de place.")
    elif confirmed is not None and from_day <= confirmed:
        problems.add(
            "available_from",
            "Cette date est passée. Si une place est libre, choisissez «\u00a0Place disponible "
            "immédiatement\u00a0».",
        )
    elif from_day > today + timedelta(days=5 * 366):
        problems.add("available_from", "Cette date est à plus de cinq ans\u00a0: vérifiez l’année.")


def _check_free_places(
    free_places: Sequence[PublicFreePlaces],
    status: str,
    from_day: date | None,
    kind: FacilityKind,
    capacity: int | None,
    problems: Problems,
) -> None:
    if not free_places:
        return
    if status == AvailabilityStatus.UNKNOWN:
        problems.add("free_places", "Indiquez d’abord s’il y a des places, puis pour quels âges.")
    if kind.sector != Sector.EARLY_CHILDHOOD:
        problems.add("free_places", "Les tranches d’âge concernent la petite enfance.")
    if from_day is not None and any(free.from_day < from_day for free in free_places):
        problems.add(
            "free_places", "Une place par tranche d’âge ne peut pas être libre avant la date annoncée."
        )
    if capacity is not None and sum(free.places for free in free_places) > capacity:
        problems.add("free_places", f"Il y a plus de places libres que de places autorisées ({capacity}).")

"""What a listing may state, and in which form it is kept: the rules, each written once.

`cleaned` is given the values that change and all values as they will be; it returns the changing values in
their kept form, or raises one `ValidationError` with the French messages of every field that is wrong.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
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
)
from portal.facilities.opening_rules import opening_hours
from portal.facilities.public import Period, PublicFreePlaces

MAX_NAME = 200
MAX_DESCRIPTION = 2_000
MAX_PROJECT = 10_000
MAX_POSTAL_STREET = 240
MAX_LOCALITY = 100
MAX_PERIODS = 24
FURTHEST = timedelta(days=5 * 366)
MAX_GROUPS = 30
OLDEST_MONTHS = 18 * 12
_BAD_POSTCODE = "Un code postal belge a quatre chiffres."
_SPACES = re.compile(r"[ \t\n\r\f\v]+")
AVAILABILITY_FIELDS = frozenset(
    {"availability", "available_from", "confirmed_on", "free_places", "unavailable"}
)

Values = Mapping[str, Any]


class Problems:
    """Collects messages by field; `raise_any` raises them together.

    A message that concerns one of several values says which in its `params`, for whoever shows it there.
    """

    def __init__(self) -> None:
        self._by_field: dict[str, list[str | ValidationError]] = {}

    def add(self, field: str, *messages: str | ValidationError) -> None:
        self._by_field.setdefault(field, []).extend(messages)

    @contextmanager
    def gathering(self, field: str | None = None) -> Iterator[None]:
        """Collect what is refused inside: by its own fields, or all of it by `field`."""
        try:
            yield
        except ValidationError as error:
            for name, errors in ({field: error.error_list} if field else error.error_dict).items():
                self.add(name, *errors)

    def raise_any(self) -> None:
        if self._by_field:
            raise ValidationError(self._by_field)


def cleaned(
    changing: Values, before: Values, kind: FacilityKind, capacity: int | None, today: date
) -> dict[str, Any]:
    """`changing` in its kept form. `before` holds every public value as it is now."""
    problems = Problems()
    after = {**before, **changing}
    result = dict(changing)
    for field, clean in _CLEAN_ONE.items():
        if field in changing:
            with problems.gathering(field):
                result[field] = clean(changing[field])
    if "address_precision" in changing:
        _check_precision(changing["address_precision"], kind, problems)
    if {"tariff", "subsidy_level"} & changing.keys():
        _check_tariff(after, kind, problems)
    if AVAILABILITY_FIELDS & changing.keys():
        result |= _follows_from_status(changing, before, after)
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


def prose(text: str) -> str:
    """Paragraphs without stray spaces."""
    return "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").strip().split("\n"))


def _prose(longest: int) -> Callable[[str], str]:
    """Paragraphs without stray spaces, of at most `longest` characters."""

    def clean(text: str) -> str:
        text = prose(text)
        if len(text) > longest:
            raise ValidationError(f"Ce texte compte {len(text)} caractères\u00a0: {longest} au plus.")
        return text

    return clean


def check_ages(youngest: int, oldest: int) -> None:
    """Raise a `ValidationError` where these months are no group's."""
    if not 0 <= youngest <= oldest:
        raise ValidationError("Dans un groupe, l’âge le plus élevé doit suivre l’âge le plus bas.")
    if oldest > OLDEST_MONTHS:
        raise ValidationError("Les âges d’un groupe s’arrêtent à 18\u00a0ans (216\u00a0mois).")


def _ages(groups: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    if len(groups) > MAX_GROUPS:
        raise ValidationError(f"Indiquez au plus {MAX_GROUPS} groupes.")
    for youngest, oldest in groups:
        check_ages(youngest, oldest)
    return tuple(sorted((int(youngest), int(oldest)) for youngest, oldest in groups))


def _unavailability(periods: Sequence[Period]) -> tuple[Period, ...]:
    """Each refusal says in its `params` which `period` is wrong, and at which `end` ("first" or "last")."""
    kept = sorted(periods, key=lambda period: (period.first or date.min, period.last or date.max))
    if len(kept) > MAX_PERIODS:
        raise ValidationError(f"Indiquez au plus {MAX_PERIODS} périodes d’indisponibilité.")
    wrong = []
    for index, period in enumerate(kept):
        before = kept[index - 1].last if index else None
        if period.first is None or period.last is None:
            end = "last" if period.first else "first"
            message = "Une période d’indisponibilité a un premier et un dernier jour."
        elif period.last < period.first:
            end, message = "last", "Le dernier jour d’une période doit suivre le premier."
        elif before is not None and period.first <= before:
            end, message = "first", "Deux périodes d’indisponibilité se chevauchent."
        else:
            continue
        wrong.append(ValidationError(message, code="period", params={"period": period, "end": end}))
    if wrong:
        raise ValidationError(wrong)
    return tuple(kept)


def check_coming(periods: Sequence[Period], today: date) -> None:
    """Refuse periods that are typed now and lie in the past, or years ahead: a year was mistyped."""
    wrong = []
    for period in periods:
        if period.last is not None and period.last < today:
            end, message = "last", "Cette période est déjà passée\u00a0: vérifiez l’année."
        elif period.last is not None and period.last > today + FURTHEST:
            end, message = "last", "Cette date est à plus de cinq ans\u00a0: vérifiez l’année."
        else:
            continue
        wrong.append(ValidationError(message, code="period", params={"period": period, "end": end}))
    if wrong:
        raise ValidationError({"unavailable": wrong})


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
    if not is_postcode(address.postcode):
        problems.add("postcode", _BAD_POSTCODE)
    if not address.locality.strip():
        problems.add("locality", "Indiquez la localité.")
    if not (49.0 <= address.latitude <= 52.0 and 2.0 <= address.longitude <= 7.0):
        problems.add("latitude", "Ce point n’est pas en Belgique.")
    problems.raise_any()


def check_postal_address(*, postal_street: str, postal_postcode: str, postal_locality: str) -> None:
    """Raise a `ValidationError` by field where it is neither empty nor a whole Belgian address."""
    if not (postal_street or postal_postcode or postal_locality):
        return
    problems = Problems()
    if not postal_street:
        problems.add("postal_street", "Indiquez la rue et le numéro.")
    elif len(postal_street) > MAX_POSTAL_STREET:
        problems.add("postal_street", f"{MAX_POSTAL_STREET} caractères au plus.")
    if not is_postcode(postal_postcode):
        problems.add("postal_postcode", _BAD_POSTCODE)
    if not postal_locality:
        problems.add("postal_locality", "Indiquez la localité.")
    elif len(postal_locality) > MAX_LOCALITY:
        problems.add("postal_locality", f"{MAX_LOCALITY} caractères au plus.")
    problems.raise_any()


def is_postcode(text: str) -> bool:
    """Whether it could be a Belgian postcode."""
    return text.isascii() and text.isdigit() and len(text) == 4


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


def _follows_from_status(changing: Values, before: Values, after: Values) -> dict[str, Any]:
    """Free places that were stated before give way to a new general statement.

    Those that were to be free with all others still are; those that were to be free later, not before that.
    """
    if "free_places" in changing or not before["free_places"]:
        return {}
    status, former = after["availability"], before["available_from"]
    if status == AvailabilityStatus.UNKNOWN:
        return {"free_places": ()}
    is_now = status == AvailabilityStatus.NOW
    start = after["confirmed_on"] if is_now else after["available_from"]
    if start is None or (is_now and former is None):
        return {}
    return {
        "free_places": tuple(
            PublicFreePlaces(
                free.band,
                start if former is not None and free.from_day <= former else max(free.from_day, start),
                free.places,
            )
            for free in before["free_places"]
        )
    }


def _availability(
    after: Values, kind: FacilityKind, capacity: int | None, today: date, problems: Problems
) -> dict[str, Any]:
    """Checks the statement as a whole; returns what follows from it."""
    status, from_day, confirmed = after["availability"], after["available_from"], after["confirmed_on"]
    follows: dict[str, Any] = {}
    if status != AvailabilityStatus.NOT_BEFORE:
        follows["available_from"] = from_day = None
    # « Information non disponible » is an answer too: when it was given is kept, and asked of nobody.
    if confirmed is None and status != AvailabilityStatus.UNKNOWN:
        problems.add("confirmed_on", "Indiquez le jour où cette information a été confirmée.")
    elif confirmed is not None and confirmed > today:
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
    elif from_day > today + FURTHEST:
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
    for free in free_places:
        if from_day is not None and free.from_day < from_day:
            message = "Une place par tranche d’âge ne peut pas être libre avant la date annoncée."
            problems.add("free_places", ValidationError(message, code="band", params={"band": free.band}))
    if capacity is not None and sum(free.places for free in free_places) > capacity:
        problems.add("free_places", f"Il y a plus de places libres que de places autorisées ({capacity}).")

"""Disponibilité des places: now, not before a day, or unknown; by age where wanted; days without places."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from portal.accounts.person import Person
from portal.facilities import rules, services, words
from portal.facilities.enums import AgeBand, AvailabilityStatus, FacilityKind, Sector
from portal.facilities.freshness import Freshness, freshness_of
from portal.facilities.models import Facility
from portal.facilities.presentation import places_by_age
from portal.facilities.public import (
    Period,
    PublicFreePlaces,
    PublicListing,
    free_places_of,
    shown_listing,
    unavailable_of,
)
from portal.facilities.services.freshness import statement_seen
from portal.kernel import clock
from portal.pro.sections.days import DayField
from portal.pro.sections.frame import Arranged, Audience, Fact, Section, SectionForm, Shown
from portal.pro.sections.months import Month, coming_months

ADD, REMOVE = "ajouter", "retirer"
_MISSING = {"first": "Indiquez aussi le premier jour.", "last": "Indiquez aussi le dernier jour."}
_STATUSES = {
    AvailabilityStatus.NOW: (
        "Place disponible immédiatement",
        "Les parents liront «\u00a0Place libre maintenant\u00a0».",
    ),
    AvailabilityStatus.NOT_BEFORE: ("Pas de place avant une date", "Les parents verront à partir de quand."),
    AvailabilityStatus.UNKNOWN: (
        "Information non disponible",
        "Les parents liront «\u00a0non communiquée\u00a0» et vous appelleront pour savoir.",
    ),
}


def _day(row: int, end: str) -> str:
    return f"periode_{row}_{'du' if end == 'first' else 'au'}"


def _places(band: int) -> str:
    return f"places_{band}"


def _places_from(band: int) -> str:
    return f"places_{band}_des"


def _rows_in(data: Mapping[str, Any]) -> list[int]:
    """The numbers of the periods that came with a form."""
    rows = range(1, rules.MAX_PERIODS + 1)
    return [row for row in rows if any(_day(row, end) in data for end in ("first", "last"))]


def coming_of(facility: Facility, today: date) -> tuple[Period, ...]:
    """The stated periods that are not over. Those that are say nothing to anybody, and go with the next
    statement."""
    return tuple(
        period for period in unavailable_of(facility.listing) if period.last is None or period.last >= today
    )


@dataclass(frozen=True, slots=True)
class PeriodFields:
    """The two days of one period, for the template."""

    row: int
    first: Any
    last: Any


@dataclass(frozen=True, slots=True)
class BandFields:
    """The places of one age band and from when, for the template."""

    label: str
    places: Any
    from_day: Any


def _places_field(band: AgeBand) -> Any:
    return forms.IntegerField(
        label=f"{band.label}\u00a0: places libres",
        min_value=0,
        max_value=999,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": 3}),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), "Indiquez un nombre de places, comme 1 ou 2."
        ),
    )


class AvailabilityForm(SectionForm):
    """The statement as a whole: submitted, it is confirmed today."""

    names = ("availability", "available_from", "confirmed_on", "free_places", "unavailable")
    public_fields = frozenset(names)

    availability = forms.ChoiceField(
        label="Pouvez-vous accueillir un enfant de plus\u202f?",
        choices=[(status.value, label) for status, (label, _) in _STATUSES.items()],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choisissez une des trois réponses.",
            "invalid_choice": "Choisissez une des trois réponses.",
        },
    )

    def prepare(self, data: Any) -> None:
        stored = coming_of(self.facility, self.today)
        self._rows = _rows_in(data) if data is not None else list(range(1, len(stored) + 1))
        self._typed: dict[Period, int] = {}
        is_by_age = FacilityKind(self.facility.kind).sector == Sector.EARLY_CHILDHOOD
        self._bands = list(AgeBand) if is_by_age else []

    def more_fields(self) -> dict[str, Any]:
        fields: dict[str, Any] = {"available_from": self._day_field("Pas de place avant le")}
        for band in self._bands:
            fields[_places(band)] = _places_field(band)
            fields[_places_from(band)] = self._day_field(f"{band.label}\u00a0: libres à partir du")
        for row in self._rows:
            fields[_day(row, "first")] = self._day_field(f"Période {row}, premier jour")
            fields[_day(row, "last")] = self._day_field(f"Période {row}, dernier jour")
        return fields

    def _day_field(self, label: str) -> DayField:
        return DayField(label=label, today=self.today)

    def initial_of(self, facility: Facility) -> dict[str, Any]:
        listing = facility.listing
        initial: dict[str, Any] = {
            "availability": listing.availability,
            "available_from": listing.available_from,
        }
        base = self._base(listing.availability, listing.available_from)
        for free in free_places_of(listing):
            initial[_places(free.band)] = free.places
            initial[_places_from(free.band)] = free.from_day if free.from_day > base else None
        for row, period in enumerate(coming_of(facility, self.today), start=1):
            initial[_day(row, "first")], initial[_day(row, "last")] = period.first, period.last
        return initial

    def _base(self, status: str, available_from: date | None) -> date:
        """From when places are free of which no other day is said."""
        return available_from if status == AvailabilityStatus.NOT_BEFORE and available_from else self.today

    @property
    def stated(self) -> Freshness:
        """What was said last, and when."""
        return freshness_of(self.facility.listing, self.today)

    @property
    def statuses(self) -> list[tuple[Any, str, str]]:
        """Each answer with what it does."""
        hints = {status.value: hint for status, (_, hint) in _STATUSES.items()}
        options = ((option, option.data["value"]) for option in self["availability"])
        return [(option, value, hints[value]) for option, value in options]

    @property
    def bands(self) -> list[BandFields]:
        return [
            BandFields(str(band.label), self[_places(band)], self[_places_from(band)]) for band in self._bands
        ]

    @property
    def says_bands(self) -> bool:
        """Whether places by age are stated, or were typed wrongly: then they are not folded away."""
        return any(band.places.value() or band.places.errors or band.from_day.errors for band in self.bands)

    @property
    def periods(self) -> list[PeriodFields]:
        return [PeriodFields(row, self[_day(row, "first")], self[_day(row, "last")]) for row in self._rows]

    @property
    def may_add(self) -> bool:
        return len(self._rows) < rules.MAX_PERIODS

    @property
    def months(self) -> list[Month]:
        """The coming months, with the days without places: as typed, where that can be read."""
        periods = tuple(self._typed) if self.is_bound else coming_of(self.facility, self.today)
        return coming_months(periods, self.today)

    def clean(self) -> dict[str, Any]:
        status = self.cleaned_data.get("availability", "")
        periods = tuple(self._periods())
        self._forget_what_does_not_count(status)
        if self.errors:
            return self.cleaned_data
        from_day = self.cleaned_data["available_from"] if status == AvailabilityStatus.NOT_BEFORE else None
        values = {
            "availability": status,
            "available_from": from_day,
            "confirmed_on": self.today,
            "free_places": tuple(self._free_places(status, from_day)),
            "unavailable": periods,
        }
        facility = self.facility
        try:
            rules.check_coming(periods, self.today)
            self.cleaned_data["stated"] = rules.cleaned(
                values, values, FacilityKind(facility.kind), facility.authorised_capacity, self.today
            )
        except ValidationError as refusal:
            self._put(refusal)
        return self.cleaned_data

    def _forget_what_does_not_count(self, status: str) -> None:
        """What this answer does not ask for is in nobody’s way, whatever was typed there."""
        idle = [] if status == AvailabilityStatus.NOT_BEFORE else ["available_from"]
        if status == AvailabilityStatus.UNKNOWN:
            idle += [name(band) for band in self._bands for name in (_places, _places_from)]
        for name in idle:
            self.errors.pop(name, None)

    def _periods(self) -> Iterator[Period]:
        for row in self._rows:
            days = {end: self.cleaned_data.get(_day(row, end)) for end in ("first", "last")}
            if any(_day(row, end) in self.errors for end in days) or not any(days.values()):
                continue
            for end, day in days.items():
                if day is None:
                    self.add_error(_day(row, end), _MISSING[end])
            period = Period(days["first"], days["last"])
            self._typed[period] = row
            yield period

    def _free_places(self, status: str, from_day: date | None) -> Iterator[PublicFreePlaces]:
        """Nothing where nothing is stated; a day that was left as it was moves with the general statement."""
        if status == AvailabilityStatus.UNKNOWN:
            return
        base = self._base(status, from_day)
        stored = {free.band: free.from_day for free in free_places_of(self.facility.listing)}
        for band in self._bands:
            places, day = self.cleaned_data[_places(band)], self.cleaned_data[_places_from(band)]
            if not places:
                continue
            if day is None:
                kept = stored.get(band, base)
                day = kept if kept <= base and status == AvailabilityStatus.NOW else base
            elif _places_from(band) not in self.changed_data:
                day = max(day, base)
            yield PublicFreePlaces(band, day, places)

    def _put(self, refusal: ValidationError) -> None:
        """Each refusal at the field of which it speaks."""
        for name, errors in refusal.error_dict.items():
            for error in errors:
                self.add_error(self._field_of(name, error.params or {}), error)

    def _field_of(self, name: str, params: Mapping[str, Any]) -> str | None:
        if name in self.fields:
            return name
        if name == "unavailable" and params.get("period") in self._typed:
            return _day(self._typed[params["period"]], params["end"])
        if name == "free_places":
            if "band" in params:
                return _places_from(params["band"])
            filled = [_places(band) for band in self._bands if self.cleaned_data.get(_places(band))]
            return filled[-1] if filled else None
        return None

    def submit(self, seen: str) -> bool:
        stated = self.cleaned_data["stated"]
        return self.state(
            services.state_availability,
            seen,
            status=stated["availability"],
            available_from=stated["available_from"],
            free_places=stated["free_places"],
            unavailable=stated["unavailable"],
        )

    def public_after(self, public: PublicListing) -> PublicListing:
        return replace(public, **self.cleaned_data["stated"])

    @classmethod
    def arranged(cls, data: QueryDict) -> Arranged | None:
        """One period more, or one less."""
        rows = _rows_in(data)
        if ADD in data:
            if len(rows) >= rules.MAX_PERIODS:
                return Arranged(data, f"Indiquez au plus {rules.MAX_PERIODS} périodes d’indisponibilité.")
            row = next(row for row in range(1, rules.MAX_PERIODS + 1) if row not in rows)
            after = data.copy()
            after[_day(row, "first")] = after[_day(row, "last")] = ""
            return Arranged(after, "Une période est ajoutée\u00a0: indiquez ses dates.", _day(row, "first"))
        if REMOVE in data:
            return _without_one(data, rows, str(data[REMOVE]))
        return None


def _without_one(data: QueryDict, rows: list[int], number: str) -> Arranged:
    """The rows after it move up: "Période 2" is always the second one."""
    after = data.copy()
    kept = [row for row in rows if str(row) != number]
    for row in rows:
        for end in ("first", "last"):
            after.pop(_day(row, end), None)
    for place, row in enumerate(kept, start=1):
        for end in ("first", "last"):
            after[_day(place, end)] = data.get(_day(row, end), "")
    return Arranged(after, "La période est retirée. Rien n’est encore enregistré.")


def _read(facility: Facility, person: Person) -> Shown:
    today = clock.today()
    listing = shown_listing(facility.listing)
    facts = [Fact(band.ages, f"{band.places} {band.when}") for band in places_by_age(listing, today)]
    periods = [words.period(each.first, each.last) for each in coming_of(facility, today)]
    facts.append(Fact("Périodes d’indisponibilité", "\u202f; ".join(periods) or "Aucune"))
    more = {
        "freshness": freshness_of(facility.listing, today),
        "facility_id": facility.pk,
        "seen": statement_seen(facility.listing),
    }
    return Shown(tuple(facts), more=more)


AVAILABILITY = Section(
    slug="disponibilites",
    title="Disponibilité des places",
    icon="calendar",
    audience=Audience.PARENTS,
    form=AvailabilityForm,
    read=_read,
    read_template="pro/sections/availability_read.html",
    form_template="pro/sections/availability.html",
    intro="Rien n’a changé\u202f? Soumettez quand même\u00a0: vos places sont alors confirmées aujourd’hui.",
    saved="Vos disponibilités sont enregistrées, et confirmées aujourd’hui.",
)

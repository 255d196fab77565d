"""Heures d'ouverture: seven days, several ranges a day, hours typed as people say them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from portal.accounts.person import Person
from portal.facilities import opening_rules, services, words
from portal.facilities.enums import Weekday
from portal.facilities.models import Facility
from portal.facilities.public import PublicListing, PublicOpening, opening_of
from portal.facilities.typed_hours import MIDNIGHT, minutes_typed
from portal.pro.sections.frame import Arranged, Audience, Fact, Section, SectionForm, Shown

ADD, COPY, COPY_FROM, COPY_TO = "ajouter", "copier", "copier_de", "copier_vers"
_SLUGS = {day: day.label.lower() for day in Weekday}
_BY_SLUG = {slug: day for day, slug in _SLUGS.items()}
_WORKING_DAYS = tuple(Weekday)[:5]
_MISSING = {
    "start": "Indiquez aussi l’heure d’ouverture.",
    "end": "Indiquez aussi l’heure de fermeture.",
}


def _name(day: Weekday, row: int, end: str) -> str:
    return f"{_SLUGS[day]}_{row}_{'de' if end == 'start' else 'a'}"


def _rows_of(data: Mapping[str, Any], day: Weekday) -> int:
    """How many ranges the form shows for a day: those that came with it, one at least."""
    rows = range(opening_rules.MAX_RANGES_A_DAY, 1, -1)
    return next((row for row in rows if any(_name(day, row, end) in data for end in ("start", "end"))), 1)


def _hour_field(day: Weekday, row: int, end: str) -> Any:
    which = f", {row}e plage" if row > 1 else ""
    label = f"{day.label}{which}, {'ouverture' if end == 'start' else 'fermeture'}"
    attrs = {"placeholder": "Fermé", "autocomplete": "off", "size": 8, "data-hour": ""}
    return forms.CharField(label=label, required=False, widget=forms.TextInput(attrs=attrs))


@dataclass(frozen=True, slots=True)
class DayFields:
    """The fields of one day, for the template: a pair of bound fields for each range."""

    slug: str
    label: str
    rows: list[tuple[Any, ...]]
    may_add: bool


class HoursForm(SectionForm):
    """Two fields for each range of each day; both empty is nothing, a day without any is closed."""

    names = ("opening",)
    public_fields = frozenset(names)

    copier_de = forms.ChoiceField(
        label="Copier les heures du",
        choices=[(slug, slug) for slug in _BY_SLUG],
        required=False,
    )
    copier_vers = forms.MultipleChoiceField(
        label="Vers",
        choices=[(slug, slug) for slug in _BY_SLUG],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def prepare(self, data: Any) -> None:
        stored = opening_of(self.facility.listing)
        self._rows = {
            day: _rows_of(data, day)
            if data is not None
            else max(1, sum(each.weekday == day for each in stored))
            for day in Weekday
        }
        self._typed: dict[PublicOpening, tuple[Weekday, int]] = {}

    def more_fields(self) -> dict[str, Any]:
        return {
            _name(day, row, end): _hour_field(day, row, end)
            for day, rows in self._rows.items()
            for row in range(1, rows + 1)
            for end in ("start", "end")
        }

    def initial_of(self, facility: Facility) -> dict[str, Any]:
        initial: dict[str, Any] = {
            COPY_FROM: _SLUGS[Weekday.MONDAY],
            COPY_TO: [_SLUGS[day] for day in _WORKING_DAYS[1:]],
        }
        row = dict.fromkeys(Weekday, 0)
        for stretch in opening_of(facility.listing):
            day = Weekday(stretch.weekday)
            row[day] += 1
            initial[_name(day, row[day], "start")] = words.hour(stretch.start)
            initial[_name(day, row[day], "end")] = words.hour(stretch.end)
        return initial

    @property
    def days(self) -> list[DayFields]:
        return [
            DayFields(
                _SLUGS[day],
                str(day.label),
                [tuple(self[_name(day, row, end)] for end in ("start", "end")) for row in range(1, rows + 1)],
                rows < opening_rules.MAX_RANGES_A_DAY,
            )
            for day, rows in self._rows.items()
        ]

    def clean(self) -> dict[str, Any]:
        ranges = list(self._ranges())
        if not self.errors:
            try:
                self.cleaned_data["opening"] = opening_rules.opening_hours(ranges)
            except ValidationError as refusal:
                self._put(refusal)
        return self.cleaned_data

    def _ranges(self) -> Iterator[PublicOpening]:
        for day, rows in self._rows.items():
            for row in range(1, rows + 1):
                start, end = self._minutes(day, row, "start"), self._minutes(day, row, "end")
                if start is None and end is None:
                    continue
                if start is None or end is None:
                    missing = "start" if start is None else "end"
                    name = _name(day, row, missing)
                    if name not in self.errors:
                        self.add_error(name, _MISSING[missing])
                    continue
                # « minuit » ends one day and begins another one.
                stretch = PublicOpening(day, 0 if start == MIDNIGHT else start, end or MIDNIGHT)
                self._typed[stretch] = day, row
                yield stretch

    def _minutes(self, day: Weekday, row: int, end: str) -> int | None:
        name = _name(day, row, end)
        text = (self.cleaned_data.get(name) or "").strip()
        try:
            return minutes_typed(text) if text else None
        except ValidationError as refusal:
            self.add_error(name, refusal)
            return None

    def _put(self, refusal: ValidationError) -> None:
        """Each refusal at the field of which it speaks."""
        for error in refusal.error_list:
            params = error.params or {}
            found = self._typed.get(params.get("range"))  # type: ignore[arg-type]  # None finds nothing
            if found is None:
                self.add_error(None, error)
                continue
            # The field says the day already.
            message = error.message.removeprefix(f"Le {_SLUGS[found[0]]}, ")
            self.add_error(_name(*found, params["end"]), message[:1].upper() + message[1:])

    def submit(self, seen: str) -> bool:
        return self.state(services.set_opening_hours, seen, opening=self.cleaned_data["opening"])

    def public_after(self, public: PublicListing) -> PublicListing:
        return replace(public, opening=self.cleaned_data["opening"])

    @classmethod
    def arranged(cls, data: QueryDict) -> Arranged | None:
        """One range more for a day, or the ranges of one day copied to others."""
        if ADD in data:
            return _with_one_more(data, str(data[ADD]))
        if COPY in data:
            if data[COPY] == "semaine":
                return _copied(data, "lundi", [_SLUGS[day] for day in _WORKING_DAYS[1:]])
            return _copied(data, data.get(COPY_FROM, ""), data.getlist(COPY_TO))
        return None


def _with_one_more(data: QueryDict, slug: str) -> Arranged:
    day = _BY_SLUG.get(slug)
    if day is None:
        return Arranged(data)
    row = _rows_of(data, day) + 1
    if row > opening_rules.MAX_RANGES_A_DAY:
        return Arranged(data, f"Un jour compte au plus {opening_rules.MAX_RANGES_A_DAY} plages d’ouverture.")
    after = data.copy()
    for end in ("start", "end"):
        after[_name(day, row, end)] = ""
    return Arranged(after, f"Une plage est ajoutée le {slug}.", _name(day, row, "start"))


def _copied(data: QueryDict, source: str, targets: list[str]) -> Arranged:
    day = _BY_SLUG.get(source)
    others = [_BY_SLUG[slug] for slug in dict.fromkeys(targets) if slug in _BY_SLUG and slug != source]
    if day is None or not others:
        return Arranged(data, "Choisissez au moins un jour vers lequel copier.")
    after = data.copy()
    for other in others:
        for row in range(1, opening_rules.MAX_RANGES_A_DAY + 1):
            for end in ("start", "end"):
                after.pop(_name(other, row, end), None)
        for row in range(1, _rows_of(data, day) + 1):
            for end in ("start", "end"):
                after[_name(other, row, end)] = data.get(_name(day, row, end), "")
    told = words.listed([_SLUGS[other] for other in others])
    said = f"Les heures du {source} sont copiées vers {told}. Rien n’est encore enregistré."
    return Arranged(after, said, _name(others[0], 1, "start"))


_NONE = (
    "Vous n’avez pas encore indiqué d’heures\u00a0: les parents ne savent pas quand vous accueillez, et les "
    "filtres sur les heures ne vous trouvent pas."
)


def _read(facility: Facility, person: Person) -> Shown:
    opening = opening_of(facility.listing)
    if not opening:
        return Shown(note=_NONE)
    return Shown(
        tuple(Fact(str(day.label), words.day_hours(day, opening) or "Fermé") for day in Weekday),
    )


HOURS = Section(
    slug="horaires",
    title="Heures d’ouverture",
    icon="clock",
    audience=Audience.PARENTS,
    form=HoursForm,
    read=_read,
    form_template="pro/sections/hours.html",
    saved="Vos horaires sont enregistrés.",
)

"""Caractéristiques qualitatives and groups of children."""

from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst

from portal.accounts.person import Person
from portal.facilities import ages, rules, services, words
from portal.facilities.enums import Sector
from portal.facilities.models import Facility, Listing
from portal.facilities.public import PublicListing, ages_of
from portal.pro.sections.fields import box_field, line
from portal.pro.sections.frame import Audience, Fact, Section, Shown
from portal.pro.sections.rows import RowsForm

_NO_AGE = "Indiquez un âge. Exemples\u00a0: 3 mois, 18 mois, 3 ans"
_BOXES = ("outings", "outdoor_space", "rest_area")


def _label(name: str) -> str:
    return capfirst(getattr(Listing, name).field.verbose_name)


class CharacteristicsForm(RowsForm):
    """Three boxes, the usual size of a group, and the ages of each group."""

    names = (*_BOXES, "average_group_size", "ages")
    public_fields = frozenset(names)
    row_names = ("from", "to")
    row_word = "groupe"
    most = rules.MAX_GROUPS

    outings = box_field(_label("outings"))
    outdoor_space = box_field(_label("outdoor_space"))
    rest_area = box_field(_label("rest_area"))
    average_group_size = forms.IntegerField(
        label="Nombre moyen d’enfants par groupe",
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": "Indiquez un nombre entier. Exemple\u00a0: 4"},
    )

    def row_fields(self, number: int) -> dict[str, Any]:
        of = f"(groupe\u00a0{number})"
        return {
            "from": line(f"Âge le plus bas {of}", "Exemple\u00a0: 3 mois"),
            "to": line(f"Âge le plus élevé {of}", "Exemple\u00a0: 3 ans"),
        }

    def stored_rows(self, facility: Facility) -> list[dict[str, Any]]:
        return [
            {"from": ages.as_typed(youngest), "to": ages.as_typed(oldest)}
            for youngest, oldest in ages_of(facility.listing)
        ]

    def initial_of(self, facility: Facility) -> dict[str, Any]:
        own = {name: getattr(facility.listing, name) for name in (*_BOXES, "average_group_size")}
        return super().initial_of(facility) | own

    def clean(self) -> dict[str, Any]:
        super().clean()
        self.ages = []
        for row in range(self.count):
            first, last = (self._months(f"{name}_{row}") for name in self.row_names)
            if first is None or last is None:
                self._refuse_half(row)
                continue
            try:
                rules.check_ages(first, last)
            except ValidationError as refusal:
                self.add_error(f"to_{row}", refusal)
            self.ages.append((first, last))
        return self.cleaned_data

    def _months(self, name: str) -> int | None:
        text = self.cleaned_data.get(name, "")
        if not text:
            return None
        try:
            return ages.months_of(text, bare_years=self.facility.sector == Sector.LEISURE)
        except ValueError:
            self.add_error(name, _NO_AGE)
            return None

    def _refuse_half(self, row: int) -> None:
        """Of a row, both ages are told, or none."""
        told = {name: bool(self.data.get(f"{name}_{row}", "").strip()) for name in self.row_names}
        for name, is_told in told.items():
            if not is_told and any(told.values()):
                self.add_error(f"{name}_{row}", _NO_AGE)

    def submit(self, seen: str) -> bool:
        values: dict[str, Any] = {name: self.cleaned_data[name] for name in (*_BOXES, "average_group_size")}
        return self.state(services.set_characteristics, seen, ages=self.ages, **values)

    def public_after(self, public: PublicListing) -> PublicListing:
        values: dict[str, Any] = {name: self.cleaned_data[name] for name in (*_BOXES, "average_group_size")}
        return replace(public, ages=tuple(sorted(self.ages)), **values)


def _read(facility: Facility, person: Person) -> Shown:
    listing = facility.listing
    size = listing.average_group_size
    groups = [words.age_range(*pair) for pair in ages_of(listing)]
    return Shown(
        (
            *(Fact(_label(name), "Oui" if getattr(listing, name) else "Non") for name in _BOXES),
            Fact("Nombre moyen d’enfants par groupe", str(size) if size else ""),
            Fact("Groupes" if len(groups) > 1 else "Groupe", ", ".join(groups)),
        )
    )


CHARACTERISTICS = Section(
    slug="caracteristiques",
    title="Caractéristiques qualitatives",
    icon="tree",
    audience=Audience.PARENTS,
    form=CharacteristicsForm,
    read=_read,
    form_template="pro/sections/rows.html",
    saved="Vos caractéristiques sont enregistrées.",
)

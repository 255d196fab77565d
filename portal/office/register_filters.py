"""What an agent looks at in the register of listings: the filters of its address, none of them private."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import django_filters
from django import forms
from django.db.models import F, OrderBy, QuerySet
from django.urls import reverse
from django.utils.choices import flatten_choices

from portal.accounts.enums import Territory
from portal.accounts.person import Person
from portal.accounts.rights import Right
from portal.facilities.enums import FacilityKind, Sector
from portal.facilities.freshness import FreshnessClass
from portal.facilities.gaps import Gap, gap_conditions, incomplete
from portal.facilities.models import Listing
from portal.facilities.register import communes_of, register_for
from portal.facilities.territories import (
    ELSEWHERE,
    ELSEWHERE_LABEL,
    elsewhere,
    in_territory,
    reaches_everywhere,
    territories_of,
)
from portal.facilities.validity import Validity, Visibility
from portal.kernel import clock

COMPLETE, INCOMPLETE = "complete", "incomplete"
_ALL = "Tous"
_BY_NAME: tuple[str | OrderBy, ...] = ("name_key", "pk")
_ORDERS: Mapping[str, tuple[str, tuple[str | OrderBy, ...]]] = {
    "commune": ("Commune", ("commune",)),
    "confirmed_on": ("Confirmation la plus ancienne", (F("confirmed_on").asc(nulls_first=True),)),
    "in_force_until": ("Échéance la plus proche", (F("facility__in_force_until").asc(nulls_last=True),)),
}
_PLACE = "facility__postcode"


class PostcodeFilter(django_filters.CharFilter):
    field_class = forms.RegexField


class FiguresFilterSet(django_filters.FilterSet):
    """Sector and territory; of territories and communes, those that the person reaches."""

    filters: dict[str, Any]
    sector = django_filters.ChoiceFilter(
        "facility__sector", label="Secteur", choices=Sector.choices, empty_label=_ALL
    )
    territory = django_filters.ChoiceFilter(label="Territoire", method="in_one_territory", empty_label=_ALL)

    class Meta:
        model = Listing
        fields: list[str] = []

    def __init__(self, data: Mapping[str, Any], *, person: Person, right: Right = Right.SEE_REGISTER) -> None:
        self.today = clock.today()
        # An empty address is a form that was sent as well: it is answered by all rows.
        super().__init__(data, queryset=register_for(person, right, self.today))
        territories: list[tuple[str, str]] = [
            (each.value, str(each.label)) for each in territories_of(person, Right.SEE_REGISTER)
        ]
        if reaches_everywhere(person, Right.SEE_REGISTER):
            territories.append((ELSEWHERE, ELSEWHERE_LABEL))
        self.filters["territory"].extra["choices"] = territories

    def in_one_territory(self, rows: QuerySet[Listing], name: str, value: str) -> QuerySet[Listing]:
        if value == ELSEWHERE:
            return rows.filter(elsewhere(_PLACE))
        return rows.filter(in_territory(Territory(value), _PLACE))

    @property
    def rows(self) -> QuerySet[Any]:
        """What was asked for; nothing where that is not understood."""
        found: QuerySet[Any] = self.qs if self.is_valid() else self.queryset.none()
        return found

    @property
    def chosen(self) -> dict[str, str]:
        """What is chosen, by the names of the address."""
        cleaned: dict[str, Any] = self.form.cleaned_data if self.is_valid() else {}
        return {name: str(value) for name, value in cleaned.items() if value}

    @property
    def is_narrowed(self) -> bool:
        return bool(self.chosen.keys() - {"sort"}) or not self.is_valid()

    @property
    def in_words(self) -> dict[str, str]:
        """The same as people read it: « Type d’accueil » → « Crèche »."""
        fields = self.form.fields
        return {
            str(fields[name].label): str(_labels(fields[name]).get(value, value))
            for name, value in self.chosen.items()
        }


class RegisterFilterSet(FiguresFilterSet):
    """All that the register can be filtered and ordered by."""

    kind = django_filters.ChoiceFilter(
        "facility__kind", label="Type d’accueil", choices=FacilityKind.choices, empty_label=_ALL
    )
    commune = django_filters.ChoiceFilter(label="Commune", empty_label="Toutes")
    postcode = PostcodeFilter(
        label="Code postal",
        regex=r"^[1-9]\d{3}$",
        strip=True,
        error_messages={"invalid": "Un code postal a quatre chiffres. Exemple\u00a0: 5000."},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 4, "size": 6}),
    )
    freshness = django_filters.ChoiceFilter(
        label="Disponibilité", choices=FreshnessClass.choices, empty_label="Toutes"
    )
    completeness = django_filters.ChoiceFilter(
        label="Fiche",
        method="lacking",
        empty_label="Toutes",
        choices=[
            (COMPLETE, "Complète"),
            (INCOMPLETE, "Incomplète"),
            ("Il manque", [(gap.value, gap.label) for gap in Gap]),
        ],
    )
    visibility = django_filters.ChoiceFilter(
        label="Sur MY.ONE", choices=Visibility.choices, empty_label="Peu importe"
    )
    validity = django_filters.ChoiceFilter(label="Validité", choices=Validity.choices, empty_label="Toutes")
    sort = django_filters.ChoiceFilter(
        label="Trier par",
        method="ordered",
        empty_label="Nom",
        choices=[(name, label) for name, (label, _) in _ORDERS.items()],
    )

    field_order = (
        "sector", "kind", "territory", "commune", "postcode", "freshness", "completeness", "visibility",
        "validity", "sort",
    )  # fmt: skip

    def __init__(self, data: Mapping[str, Any], *, person: Person, right: Right = Right.SEE_REGISTER) -> None:
        super().__init__(data, person=person, right=right)
        communes = communes_of(register_for(person, Right.SEE_REGISTER, self.today))
        self.filters["commune"].extra["choices"] = [(name, name) for name in communes]
        self.filters = {name: self.filters[name] for name in self.field_order}

    def filter_queryset(self, queryset: QuerySet[Listing]) -> QuerySet[Listing]:
        """In an order that is whole, whatever was chosen."""
        rows: QuerySet[Listing] = super().filter_queryset(queryset)
        return rows if rows.ordered else rows.order_by(*_BY_NAME)

    def lacking(self, rows: QuerySet[Listing], name: str, value: str) -> QuerySet[Listing]:
        if value == COMPLETE:
            return rows.exclude(incomplete(self.today))
        if value == INCOMPLETE:
            return rows.filter(incomplete(self.today))
        return rows.filter(gap_conditions(self.today)[Gap(value)])

    def ordered(self, rows: QuerySet[Listing], name: str, value: str) -> QuerySet[Listing]:
        return rows.order_by(*_ORDERS[value][1], *_BY_NAME)


def _labels(field: Any) -> dict[Any, Any]:
    """What each value of a choice is called, in its groups or not; nothing for a field that is typed."""
    return dict(flatten_choices(getattr(field, "choices", ())))


def register_url(chosen: Mapping[str, str], page: str = "office_register") -> str:
    """The register with these filters; `page` is another address that reads the same."""
    kept = {name: value for name, value in chosen.items() if value}
    return f"{reverse(page)}?{urlencode(kept)}" if kept else reverse(page)

"""Sections of several like rows: filled in together, added and taken away by buttons, without script."""

from typing import Any, ClassVar

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict

from portal.facilities.models import Facility
from portal.pro.sections.frame import Arranged, SectionForm

COUNT, BUTTON = "rows", "row"
ADD, TAKE = "add", "take-"
_NOT_WHOLE = "Le formulaire est arrivé incomplet. Vérifiez-le, puis soumettez-le à nouveau."


class RowsForm(SectionForm):
    """Fields `name_0`, `phone_0`, `name_1`, … beside the form's own.

    No field of a row is required: a row that is left blank counts for nothing, and the service says what
    lacks in the others, by `name_1`.
    """

    row_names: ClassVar[tuple[str, ...]]
    row_word: ClassVar[str]  # "contact", as in « Ajouter un contact »
    most: ClassVar[int]

    def row_fields(self, number: int) -> dict[str, forms.Field]:
        """The fields of the row of this number, from 1, by the names of `row_names`."""
        raise NotImplementedError

    def stored_rows(self, facility: Facility) -> list[dict[str, Any]]:
        """What is stored, by the names of `row_names`."""
        raise NotImplementedError

    def prepare(self, data: Any) -> None:
        stored = len(self.stored_rows(self.facility)) or 1
        shown = stored if data is None else _count(data, self.most)
        self.is_whole = shown is not None
        self.count = stored if shown is None else shown

    def more_fields(self) -> dict[str, Any]:
        return {
            f"{name}_{row}": field
            for row in range(self.count)
            for name, field in self.row_fields(row + 1).items()
        }

    def initial_of(self, facility: Facility) -> dict[str, Any]:
        return {
            f"{name}_{row}": value
            for row, values in enumerate(self.stored_rows(facility))
            for name, value in values.items()
        }

    def clean(self) -> dict[str, Any]:
        if not self.is_whole:
            # Rows that did not come are not rows that were taken away.
            self.add_error(None, _NOT_WHOLE)
        return self.cleaned_data

    @classmethod
    def arranged(cls, data: QueryDict) -> Arranged | None:
        """With one row more or less, where such a button was pressed."""
        pressed, count = data.get(BUTTON, ""), _count(data, cls.most) or 0
        moved = data.copy()
        if pressed == ADD:
            count = min(count + 1, cls.most)
            moved[COUNT] = str(count)
            return Arranged(moved, f"{cls.row_word.capitalize()} {count}\u00a0: à remplir.", cls._last(count))
        if pressed.startswith(TAKE) and pressed.removeprefix(TAKE) in map(str, range(count)):
            for row in range(int(pressed.removeprefix(TAKE)), count):
                for name in cls.row_names:
                    moved.setlist(f"{name}_{row}", data.getlist(f"{name}_{row + 1}"))
            moved[COUNT] = str(count - 1)
            said = f"{cls.row_word.capitalize()} retiré. Rien n’est encore enregistré."
            return Arranged(moved, said, cls._last(count - 1))
        return None

    @classmethod
    def _last(cls, count: int) -> str:
        """The first field of the last row."""
        return f"{cls.row_names[0]}_{count - 1}" if count else ""

    @property
    def rows(self) -> list[dict[str, Any]]:
        """What was typed, blank rows included: so a row keeps its number in what the service says."""
        return [
            {name: self.cleaned_data[f"{name}_{row}"] for name in self.row_names} for row in range(self.count)
        ]

    @property
    def shown_rows(self) -> list[dict[str, Any]]:
        """For the template: each with its number, its fields, and the value of its button."""
        return [
            {"number": row + 1, "fields": self._bound(row), "take": f"{TAKE}{row}"}
            for row in range(self.count)
        ]

    @property
    def own_fields(self) -> list[BoundField]:
        """Those that are of no row."""
        of_rows = {bound.name for row in range(self.count) for bound in self._bound(row)}
        return [bound for bound in self.visible_fields() if bound.name not in of_rows]

    @property
    def may_grow(self) -> bool:
        return self.count < self.most

    def _bound(self, row: int) -> list[BoundField]:
        return [self[f"{name}_{row}"] for name in self.row_names]


def _count(typed: Any, most: int) -> int | None:
    """How many rows were shown; None where that did not come as a number."""
    text = str(typed.get(COUNT, ""))
    return min(int(text), most) if text.isascii() and text.isdigit() and len(text) < 4 else None

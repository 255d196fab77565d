"""A day in a form: the calendar of the browser where it has one, else what people type."""

from datetime import date
from typing import Any

from django import forms

from portal.facilities.typed_days import day_typed


class DayField(forms.CharField):
    """A day, or None where it is left empty."""

    def __init__(self, *, label: str, today: date, **kwargs: Any) -> None:
        self._today = today
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "autocomplete": "off"})
        super().__init__(label=label, required=False, widget=widget, **kwargs)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, date):
            return value
        text = super().to_python(value)
        return day_typed(text, self._today) if text else None

    def has_changed(self, initial: Any, data: Any) -> bool:
        shown = initial.isoformat() if isinstance(initial, date) else ""
        return shown != (data or "").strip()

"""Fields that several sections have. What may stand in them is said by the services."""

from typing import Any

from django import forms


class _Line(forms.CharField):
    """That it lacks is said by the service, together with all else that is wrong."""

    def validate(self, value: Any) -> None:
        pass


def line(label: str, hint: str = "", *, required: bool = False, **attrs: str) -> Any:
    """One line of text."""
    return _Line(
        label=label,
        help_text=hint,
        required=required,
        widget=forms.TextInput(attrs={"autocomplete": "off"} | attrs),
    )


def phone_field(label: str, hint: str = "") -> Any:
    return line(label, hint, inputmode="tel", autocomplete="tel")


def email_line(label: str, hint: str = "") -> Any:
    return line(label, hint, inputmode="email", autocomplete="email", spellcheck="false")


def prose_field(label: str, hint: str, rows: str) -> Any:
    """Several lines of text."""
    return forms.CharField(
        label=label, help_text=hint, required=False, widget=forms.Textarea(attrs={"rows": rows})
    )


def enterprise_number_field() -> Any:
    return line(
        "Numéro d’entreprise",
        "Dix chiffres. Exemple\u00a0: 0123.456.749. Il n’est jamais publié.",
        inputmode="numeric",
        spellcheck="false",
    )


def box_field(label: str, hint: str = "") -> Any:
    """What is so, or not."""
    return forms.BooleanField(label=label, help_text=hint, required=False)

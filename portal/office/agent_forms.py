"""Forms of OFFICE.ONE. They read what was typed; what may be is said by the services."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from portal.accounts.enums import FUNCTIONS, Role, Territory
from portal.accounts.forms import PlainForm, email_field, text_field
from portal.accounts.models import User
from portal.facilities.people_access import colleagues
from portal.facilities.services.people import MAX_REASON
from portal.kernel import clock

BAD_DAY = "Indiquez un jour, par exemple le 1er\u00a0mars\u00a02027\u00a0: 01/03/2027."


def day_field(label: str, hint: str = "", *, required: bool = True) -> Any:
    """A day, picked or typed."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=hint,
        # The browser's own: a date, whatever the language.
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages={"required": BAD_DAY, "invalid": BAD_DAY},
    )


class ReasonForm(PlainForm):
    """Why."""

    reason = forms.CharField(
        label="Motif",
        help_text="Il reste dans l’historique.",
        max_length=MAX_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Indiquez le motif\u00a0: il reste dans l’historique.",
            "max_length": f"{MAX_REASON} caractères au plus.",
        },
    )


class FunctionForm(PlainForm):
    """Which function, where, from which day on."""

    function = forms.ChoiceField(
        label="Fonction",
        choices=[("", "Choisissez"), *((role.value, role.label) for role in Role if role in FUNCTIONS)],
        error_messages={"required": "Choisissez une fonction d’agent."},
    )
    territory = forms.ChoiceField(
        label="Territoire",
        help_text="Pour une fonction qui s’exerce dans une administration subrégionale.",
        choices=[("", "Aucun"), *Territory.choices],
        required=False,
    )
    since = day_field("À partir du")


class InviteAgentForm(FunctionForm):
    """Who is invited, to which function."""

    first_name = text_field("Prénom", "Indiquez le prénom de la personne invitée.")
    last_name = text_field(
        "Nom", "Indiquez le nom de la personne invitée.", hint="Celui de la carte d’identité."
    )
    email = email_field("Adresse e-mail", "L’invitation y est envoyée.", autocomplete="off")
    until = day_field(
        "Jusqu’au", "Ce jour compris. Laissez vide si la fonction n’a pas de fin prévue.", required=False
    )
    field_order = ["first_name", "last_name", "email", "function", "territory", "since", "until"]


class LastDayForm(PlainForm):
    """Until when."""

    last_day = day_field("Dernier jour", "Hier met fin à la fonction aussitôt.")

    def clean_last_day(self) -> Any:
        if self.cleaned_data["last_day"] < clock.today() - timedelta(days=1):
            # What somebody was in charge of stays as it was.
            raise ValidationError("Hier au plus tôt\u00a0: la fonction s’arrête alors aussitôt.")
        return self.cleaned_data["last_day"]


class RequireForm(PlainForm):
    """Which of the two was asked about."""

    required = forms.ChoiceField(choices=[("oui", "oui"), ("non", "non")], widget=forms.HiddenInput)


class StandInForm(PlainForm):
    """Which colleague, on which days."""

    stand_in = forms.ChoiceField(
        label="Collègue",
        error_messages={"required": "Choisissez une personne qui travaille dans OFFICE.ONE."},
    )
    first_day = day_field("Du")
    last_day = day_field("Au", "Ce jour compris.")

    def __init__(self, *args: Any, absent: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stand_in"].choices = [("", "Choisissez"), *_offered(absent)]  # type: ignore[attr-defined]


def _offered(absent: User) -> list[tuple[str, str]]:
    """Every colleague with what they do: two may have the same name."""
    today = clock.today()
    offered = []
    for user in colleagues().exclude(pk=absent.pk).prefetch_related("posts"):
        functions = ", ".join(str(post) for post in user.posts.all() if post.holds_on(today))
        offered.append((str(user.pk), f"{user.audit_label} ({functions})"))
    return offered

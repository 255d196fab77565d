"""The form of AIDE: what one wants to say to the helpdesk, with files."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from portal.accounts.forms import PlainForm
from portal.facilities.models import Facility
from portal.files.form_fields import FilesField
from portal.helpdesk.enums import MessageCategory
from portal.helpdesk.services import MAX_ATTACHMENTS
from portal.helpdesk.texts import MAX_TEXT


class FollowUpForm(PlainForm):
    """More to a message that was sent."""

    text = forms.CharField(
        label="Votre texte",
        max_length=MAX_TEXT,
        help_text="N’écrivez pas de mot de passe, de numéro de registre national ni de numéro de compte.",
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": "Écrivez ce que vous voulez ajouter.",
            "max_length": f"{MAX_TEXT} caractères au plus.",
        },
    )


class MessageForm(PlainForm):
    """`facilities`: one's own, of which one may be chosen."""

    category = forms.ChoiceField(
        label="De quoi s’agit-il\u00a0?",
        choices=MessageCategory.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Dites de quoi il s’agit.", "invalid_choice": "Dites de quoi il s’agit."},
    )
    facility = forms.TypedChoiceField(
        label="Lieu concerné",
        required=False,
        coerce=int,
        empty_value=None,
        help_text="Le helpdesk en lit le matricule à côté de votre message\u00a0: inutile de l’écrire.",
        error_messages={"invalid_choice": "Choisissez un lieu de la liste."},
    )
    text = forms.CharField(
        label="Votre message",
        max_length=MAX_TEXT,
        help_text="Dites ce que vous vouliez faire et ce qui s’est passé. Si un message d’erreur est apparu, "
        "recopiez-le. N’écrivez pas de mot de passe, de numéro de registre national ni de numéro de compte.",
        widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={
            "required": "Écrivez votre message.",
            "max_length": f"{MAX_TEXT} caractères au plus.",
        },
    )
    attachments = FilesField(at_most=MAX_ATTACHMENTS, hint="Une capture d’écran, par exemple. ")
    page = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)

    def __init__(self, *args: Any, facilities: Sequence[Facility], dropped: int = 0, **kwargs: Any) -> None:
        self._dropped = dropped
        super().__init__(*args, **kwargs)
        names = [(facility.pk, facility.listing.name) for facility in facilities]
        if names:
            choice: Any = self.fields["facility"]
            choice.choices = [("", "Aucun lieu en particulier"), *names]
        else:
            del self.fields["facility"]

    def clean(self) -> dict[str, Any]:
        if self._dropped:
            self.add_error(
                "attachments",
                ValidationError("Ces fichiers pèsent trop lourd ensemble\u00a0: envoyez-en moins."),
            )
        return self.cleaned_data

"""The form by which anybody asks the project's team."""

from typing import Any

from django import forms

from acte_content.questions.models import MAX_ATTACHMENTS, MAX_TEXT
from portal.accounts.forms import PlainForm, text_field
from portal.accounts.models import User
from portal.files.form_fields import FilesField


class QuestionForm(PlainForm):
    """Who asks, how they are answered, what they ask. `website` is a trap: people do not see it."""

    last_name = text_field("Nom", "Indiquez votre nom.", length=100, autocomplete="family-name")
    first_name = text_field("Prénom", "Indiquez votre prénom.", length=100, autocomplete="given-name")
    email = forms.EmailField(
        label="Adresse e-mail",
        help_text="Nous y envoyons la réponse, et rien d’autre.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": "Indiquez l’adresse à laquelle nous vous répondons.",
            "invalid": "Cette adresse e-mail n’est pas valable. Exemple\u00a0: contact@ma-creche.be",
        },
    )
    text = forms.CharField(
        label="Votre question",
        help_text="N’écrivez ni numéro de registre national, ni numéro de compte.",
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={
            "required": "Écrivez votre question.",
            "max_length": "Ce texte compte %(show_value)s caractères\u00a0: %(limit_value)s au plus.",
        },
    )
    attachments = FilesField(at_most=MAX_ATTACHMENTS)
    website = forms.CharField(label="Laissez ce champ vide", required=False)

    def __init__(self, *args: Any, user: User | None, dropped: int = 0, **kwargs: Any) -> None:
        """`dropped`: files of the request that were too much, and are not there."""
        self._dropped = dropped
        super().__init__(*args, initial=_known_of(user), **kwargs)
        self.fields["website"].widget.attrs |= {"autocomplete": "off", "tabindex": "-1"}

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError("Laissez ce champ vide.")
        return ""

    def clean(self) -> dict[str, Any]:
        if self._dropped:
            self.add_error("attachments", "Ces fichiers pèsent trop lourd ensemble\u00a0: envoyez-en moins.")
        return self.cleaned_data


def _known_of(user: User | None) -> dict[str, str]:
    """Of somebody who has signed in, what need not be typed again."""
    if user is None:
        return {}
    return {"last_name": user.last_name, "first_name": user.first_name, "email": user.email}

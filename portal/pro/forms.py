"""Forms of PRO.ONE. They read what was typed; what may be is said by the services."""

from typing import Any

from django import forms

from portal.accounts.forms import (
    WHAT_TO_CHOOSE,
    PlainForm,
    check_own_password,
    check_typed_twice,
    email_field,
    password_field,
    text_field,
)
from portal.accounts.models import User
from portal.accounts.strong.identities import CONSENT
from portal.facilities.enums import AvailabilityStatus
from portal.news.enums import Delivery
from portal.notifications.kinds import Group
from portal.pro.submission_forms import FileForm, statement_field

_AGAIN = "Le formulaire est incomplet\u00a0: rechargez la page, puis recommencez."


class NameForm(PlainForm):
    """How somebody is called."""

    first_name = text_field("Prénom", "Indiquez votre prénom.", autocomplete="given-name")
    last_name = text_field("Nom", "Indiquez votre nom.", autocomplete="family-name")


class ConvertForm(NameForm):
    """Who somebody is, by which number, and that they agree to it."""

    email = email_field("Adresse e-mail", "Si vous la changez, un lien y sera envoyé pour la confirmer.")
    niss = text_field(
        "Numéro de registre national (NISS) ou numéro BIS",
        "Indiquez votre numéro de registre national. Il figure au dos de la carte d’identité.",
        length=30,
        autocomplete="off",
        hint="Onze chiffres, au dos de la carte d’identité. Exemple\u00a0: 00.01.02-123.45",
    )
    consent = forms.BooleanField(label="Votre accord", help_text=CONSENT, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["niss"].widget.attrs |= {"inputmode": "numeric", "spellcheck": "false"}


class EmailForm(PlainForm):
    """A new address, by somebody who knows the password, where there is one."""

    email = email_field(
        "Nouvelle adresse e-mail", "Un lien y sera envoyé, pour confirmer qu’elle est à vous."
    )
    old_password = password_field("Mot de passe", "Indiquez votre mot de passe.", "current-password")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)
        if not user.has_usable_password():
            # Who signs in strongly only: the page asks for the level instead.
            del self.fields["old_password"]

    def clean_old_password(self) -> str:
        return check_own_password(self.user, self.cleaned_data["old_password"])


class JoinForm(PlainForm):
    """One's own user, for somebody who was invited and has none."""

    first_name = text_field("Prénom", "Indiquez votre prénom.", autocomplete="given-name")
    last_name = text_field("Nom", "Indiquez votre nom.", autocomplete="family-name")
    username = text_field(
        "Nom d’utilisateur",
        "Choisissez un nom d’utilisateur.",
        autocomplete="username",
        hint="Pour vous connecter. Lettres, chiffres, et les signes .\u00a0+\u00a0-\u00a0_ seulement.",
    )
    password = password_field("Mot de passe", "Choisissez un mot de passe.", "new-password", WHAT_TO_CHOOSE)
    password_again = password_field(
        "Le même mot de passe, encore une fois", "Tapez une deuxième fois le mot de passe.", "new-password"
    )

    def clean(self) -> dict[str, Any]:
        check_typed_twice(self, "password", "password_again")
        return self.cleaned_data


class MailChoicesForm(PlainForm):
    """One box a group that can be switched off."""

    def __init__(self, *args: Any, choices: list[tuple[Group, bool]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for group, wanted in choices:
            if not group.always:
                self.fields[group.name] = forms.BooleanField(
                    label=group.label, help_text=group.hint, required=False, initial=wanted
                )


class BankAccountForm(FileForm):
    """Where subsidies go. `version` travels along, so that nobody's change is overwritten."""

    account_holder = text_field(
        "Titulaire du compte",
        "Indiquez à quel nom est le compte.",
        length=70,
        autocomplete="off",
        hint="Tel qu’il figure sur vos extraits de compte.",
    )
    iban = text_field(
        "Numéro de compte (IBAN)",
        "Indiquez le numéro de compte (IBAN). Exemple\u00a0: BE68 5390 0754 7034",
        length=50,
        autocomplete="off",
        hint="Exemple\u00a0: BE68 5390 0754 7034. Avec ou sans espaces.",
    )
    bic = forms.CharField(
        label="Code BIC",
        max_length=20,
        required=False,
        help_text="Utile pour un compte à l’étranger. Exemple\u00a0: GKCCBEBB",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"max_length": "Un code BIC compte 8 ou 11 caractères."},
    )
    statement = statement_field(required=False)
    version = forms.IntegerField(
        widget=forms.HiddenInput, error_messages={"required": _AGAIN, "invalid": _AGAIN}
    )
    file_name = "statement"


class AvailabilityByLinkForm(PlainForm):
    """Whether there are places, by somebody who has not signed in: the three answers, and a day."""

    availability = forms.ChoiceField(
        label="Avez-vous une place\u00a0?",
        choices=AvailabilityStatus.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choisissez une des trois réponses.",
            "invalid_choice": "Choisissez une des trois réponses.",
        },
    )
    available_from = forms.DateField(
        label="Pas de place avant le",
        required=False,
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="Seulement si vous avez choisi «\u00a0Pas de place avant\u00a0».",
        error_messages={"invalid": "Indiquez une date complète. Exemple\u00a0: 1/9/2027"},
    )


class DeliveryForm(PlainForm):
    """How the Flash accueil comes."""

    delivery = forms.ChoiceField(
        label="Comment voulez-vous le recevoir\u00a0?",
        choices=Delivery.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choisissez comment recevoir le Flash accueil.",
            "invalid_choice": "Choisissez comment recevoir le Flash accueil.",
        },
    )

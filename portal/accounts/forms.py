"""Forms of signing in and of passwords, and what every form of the portals for people who sign in has."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from portal.accounts.models import User
from portal.accounts.services import NO_EMAIL


class PlainForm(forms.Form):
    """A form whose fields wear our styles, and that can take what a service refused."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dress()

    def dress(self) -> None:
        """Let every field wear our styles; again, where fields were added."""
        for field in self.fields.values():
            if not isinstance(field.widget, forms.CheckboxInput | forms.RadioSelect):
                field.widget.attrs.setdefault("class", "input")

    def refuse(self, refusal: ValidationError) -> None:
        """Errors beside the fields that the form has, the others above it."""
        add_errors(self, refusal)


def add_errors(form: Any, refusal: ValidationError) -> None:
    """Of whatever form: errors beside the fields that it has, the others above it."""
    by_field = refusal.error_dict if hasattr(refusal, "error_dict") else {"": refusal.error_list}
    for name, errors in by_field.items():
        # Added as they are: with a dictionary, Django would refuse a field that is not there.
        form.add_error(name if name in form.fields else None, list(errors))


def text_field(label: str, missing: str, *, length: int = 150, autocomplete: str = "", hint: str = "") -> Any:
    """One line of text; `missing` says what to do where it is empty."""
    attrs = {"autocomplete": autocomplete} if autocomplete else {}
    return forms.CharField(
        label=label,
        max_length=length,
        help_text=hint,
        widget=forms.TextInput(attrs=attrs),
        error_messages={"required": missing, "max_length": f"{length} caractères au plus."},
    )


def email_field(label: str, hint: str = "", autocomplete: str = "email") -> Any:
    """An e-mail address."""
    return forms.EmailField(
        label=label,
        max_length=254,
        help_text=hint,
        widget=forms.EmailInput(attrs={"autocomplete": autocomplete}),
        error_messages={"required": NO_EMAIL, "invalid": NO_EMAIL},
    )


def password_field(label: str, missing: str, autocomplete: str, hint: str = "") -> Any:
    """A password as it is typed, spaces included; never sent back to the page."""
    return forms.CharField(
        label=label,
        strip=False,
        max_length=4096,
        help_text=hint,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
        error_messages={"required": missing},
    )


WHAT_TO_CHOOSE = "Au moins 12 caractères. Quatre mots sans rapport entre eux se retiennent bien."


class SignInForm(PlainForm):
    """Who one is, and the password."""

    username = text_field(
        "Nom d’utilisateur ou adresse e-mail",
        "Indiquez votre nom d’utilisateur ou votre adresse e-mail.",
        length=254,
        autocomplete="username",
    )
    password = password_field("Mot de passe", "Indiquez votre mot de passe.", "current-password")
    remember = forms.BooleanField(label="Se souvenir de moi pendant 14\u00a0jours", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}


class EmergencyForm(PlainForm):
    """Name, password, and what the telephone shows."""

    username = text_field("Nom d’utilisateur", "Indiquez votre nom d’utilisateur.", autocomplete="username")
    password = password_field("Mot de passe", "Indiquez votre mot de passe.", "current-password")
    code = text_field(
        "Code à six chiffres", "Indiquez le code de votre téléphone.", length=10, autocomplete="one-time-code"
    )

    def clean_code(self) -> str:
        return "".join(self.cleaned_data["code"].split())


class ForgottenForm(PlainForm):
    """Where the link is to be sent."""

    email = email_field("Votre adresse e-mail", "Celle de votre accès à PRO.ONE.")


class NewPasswordForm(PlainForm):
    """A new password, typed twice."""

    new_password = password_field(
        "Nouveau mot de passe", "Choisissez un nouveau mot de passe.", "new-password", WHAT_TO_CHOOSE
    )
    new_password_again = password_field(
        "Le même mot de passe, encore une fois", "Tapez une deuxième fois le mot de passe.", "new-password"
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_new_password(self) -> str:
        password: str = self.cleaned_data["new_password"]
        validate_password(password, self.user)
        return password

    def clean(self) -> dict[str, Any]:
        check_typed_twice(self, "new_password", "new_password_again")
        return self.cleaned_data


class ChangePasswordForm(NewPasswordForm):
    """The same by somebody who has signed in, and knows the present one."""

    old_password = password_field(
        "Mot de passe actuel", "Indiquez votre mot de passe actuel.", "current-password"
    )
    field_order: Sequence[str] = ["old_password", "new_password", "new_password_again"]

    def clean_old_password(self) -> str:
        return check_own_password(self.user, self.cleaned_data["old_password"])


def check_own_password(user: User, password: str) -> str:
    """The password that is the user's; a `ValidationError` where it is not."""
    if not user.check_password(password):
        raise ValidationError("Ce n’est pas votre mot de passe actuel. Vérifiez les majuscules.")
    return password


def check_typed_twice(form: forms.Form, first: str, second: str) -> None:
    """An error beside the second field where the two differ."""
    typed, again = form.cleaned_data.get(first), form.cleaned_data.get(second)
    if typed and again and typed != again:
        form.add_error(second, "Les deux mots de passe ne sont pas les mêmes.")

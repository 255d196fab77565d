"""Ways to reach a facility, brought into one form."""

import re
from urllib.parse import urlsplit, urlunsplit

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

_FACEBOOK_HOSTS = ("facebook.com", "fb.com", "fb.me")
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_is_url = URLValidator(schemes=["http", "https"])


def normalised_website(text: str) -> str:
    """A web address with its scheme (https where none was given) and its host in lower case, or empty."""
    text = text.strip()
    if not text:
        return ""
    if not text.lower().startswith(("http://", "https://")):
        if _SCHEME.match(text) and "." not in text.split(":", 1)[0]:
            raise ValidationError("Cette adresse doit commencer par https:// ou http://.")
        text = f"https://{text.removeprefix('//')}"
    try:
        parts = urlsplit(text)
        address = urlunsplit(parts._replace(scheme=parts.scheme.lower(), netloc=parts.netloc.lower()))
        _is_url(address)
    except (ValueError, ValidationError) as error:
        raise ValidationError(
            "Cette adresse n’est pas valable. Exemple\u00a0: https://www.ma-creche.be"
        ) from error
    if parts.username or parts.password:
        raise ValidationError("Cette adresse ne peut pas contenir d’identifiant ni de mot de passe.")
    return address


def normalised_facebook(text: str) -> str:
    """The address of a Facebook page, or empty."""
    address = normalised_website(text)
    host = urlsplit(address).hostname or ""
    if address and not any(host == known or host.endswith(f".{known}") for known in _FACEBOOK_HOSTS):
        raise ValidationError(
            "Indiquez l’adresse de votre page Facebook. Exemple\u00a0: https://www.facebook.com/ma-creche"
        )
    return address


def normalised_phone(text: str) -> str:
    """A telephone number in E.164, read as Belgian where it has no country code, or empty."""
    text = text.strip()
    if not text:
        return ""
    try:
        number = phonenumbers.parse(text, "BE")
    except phonenumbers.NumberParseException as error:
        raise ValidationError(_BAD_PHONE) from error
    if not phonenumbers.is_valid_number(number) or number.extension:
        raise ValidationError(_BAD_PHONE)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


_BAD_PHONE = "Ce numéro n’est pas valable. Exemples\u00a0: 081 23 45 67, 0470 12 34 56."


def normalised_email(text: str) -> str:
    """An e-mail address with its domain in lower case, or empty."""
    text = text.strip()
    if not text:
        return ""
    try:
        validate_email(text)
    except ValidationError as error:
        raise ValidationError(
            "Cette adresse e-mail n’est pas valable. Exemple\u00a0: contact@ma-creche.be"
        ) from error
    name, domain = text.rsplit("@", 1)
    return f"{name}@{domain.lower()}"

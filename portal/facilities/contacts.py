"""Ways to reach a facility, brought into one form."""

import re
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

_BELGIUM = 32
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


def normalised_mobile(text: str) -> str:
    """A mobile number in E.164, or empty."""
    number = normalised_phone(text)
    if number and phonenumbers.number_type(phonenumbers.parse(number)) not in _MOBILE:
        raise ValidationError("Indiquez un numéro de mobile. Exemple\u00a0: 0470 12 34 56.")
    return number


# Some countries give one range of numbers to both.
_MOBILE = (
    phonenumbers.PhoneNumberType.MOBILE,
    phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,
)


def phone_in_words(number: str) -> str:
    """A kept number as it is dialled in Belgium, « 081 22 33 44 », its figures held together."""
    try:
        parsed = phonenumbers.parse(number, "BE")
    except phonenumbers.NumberParseException:
        return number
    form = (
        phonenumbers.PhoneNumberFormat.NATIONAL
        if parsed.country_code == 32
        else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )
    return phonenumbers.format_number(parsed, form).replace(" ", "\u00a0")


_BAD_PHONE = "Ce numéro n’est pas valable. Exemples\u00a0: 081 23 45 67, 0470 12 34 56."


def shown_phone(number: Any) -> str:
    """A stored number as people here read it: without a country code where it is a Belgian one."""
    if not number:
        return ""
    return str(number.as_national if number.country_code == _BELGIUM else number.as_international)


def shown_enterprise_number(number: str) -> str:
    """Ten stored digits as they are written: 0123.456.749."""
    return f"{number[:4]}.{number[4:7]}.{number[7:]}" if number else ""


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

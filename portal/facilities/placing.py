"""Where a typed address is: its locality checked against the gazetteer, its point from the geocoder or from
the locality. Nothing of an address is logged."""

from dataclasses import dataclass
from enum import StrEnum

from django.core.exceptions import ValidationError

from portal.facilities.addresses import Address
from search.gazetteer import resolve
from search.gazetteer.places import Match
from search.gazetteer.postal import (
    FAR_M,
    metres_from,
    names_under,
    place_under,
    point_of_address,
)


class Placed(StrEnum):
    """By what an address has its point."""

    ADDRESS = "address"  # the geocoder knows it
    LOCALITY = "locality"  # the middle of its locality, to be made precise
    STORED = "stored"  # as it was
    HAND = "hand"  # put there on the map


@dataclass(frozen=True, slots=True)
class PostalAddress:
    """An address as it is written."""

    street: str
    house_number: str
    box: str
    postcode: str
    locality: str


def place_of(written: PostalAddress) -> Match:
    """The gazetteer's place of an address; a `ValidationError` by field where postcode and locality do not
    go together, with what may have been meant."""
    found = place_under(written.postcode, written.locality)
    if found is not None:
        return found
    names = names_under(written.postcode)
    if not names:
        raise ValidationError({"postcode": f"Le code postal {written.postcode} n’existe pas en Belgique."})
    meant = _meant(written)
    raise ValidationError({"locality": f"Cette localité n’a pas le code postal {written.postcode}. {meant}"})


def placed(written: PostalAddress, place: Match) -> tuple[Address, Placed]:
    """The address with the best point that is known of it without anybody's help."""
    street = f"{written.street} {written.house_number}".strip()
    point = point_of_address(f"{street}, {written.postcode} {place.name}", written.postcode)
    if point is not None:
        return at_point(written, place, point.lat, point.lon), Placed.ADDRESS
    return at_point(written, place, place.lat, place.lon), Placed.LOCALITY


def at_point(written: PostalAddress, place: Match, latitude: float, longitude: float) -> Address:
    """The address at a point; its locality as the gazetteer writes it."""
    return Address(
        street=written.street,
        house_number=written.house_number,
        box=written.box,
        postcode=written.postcode,
        locality=place.name,
        commune=place.commune,
        latitude=round(latitude, 6),
        longitude=round(longitude, 6),
    )


def check_near(written: PostalAddress, latitude: float, longitude: float) -> None:
    """Refuse a point that cannot be this address."""
    away = metres_from(written.postcode, latitude, longitude)
    if away > FAR_M:
        raise ValidationError(
            f"Le point sur la carte est à {round(away / 1000)}\u00a0km du code postal {written.postcode}. "
            "Remettez-le au point de l’adresse, puis déplacez-le."
        )


def _meant(written: PostalAddress) -> str:
    """The postcode's own place that is spelt nearly so, or the same name under its own postcode."""
    for match in resolve(f"{written.postcode} {written.locality}", limit=1):
        if match.postcode == written.postcode and match.kind == "locality":
            return f"Vouliez-vous dire {match.name}\u202f?"
    communes = {match.commune for match in resolve(written.postcode)}
    for match in resolve(written.locality, limit=1):
        if match.commune in communes or place_under(match.postcode, written.locality):
            return f"Vouliez-vous dire {match.postcode} {match.name}\u202f?"
    names = names_under(written.postcode)
    return f"Ce code postal est celui de {', '.join(names[:4])}{'…' if len(names) > 4 else ''}."

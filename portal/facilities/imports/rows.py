"""From a raw row to a facility's draft, with what was repaired and what is in doubt."""

import hashlib
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError

from portal.facilities.addresses import Address
from portal.facilities.contacts import normalised_website
from portal.facilities.enums import FacilityKind, SubsidyLevel
from portal.facilities.imports import columns
from portal.facilities.imports.placing import Placer, Unplaceable
from portal.facilities.imports.repairs import Findings, readable, with_capitals, without_shouting
from search.analysis import fold

REFERENCE_PREFIX = "LISTE-"
_STREET_AND_NUMBER = re.compile(
    r"^(?P<street>.*?\D)[\s,]+(?P<number>\d+(?:\s?[a-z])?(?:\s?[-/]\s?\d+[a-z]?)?)$", re.IGNORECASE
)


class Refused(ValueError):  # noqa: N818 -- what happened to the row
    """The row cannot become a facility; the message says why."""


@dataclass(frozen=True, slots=True)
class Interpreted:
    """What a row says of one facility. `since` is the day on which the list vouched for it, if it says."""

    key: str
    name: str
    organiser: str
    kind: FacilityKind
    address: Address
    stated: dict[str, Any]
    since: date | None

    @property
    def reference_number(self) -> str:
        return f"{REFERENCE_PREFIX}{self.key[:12]}"


def key_of(values: dict[str, str]) -> str:
    """Which facility a row is about: its source, name and address, whatever their case and spaces."""
    parts = (
        values.get(columns.SOURCE) or values.get(columns.AUTHORITY, ""),
        values.get(columns.NAME, ""),
        values.get(columns.STREET_FRENCH) or values.get(columns.STREET_DUTCH, ""),
        values.get(columns.POSTCODE, ""),
    )
    return hashlib.sha256("|".join(fold(part) for part in parts).encode()).hexdigest()


def interpret(values: dict[str, str], placer: Placer, findings: Findings) -> Interpreted:
    """Read one row; raises `Refused`. Repairs and doubts are added to `findings`."""
    authority = columns.AUTHORITIES.get(values[columns.AUTHORITY].strip().lower().replace(" ", ""))
    if authority is None:
        raise Refused(f"Institution inconnue\u00a0: «\u00a0{values[columns.AUTHORITY].strip()}\u00a0».")
    care = columns.CARES.get(fold(values[columns.CARE]))
    if care is None:
        raise Refused(f"Type d’accueil inconnu\u00a0: «\u00a0{values[columns.CARE].strip()}\u00a0».")
    name = without_shouting(readable(values[columns.NAME], "nom", findings), "nom", findings)
    if not name:
        raise Refused("Le nom manque.")
    tariff, level = _tariff(values, findings)
    address = _address(values, placer, findings)
    findings.doubts.extend(doubt for doubt in (authority.doubt, care.doubt) if doubt)
    return Interpreted(
        key=key_of(values),
        name=name,
        organiser=authority.organiser,
        kind=care.kind,
        address=address,
        stated={
            "name": name,
            "website": _website(values[columns.WEBSITE], findings),
            "tariff": tariff,
            "subsidy_level": level,
        },
        since=_since(values.get(columns.LAST_MODIFIED, ""), findings),
    )


def _tariff(values: dict[str, str], findings: Findings) -> tuple[str, SubsidyLevel | None]:
    status = columns.STATUSES.get(fold(values[columns.STATUS]))
    stated = columns.TARIFFS.get(fold(values.get(columns.PRICING, "")))
    if status is None:
        findings.doubts.append(f"Statut inconnu\u00a0: «\u00a0{values[columns.STATUS].strip()}\u00a0».")
        return stated or "", None
    tariff, level = status
    if stated is not None and stated != tariff:
        findings.doubts.append("Le tarif ne va pas avec le statut\u00a0: le tarif indiqué est gardé.")
        return stated, None
    return tariff, level


def _address(values: dict[str, str], placer: Placer, findings: Findings) -> Address:
    french = values[columns.STREET_FRENCH].strip()
    if not french:
        findings.doubts.append("Adresse en français absente\u00a0: l’adresse en néerlandais est reprise.")
    text = readable(french or values.get(columns.STREET_DUTCH, ""), "adresse", findings)
    if not text:
        raise Refused("L’adresse manque.")
    street, number = _street_and_number(text, findings)
    street = with_capitals(street, "rue", findings)
    if "," in street:
        findings.doubts.append("L’adresse a un complément\u00a0: à vérifier.")
    commune = readable(values[columns.COMMUNE], "commune", findings)
    try:
        spot = placer.place(values[columns.POSTCODE].strip(), commune, values[columns.POINT], findings)
    except Unplaceable as error:
        raise Refused(str(error)) from error
    return Address(
        street, number, "", spot.postcode, spot.locality, spot.commune, spot.latitude, spot.longitude
    )


def _street_and_number(text: str, findings: Findings) -> tuple[str, str]:
    match = _STREET_AND_NUMBER.match(text)
    if not match:
        findings.doubts.append("L’adresse n’a pas de numéro.")
        return text, ""
    number = findings.repaired("numéro", match["number"], "".join(match["number"].split()))
    return match["street"].rstrip(" ,"), number


def _website(text: str, findings: Findings) -> str:
    text = text.strip()
    if any(page in text for page in columns.GENERIC_WEBSITES):
        # The search page of an authority says nothing of this place.
        return findings.repaired("site web", text, "")
    try:
        return findings.repaired("site web", text, normalised_website(text))
    except ValidationError as error:
        findings.doubts.append(
            f"Site web illisible, laissé de côté\u00a0: «\u00a0{text}\u00a0» ({error.messages[0]})"
        )
        return ""


def _since(text: str, findings: Findings) -> date | None:
    if not text.strip():
        return None
    try:
        return datetime.fromisoformat(text.strip()).date()
    except ValueError:
        findings.doubts.append(f"Date de mise à jour illisible\u00a0: «\u00a0{text.strip()}\u00a0».")
        return None

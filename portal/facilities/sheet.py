"""What the portal knows of one facility, in words, for the agents of ONE who may see it.

Not the long texts for parents, which are on the listing, nor the bank account: it has a door of its own
(`bank_access`).

A number of the national register is there for whoever may read it (`niss_access`), and is read then.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.views.decorators.debug import sensitive_variables

from portal.accounts.person import Person
from portal.facilities.contacts import phone_in_words, shown_enterprise_number, shown_phone
from portal.facilities.enums import HOME_KINDS, AddressPrecision, FacilityKind
from portal.facilities.models import Childminder, CoCarePartner, Facility
from portal.facilities.niss_access import ShownPerson, person_of_facility
from portal.facilities.public import is_public_on, shown_listing
from portal.facilities.services.staff import stored_contacts
from portal.facilities.stated_words import characteristics, opening_hours, places, tariff
from portal.kernel.days import long_date

NOT_TOLD = "Non indiqué"
_NISS = "Numéro de registre national"
_NBSP = "\u00a0"


@dataclass(frozen=True, slots=True)
class Facts:
    """One part of the sheet. `is_private`: parents never see it; `note` says what else there is to know."""

    title: str
    is_private: bool
    facts: tuple[tuple[str, str], ...] = field(repr=False)
    note: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A facility as agents read it. `is_public`: parents find its listing on this day."""

    name: str
    kind: str
    is_public: bool
    parts: tuple[Facts, ...]


@sensitive_variables()
def sheet_of(person: Person, facility: Facility, day: date) -> Sheet:
    """Of a facility that an access function has given. What this person reads of numbers is in the history
    before it is returned (`ConsultationNotRecorded`)."""
    return Sheet(
        name=facility.listing.name,
        kind=facility.get_kind_display(),
        is_public=is_public_on(facility.listing, day),
        parts=(
            _identity(facility),
            *_known_persons(person, facility),
            _address(facility),
            _contact(facility),
            _private_contact(facility),
            *_staff(facility),
            _effect(facility),
            *_stated(facility, day),
        ),
    )


def _stated(facility: Facility, day: date) -> Iterator[Facts]:
    """What parents read of places and hours, in their words."""
    public = shown_listing(facility.listing)
    yield Facts("Disponibilité des places", False, _told(*places(public, day)))
    yield Facts("Heures d’ouverture", False, _told(*opening_hours(public, day)))
    yield Facts("Caractéristiques", False, _told(*characteristics(public)))
    yield Facts("Tarif", False, _told(*tariff(public)))


def _identity(facility: Facility) -> Facts:
    number = facility.organiser.enterprise_number
    return Facts(
        "Identification",
        True,
        _told(
            ("Matricule", facility.reference_number),
            ("Pouvoir organisateur", facility.organiser.name),
            ("Numéro d’entreprise", shown_enterprise_number(number)),
            ("Secteur", facility.get_sector_display()),
        ),
        "Sauf le nom du pouvoir organisateur, qui figure sur la fiche publique.",
    )


@sensitive_variables()
def _known_persons(person: Person, facility: Facility) -> Iterator[Facts]:
    if facility.kind in HOME_KINDS:
        yield _known_person("Accueillante ou accueillant", person_of_facility(person, facility, Childminder))
    if facility.kind == FacilityKind.CO_CHILDMINDERS:
        partner = person_of_facility(person, facility, CoCarePartner)
        yield _known_person("Partenaire de co-accueil", partner)


@sensitive_variables()
def _known_person(title: str, known: ShownPerson) -> Facts:
    facts = [("Prénom", known.values["first_name"]), ("Nom", known.values["last_name"])]
    if known.is_lost:
        facts.append((_NISS, "Illisible"))
    elif known.niss or known.is_clear:
        facts.append((_NISS, known.niss))
    if "denomination" in known.values:
        facts.append(("Dénomination", known.values["denomination"]))
    return Facts(title, True, _told(*facts))


def _staff(facility: Facility) -> Iterator[Facts]:
    """Whom ONE may call, in the order that the place has chosen."""
    if facility.kind in HOME_KINDS:
        return
    contacts = [
        (
            ", ".join(filter(None, [contact.name, contact.function])),
            " · ".join(filter(None, [phone_in_words(contact.phone) if contact.phone else "", contact.email])),
        )
        for contact in stored_contacts(facility)
    ]
    yield Facts("Personnes de contact", True, _told(*contacts or [("Personne", "")]))


def _address(facility: Facility) -> Facts:
    street = " ".join(filter(None, [facility.street, facility.house_number]))
    if facility.box:
        street += f", boîte{_NBSP}{facility.box}"
    is_exact = facility.listing.address_precision == AddressPrecision.EXACT
    note = "" if is_exact else "Les parents ne voient que le quartier."
    return Facts(
        "Adresse du lieu",
        not is_exact,
        _told(("Rue et numéro", street), ("Localité", f"{facility.postcode} {facility.locality}")),
        note,
    )


def _contact(facility: Facility) -> Facts:
    listing = facility.listing
    return Facts(
        "Contact pour les parents",
        False,
        _told(
            ("Téléphone", shown_phone(listing.phone)),
            ("Adresse e-mail", listing.email),
            ("Site web", listing.website),
            ("Facebook", listing.facebook),
        ),
    )


def _private_contact(facility: Facility) -> Facts:
    locality = f"{facility.postal_postcode} {facility.postal_locality}".strip()
    postal = ", ".join(filter(None, [facility.postal_street, locality]))
    return Facts(
        "Coordonnées pour l’ONE",
        True,
        _told(("Adresse courrier", postal), ("Mobile d’urgence", shown_phone(facility.emergency_mobile))),
    )


def _effect(facility: Facility) -> Facts:
    capacity = facility.authorised_capacity
    places = f"{capacity}{_NBSP}place{'s' if capacity > 1 else ''}" if capacity else ""
    facts = [("Capacité autorisée", places), *_days("En vigueur", facility, "in_force")]
    if facility.suspended_from:
        facts += _days("Suspendue", facility, "suspended")
    if facility.decided_on:
        said = f"{facility.decision_reference}, du {long_date(facility.decided_on)}"
        facts += [("Décision", said), ("Motif", facility.decision_reason or "Aucun")]
    return Facts(
        "Autorisation",
        False,
        _told(*facts),
        "Les parents ne voient que la capacité. Ces données suivent les décisions de l’ONE.",
    )


def _days(word: str, facility: Facility, prefix: str) -> Iterator[tuple[str, str]]:
    first, last = getattr(facility, f"{prefix}_from"), getattr(facility, f"{prefix}_until")
    yield f"{word} depuis le", long_date(first) if first else ""
    if last:
        yield f"{word} jusqu’au", long_date(last)


def _told(*facts: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((label, text or NOT_TOLD) for label, text in facts)

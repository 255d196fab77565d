"""« Chercher un milieu d'accueil »: the facilities of an agent by name, commune, or one of their numbers."""

from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Q, QuerySet
from django.views.decorators.debug import sensitive_variables

from portal.accounts.models import User
from portal.accounts.person import Person
from portal.accounts.rights import Right
from portal.audit.services import record_consultation
from portal.facilities.facility_access import facilities_for
from portal.facilities.models import Childminder, CoCarePartner, Facility, ListingWord, Membership
from portal.facilities.services.listing_words import folded_words
from portal.kernel import crypto
from portal.kernel.private_fields import holding

# Who finds more says more.
MOST_FOUND = 50
PURPOSE = "recherche par NISS"
_DIGEST = "facilities.lookup.niss"
# So many signs of a digest tell two searches apart, and nothing of the number.
_SIGNS = 12
_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: everything that is told must hold. Numbers as they are kept, digits alone."""

    name: str = ""
    commune: str = ""
    reference_number: str = field(default="", repr=False)
    enterprise_number: str = field(default="", repr=False)
    niss: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class LookedUp:
    """At most `MOST_FOUND`, by name, with organiser and listing; `has_more`: there are others."""

    facilities: tuple[Facility, ...]
    has_more: bool


@sensitive_variables()
def look_up(person: Person, wanted: Wanted) -> LookedUp:
    """Of the facilities that this agent may see.

    A NISS is for whoever has the right (nothing is found otherwise), and is recorded before anything is
    returned, found or not: of the agent, with a digest by which two searches of one number are recognised,
    and of every facility that is found (`ConsultationNotRecorded`).
    """
    found = _named(facilities_for(person, Right.SEE_FACILITY), wanted)
    if wanted.niss:
        _record_search(person, wanted.niss)
        allowed = facilities_for(person, Right.LOOK_UP_NISS).order_by().values("pk")
        found = found.filter(_with_person(wanted.niss), pk__in=allowed)
    ordered = found.select_related("organiser", "listing").order_by("listing__name_key", "pk")
    rows = list(ordered[: MOST_FOUND + 1])
    shown = tuple(rows[:MOST_FOUND])
    if wanted.niss:
        for facility in shown:
            record_consultation(actor=person, subject=facility, purpose=PURPOSE)
    return LookedUp(shown, len(rows) > MOST_FOUND)


def _named(facilities: QuerySet[Facility], wanted: Wanted) -> QuerySet[Facility]:
    for of, text in ((ListingWord.Of.NAME, wanted.name), (ListingWord.Of.COMMUNE, wanted.commune)):
        for word in folded_words(text):
            listings = ListingWord.objects.filter(_begins(word), of=of).order_by().values("listing")
            facilities = facilities.filter(listing__in=listings)
    if wanted.reference_number:
        number = wanted.reference_number
        facilities = facilities.filter(reference_number__in={number, number.upper(), number.lower()})
    if wanted.enterprise_number:
        facilities = facilities.filter(organiser__enterprise_number=wanted.enterprise_number)
    return facilities


def _begins(word: str) -> Q:
    """By the index: SQLite uses it for a range and not for LIKE, PostgreSQL the other way round."""
    if connection.vendor == "sqlite":
        return Q(word__gte=word, word__lt=word + _LAST)
    return Q(word__startswith=word)


@sensitive_variables()
def _with_person(number: str) -> Q:
    """Whoever looks after children there, the partner of a co-accueil, or who has access to its organiser."""
    members = Membership.objects.filter(user__in=holding(User, "niss", number).values("pk")).order_by()
    return (
        Q(pk__in=holding(Childminder, "niss", number).values("facility"))
        | Q(pk__in=holding(CoCarePartner, "niss", number).values("facility"))
        | Q(organiser__in=members.values("organiser"))
    )


@sensitive_variables()
def _record_search(person: Person, number: str) -> None:
    digest = crypto.digest(number, _DIGEST)[-_SIGNS:]
    agent = User.objects.defer("niss").get(pk=person.pk)
    record_consultation(actor=person, subject=agent, purpose=f"{PURPOSE} (empreinte {digest})")

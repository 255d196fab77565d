"""The door to facilities for whoever signs in: members, by organiser; agents, by function and territory.

What is not somebody's does not exist for them: they cannot tell it from what was never there.
"""

from django.db.models import Q, QuerySet

from portal.accounts.enums import STRONG, LoginLevel, Role
from portal.accounts.person import HeldRole, Person
from portal.accounts.rights import Reach, Right
from portal.audit.services import record_consultation
from portal.facilities.access import POSSIBLE_IDS
from portal.facilities.enums import FacilityKind, Sector
from portal.facilities.models import Facility, Organiser
from portal.facilities.territories import in_territory

# What each function is in charge of, within its territories (domain: contacts ONE).
_IN_CHARGE_OF = {
    # Of independent childminders only; two of them together are still that.
    Role.ADVISER: Q(kind__in=[FacilityKind.INDEPENDENT_CHILDMINDER, FacilityKind.CO_CHILDMINDERS]),
    Role.CARE_COORDINATOR: Q(sector=Sector.EARLY_CHILDHOOD),
    Role.CARE_OFFICER: Q(sector=Sector.EARLY_CHILDHOOD),
    Role.HEALTH_OFFICER: Q(sector__in=[Sector.EARLY_CHILDHOOD, Sector.SUPPORT]),
    Role.APPROVAL_OFFICER: Q(sector=Sector.LEISURE),
}
_NOTHING = Q(pk__in=())


def facilities_for(person: Person, right: Right) -> QuerySet[Facility]:
    """The facilities on which this person has this right, at the level of this login."""
    return Facility.objects.filter(_reached(person, right))


def may_on_facility(
    person: Person, right: Right, facility: Facility, level: LoginLevel | None = None
) -> bool:
    """Whether the person has this right on this facility; `level` as for `organisers_for`.

    Asked of the facility, not of its organiser: who has two functions may have each on another place of it.
    """
    return Facility.objects.filter(_reached(person, right, level), pk=facility.pk).exists()


def may_on_each(person: Person, right: Right, organiser: Organiser) -> bool:
    """Whether the person has this right on every facility of an organiser: what concerns them all."""
    all_of_it = Facility.objects.filter(organiser=organiser)
    # Of this organiser alone: PostgreSQL would read everybody's facilities for whoever reaches them all.
    reached = all_of_it.filter(_reached(person, right)).order_by().values("pk")
    beyond = all_of_it.exclude(pk__in=reached)
    return may_on(person, right, organiser) and not beyond.exists()


def facility_for(person: Person, pk: int, *, right: Right, purpose: str) -> Facility:
    """One of them, with its organiser and listing; that it was seen is in the history before it is returned.

    `Facility.DoesNotExist` where it is not theirs, or none; `ConsultationNotRecorded` where the history could
    not be written.
    """
    if pk not in POSSIBLE_IDS:
        raise Facility.DoesNotExist
    facility = facilities_for(person, right).select_related("organiser", "listing").get(pk=pk)
    record_consultation(actor=person, subject=facility, purpose=purpose)
    return facility


def organisers_for(person: Person, right: Right, level: LoginLevel | None = None) -> QuerySet[Organiser]:
    """The organisers on whose members, or data, this person has this right; by name.

    `level` asks what it would be with another log-in: whose something is comes before how one signed in.
    """
    own, found = set(), _NOTHING
    for reach, held in person.rights(right, level):
        if reach is Reach.ALL:
            return Organiser.objects.all()
        if reach is Reach.OWN:
            own.add(held.organiser_id)
        else:
            found |= _in_charge(held)
    facilities = Facility.objects.filter(found)
    return Organiser.objects.filter(Q(pk__in=own) | Q(pk__in=facilities.values("organiser")))


def organiser_for(person: Person, pk: int, *, right: Right) -> Organiser:
    """One of them; `Organiser.DoesNotExist` otherwise."""
    if pk not in POSSIBLE_IDS:
        raise Organiser.DoesNotExist
    return organisers_for(person, right).get(pk=pk)


def may_on(person: Person, right: Right, organiser: Organiser, level: LoginLevel | None = None) -> bool:
    """Whether the person has this right on this organiser; `level` as for `organisers_for`."""
    return organisers_for(person, right, level).filter(pk=organiser.pk).exists()


def organisers_that_wait(person: Person) -> QuerySet[Organiser]:
    """The person's own organisers that show nothing before a strong login; by name."""
    asked = (held.organiser_id for held in person.roles if held.needs_strong and person.level < STRONG)
    waiting = [organiser_id for organiser_id in asked if organiser_id is not None]
    return Organiser.objects.filter(pk__in=waiting)


def _reached(person: Person, right: Right, level: LoginLevel | None = None) -> Q:
    found = _NOTHING
    for reach, held in person.rights(right, level):
        if reach is Reach.ALL:
            return Q()
        found |= Q(organiser=held.organiser_id) if reach is Reach.OWN else _in_charge(held)
    return found


def _in_charge(held: HeldRole) -> Q:
    if held.territory is None:
        return _NOTHING
    return _IN_CHARGE_OF[held.role] & in_territory(held.territory)

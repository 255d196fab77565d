"""Contacts ONE: the agents in charge of a facility, by function and territory, as its people read them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from portal.accounts.enums import Role, Territory, territory_of
from portal.accounts.models import AgentCard, AgentPost, StandIn, User
from portal.facilities.contacts import phone_in_words
from portal.facilities.enums import Category, FacilityKind
from portal.facilities.models import Facility

# Of each category, in the order in which they are called (domain: contacts ONE). The first is « votre
# interlocuteur ». An agent conseil is for independent childminders alone.
_FUNCTIONS_OF = {
    Category.CHILDMINDER: (Role.CARE_OFFICER, Role.HEALTH_OFFICER),
    Category.CRECHE: (Role.CARE_COORDINATOR, Role.CARE_OFFICER, Role.HEALTH_OFFICER),
    Category.SAE: (Role.CARE_COORDINATOR, Role.CARE_OFFICER, Role.HEALTH_OFFICER),
    Category.LEISURE: (Role.APPROVAL_OFFICER,),
    Category.CONSULTATION: (Role.HEALTH_OFFICER,),
}
_WITH_ADVISER = (FacilityKind.INDEPENDENT_CHILDMINDER, FacilityKind.CO_CHILDMINDERS)


@dataclass(frozen=True, slots=True)
class OneContact:
    """One agent; `stands_in_for` and `until`: for a colleague who is absent. Empty where nothing is known."""

    name: str
    phone: str
    phone_url: str
    mobile: str
    mobile_url: str
    email: str
    address: str
    hours: str
    stands_in_for: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class FunctionContacts:
    """Who does this for a facility; nobody where ONE has named nobody: then the helpdesk answers."""

    function: Role
    contacts: tuple[OneContact, ...]

    @property
    def label(self) -> str:
        return self.function.label


def functions_of(kind: FacilityKind) -> tuple[Role, ...]:
    """Whom a facility of this kind may call, the nearest first."""
    adviser = (Role.ADVISER,) if kind in _WITH_ADVISER else ()
    return adviser + _FUNCTIONS_OF[kind.category]


def contacts_of(facility: Facility, today: date) -> list[FunctionContacts]:
    """Every function of this facility, with whoever has it on that day."""
    return contacts_by_facility([facility], today)[facility.pk]


def contacts_by_facility(facilities: Sequence[Facility], today: date) -> dict[int, list[FunctionContacts]]:
    """The same for many, by id, in three queries."""
    wanted = {facility.pk: functions_of(FacilityKind(facility.kind)) for facility in facilities}
    territories = {facility.pk: territory_of(facility.postcode) for facility in facilities}
    in_charge = _in_charge(
        {function for functions in wanted.values() for function in functions},
        {territory for territory in territories.values() if territory},
        today,
    )
    return {
        pk: [
            FunctionContacts(function, tuple(in_charge.get((function, territories[pk]), ())))
            for function in functions
        ]
        for pk, functions in wanted.items()
    }


def interlocutor(contacts: Iterable[FunctionContacts]) -> FunctionContacts | None:
    """« Votre interlocuteur »: the first function that somebody has; None: the helpdesk."""
    return next((one for one in contacts if one.contacts), None)


def _in_charge(
    functions: Iterable[Role], territories: Iterable[Territory], today: date
) -> Mapping[tuple[Role, Territory | None], list[OneContact]]:
    held = (
        AgentPost.objects.not_ended(today)
        .filter(since__lte=today, function__in=functions, territory__in=territories, user__is_active=True)
        .select_related("user__card")
        .order_by("user__name_key", "pk")
    )
    posts = list(held)
    standing_in = _standing_in({post.user_id for post in posts}, today)
    found: dict[tuple[Role, Territory | None], list[OneContact]] = defaultdict(list)
    for post in posts:
        stand_ins = standing_in.get(post.user_id)
        people = [_contact(made.stand_in, made) for made in stand_ins] if stand_ins else [_contact(post.user)]
        found[Role(post.function), Territory(post.territory)].extend(people)
    return found


def _standing_in(absent: Iterable[int], today: date) -> Mapping[int, list[StandIn]]:
    found: dict[int, list[StandIn]] = defaultdict(list)
    made = StandIn.objects.filter(
        absent__in=absent, first_day__lte=today, last_day__gte=today, stand_in__is_active=True
    )
    for one in made.select_related("absent", "stand_in__card").order_by("pk"):
        found[one.absent_id].append(one)
    return found


def _contact(user: User, stand_in: StandIn | None = None) -> OneContact:
    card = getattr(user, "card", None) or AgentCard()
    return OneContact(
        name=user.audit_label,
        phone=phone_in_words(card.phone),
        phone_url=f"tel:{card.phone}",
        mobile=phone_in_words(card.mobile),
        mobile_url=f"tel:{card.mobile}",
        email=card.email or user.email,
        address=card.address,
        hours=card.hours,
        stands_in_for=stand_in.absent.audit_label if stand_in else "",
        until=stand_in.last_day if stand_in else None,
    )

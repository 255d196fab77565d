"""The door to people for whoever works at ONE: all of them, or the members of the organisers in their charge.

What is not somebody's does not exist for them. Every look at one person is in the history.
"""

from django.db.models import Q, QuerySet

from portal.accounts.models import AgentPost, User
from portal.accounts.person import Person
from portal.accounts.rights import Reach, Right
from portal.audit.services import record_consultation
from portal.facilities.access import POSSIBLE_IDS
from portal.facilities.facility_access import organiser_for, organisers_for
from portal.facilities.models import Membership, Organiser
from portal.kernel import clock
from search.analysis import fold


def people_for(person: Person, right: Right = Right.SEE_PERSON) -> QuerySet[User]:
    """The people on whom this person has this right, at the level of this login; by name."""
    everybody = User.objects.defer("niss").order_by("name_key", "pk")
    if any(reach is Reach.ALL for reach, _ in person.rights(right)):
        return everybody
    members = Membership.objects.filter(organiser__in=organisers_for(person, right).order_by())
    return everybody.filter(pk__in=members.order_by().values("user"))


def person_for(person: Person, pk: int, *, right: Right = Right.SEE_PERSON, purpose: str) -> User:
    """One of them; that it was looked at is in the history before it is returned.

    `User.DoesNotExist` where it is not theirs, or nobody; `ConsultationNotRecorded` where the history could
    not be written.
    """
    if pk not in POSSIBLE_IDS:
        raise User.DoesNotExist
    user = people_for(person, right).get(pk=pk)
    record_consultation(actor=person, subject=user, purpose=purpose)
    return user


def organiser_with_its_people(person: Person, pk: int, *, right: Right = Right.SEE_MEMBERS) -> Organiser:
    """An organiser whose members are shown next: that they were looked at is in the history."""
    organiser = organiser_for(person, pk, right=right)
    record_consultation(actor=person, subject=organiser, purpose="accès")
    return organiser


def people_named(people: QuerySet[User], text: str) -> QuerySet[User]:
    """Those found by names or user name, word by word and without accents, or by e-mail."""
    words = Q()
    for word in fold(text).split():
        words &= Q(name_key__contains=word)
    by_name = words if words else Q(pk__in=())
    return people.filter(by_name | Q(email__icontains=text.strip()))


def organisers_named(organisers: QuerySet[Organiser], text: str) -> QuerySet[Organiser]:
    """Those whose name has each of these words, in part, without accents."""
    for word in fold(text).split():
        organisers = organisers.filter(name_key__contains=word)
    return organisers


def colleagues() -> QuerySet[User]:
    """Everybody who works at ONE today: whom an agent may choose to stand in."""
    today = clock.today()
    posts = AgentPost.objects.not_ended(today).filter(since__lte=today)
    return User.objects.filter(is_active=True, pk__in=posts.order_by().values("user")).order_by(
        "name_key", "pk"
    )


def may_deactivate(person: Person, user: User) -> bool:
    """Whoever works at ONE loses their functions with the account: that is for who manages agents."""
    if not people_for(person, Right.DEACTIVATE_PERSON).filter(pk=user.pk).exists():
        return False
    return person.may(Right.MANAGE_AGENTS) or not works_at_one(user)


def works_at_one(user: User) -> bool:
    """Whether the person has a function of their own, today or later; inactive or not."""
    return AgentPost.objects.not_ended(clock.today()).filter(user=user).exists()

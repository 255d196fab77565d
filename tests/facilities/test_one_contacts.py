"""Contacts ONE: by function and territory, with stand-ins, for each category."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.accounts import posts
from portal.accounts.enums import Role, Territory, territory_of
from portal.accounts.models import AgentCard, User
from portal.accounts.rights import Right
from portal.audit.models import AuditEntry
from portal.facilities.enums import Category, FacilityKind
from portal.facilities.facility_access import _IN_CHARGE_OF, facilities_for
from portal.facilities.models import Facility, Organiser
from portal.facilities.one_contacts import contacts_by_facility, contacts_of, functions_of, interlocutor
from portal.facilities.services.agents import NO_CARD, state_card
from tests.accounts.conftest import (  # noqa: F401 -- fixtures
    DAY,
    POSTCODES,
    SYSTEM,
    MakeFacility,
    MakeUser,
    by_password,
    make_facility,
    make_user,
    member_of,
    organiser,
    strongly,
)

pytestmark = pytest.mark.django_db


def names(facility: Facility) -> dict[Role, list[str]]:
    return {one.function: [contact.name for contact in one.contacts] for one in contacts_of(facility, DAY)}


@pytest.fixture
def home(organiser: Organiser, make_facility: MakeFacility) -> Facility:  # noqa: F811
    return make_facility(organiser, FacilityKind.INDEPENDENT_CHILDMINDER)


@pytest.fixture
def sophie(make_user: MakeUser) -> User:  # noqa: F811
    return make_user("sophie", function=Role.ADVISER, territory=Territory.NAMUR)


def test_each_category_has_its_functions() -> None:
    assert {kind.category for kind in FacilityKind} == set(Category)
    assert functions_of(FacilityKind.INDEPENDENT_CHILDMINDER) == (
        Role.ADVISER, Role.CARE_OFFICER, Role.HEALTH_OFFICER,
    )  # fmt: skip
    assert Role.ADVISER not in functions_of(FacilityKind.EMPLOYED_CHILDMINDER)
    assert functions_of(FacilityKind.CRECHE)[0] == Role.CARE_COORDINATOR
    assert functions_of(FacilityKind.AFTER_SCHOOL) == (Role.APPROVAL_OFFICER,)


@pytest.mark.parametrize("kind", FacilityKind)
def test_whoever_is_called_reaches_the_facility(
    kind: FacilityKind,
    organiser: Organiser,  # noqa: F811
    make_facility: MakeFacility,  # noqa: F811
    make_user: MakeUser,  # noqa: F811
) -> None:
    """A contact who could not open the file would be of no help: two tables, one truth."""
    facility = make_facility(organiser, kind)
    for function in functions_of(kind):
        assert function in _IN_CHARGE_OF
        agent = make_user(function.value, function=function, territory=Territory.NAMUR)
        assert facility in facilities_for(strongly(agent), Right.SEE_FACILITY)


@pytest.mark.parametrize("territory", Territory)
def test_postcodes_lie_in_one_territory(territory: Territory) -> None:
    assert territory_of(POSTCODES[territory]) is territory
    assert territory_of("8000") is None


def test_by_function_and_territory(home: Facility, sophie: User, make_user: MakeUser) -> None:  # noqa: F811
    make_user("ailleurs", function=Role.ADVISER, territory=Territory.LIEGE)
    make_user("ancienne", function=Role.HEALTH_OFFICER, territory=Territory.NAMUR)
    posts.end_post(
        actor=SYSTEM,
        post_id=User.objects.get(username="ancienne").posts.get().pk,
        last_day=DAY - timedelta(1),
    )
    assert names(home) == {Role.ADVISER: ["Sophie"], Role.CARE_OFFICER: [], Role.HEALTH_OFFICER: []}
    first = interlocutor(contacts_of(home, DAY))
    assert first is not None
    assert first.function is Role.ADVISER


def test_where_nobody_is_known_nobody_is_named(home: Facility) -> None:
    assert interlocutor(contacts_of(home, DAY)) is None


def test_a_stand_in_is_named_on_these_days_alone(home: Facility, sophie: User, make_user: MakeUser) -> None:  # noqa: F811
    colleague = make_user("karima", function=Role.CARE_OFFICER, territory=Territory.LIEGE)
    last = DAY + timedelta(days=4)
    posts.hand_over(actor=strongly(sophie), absent=sophie, stand_in=colleague, first_day=DAY, last_day=last)
    [contact] = contacts_of(home, DAY)[0].contacts
    assert (contact.name, contact.stands_in_for, contact.until) == ("Karima", "Sophie", last)
    [contact] = contacts_of(home, last + timedelta(days=1))[0].contacts
    assert (contact.name, contact.stands_in_for) == ("Sophie", "")


def test_whoever_has_left_is_not_named(home: Facility, sophie: User) -> None:
    User.objects.filter(pk=sophie.pk).update(is_active=False)
    assert names(home)[Role.ADVISER] == []


def test_three_queries_however_many_places(
    home: Facility,
    sophie: User,
    organiser: Organiser,  # noqa: F811
    make_facility: MakeFacility,  # noqa: F811
) -> None:
    places = [home, *(make_facility(organiser) for _ in range(3))]
    with CaptureQueriesContext(connection) as seen:
        contacts_by_facility(places, DAY)
    assert len(seen) <= 3


class TestCard:
    def test_what_is_stated_is_shown(self, home: Facility, sophie: User) -> None:
        assert contacts_of(home, DAY)[0].contacts[0].email == "sophie@exemple.be"
        assert state_card(
            actor=strongly(sophie), user_id=sophie.pk, version=NO_CARD, phone="081 22 33 44",
            email="sophie.aca@exemple.be", hours="le mardi", address="Rue du Pont 1, 5000 Namur",
        )  # fmt: skip
        [contact] = contacts_of(home, DAY)[0].contacts
        assert contact.phone == "081\u00a022\u00a033\u00a044"
        assert contact.phone_url == "tel:+3281223344"
        assert (contact.email, contact.hours, contact.mobile) == ("sophie.aca@exemple.be", "le mardi", "")
        entry = AuditEntry.objects.get(purpose="coordonnées professionnelles")
        assert entry.changes["card_phone"] == ["", "+3281223344"]

    def test_of_two_the_second_is_told(self, sophie: User) -> None:
        state_card(actor=strongly(sophie), user_id=sophie.pk, version=NO_CARD, hours="le lundi")
        with pytest.raises(ValidationError, match="entre-temps"):
            state_card(actor=strongly(sophie), user_id=sophie.pk, version=NO_CARD, hours="le mardi")
        assert not state_card(actor=strongly(sophie), user_id=sophie.pk, version=1, hours="le lundi")

    def test_what_is_wrong_changes_nothing(self, sophie: User) -> None:
        with pytest.raises(ValidationError) as refusal:
            state_card(
                actor=strongly(sophie), user_id=sophie.pk, version=NO_CARD, phone="12", email="x",
                address="x" * 201,
            )  # fmt: skip
        assert set(refusal.value.message_dict) == {"phone", "email", "address"}
        assert not AgentCard.objects.exists()

    def test_who_may(self, sophie: User, make_user: MakeUser, organiser: Organiser) -> None:  # noqa: F811
        holder = make_user("titulaire")
        member_of(organiser, holder, Role.HOLDER)
        helpdesk = make_user("aide", function=Role.HELPDESK)
        for actor, user in (
            (by_password(holder), sophie),
            (strongly(helpdesk), sophie),
            (by_password(holder), holder),
        ):
            with pytest.raises(User.DoesNotExist):
                state_card(actor=actor, user_id=user.pk, version=NO_CARD, hours="jamais")
        digipro = make_user("digi", function=Role.DIGIPRO)
        assert state_card(actor=strongly(digipro), user_id=sophie.pk, version=NO_CARD, hours="le jeudi")

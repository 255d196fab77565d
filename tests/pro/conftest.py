"""One organiser with a holder, a member and an open invitation; a stranger, and an agent."""

from dataclasses import dataclass, replace
from typing import Any

import pytest

from portal.accounts.enums import LoginLevel, Role
from portal.accounts.models import User
from portal.facilities.models import Facility, Organiser
from portal.facilities.services import members
from portal.notifications.models import Notification
from tests.accounts.conftest import (  # noqa: F401 -- fixtures
    SYSTEM,
    MakeFacility,
    MakeUser,
    by_password,
    make_facility,
    make_user,
    member_of,
    organiser,
    other_organiser,
)
from tests.strictness.pages import StrictClient


@dataclass(frozen=True)
class House:
    """Who is there, and what they have."""

    organiser: Organiser
    other: Organiser
    holder: User
    member: User
    stranger: User
    agent: User
    invited: members.Invited
    facility: Facility | None = None
    foreign_facility: Facility | None = None

    @property
    def arguments(self) -> dict[str, object]:
        """What stands for each argument of an address."""
        return {
            "organiser_id": self.organiser.pk,
            "user_id": self.member.pk,
            "invitation_id": self.invited.invitation.pk,
            "secret": self.invited.secret,
            "token": "x",
            "slug": "presentation",
            "notification_id": Notification.objects.filter(user=self.holder).earliest("pk").pk,
            "facility_id": self.facility.pk if self.facility else 0,
        }


@pytest.fixture
def house(make_user: MakeUser, organiser: Organiser, other_organiser: Organiser) -> House:  # noqa: F811
    holder, member, stranger = make_user("holder"), make_user("member"), make_user("stranger")
    agent = make_user("agente", function=Role.HELPDESK)
    members.give_first_holder(actor=SYSTEM, organiser_id=organiser.pk, user=holder)
    members.give_first_holder(actor=SYSTEM, organiser_id=other_organiser.pk, user=stranger)
    member_of(organiser, member)
    invited = members.invite_member(
        actor=by_password(holder), organiser_id=organiser.pk, role=Role.MEMBER,
        email="invitee@exemple.be", first_name="Ines", last_name="Petit",
    )  # fmt: skip
    return House(organiser, other_organiser, holder, member, stranger, agent, invited)


@pytest.fixture
def step_up(settings: Any) -> None:
    """Strong login is offered."""
    settings.STRONG_LOGIN = True


@pytest.fixture
def placed(house: House, make_facility: MakeFacility) -> House:  # noqa: F811
    """The same, each organiser with a facility."""
    own, foreign = make_facility(house.organiser), make_facility(house.other)
    return replace(house, facility=own, foreign_facility=foreign)


def client_of(user: User | None, level: LoginLevel = LoginLevel.PASSWORD) -> StrictClient:
    client = StrictClient()
    client.level = level
    if user is not None:
        client.force_login(user)
    return client

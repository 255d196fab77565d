"""People and organisers to look after: those of Namur, and foreign ones of Liège."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from portal.accounts import agent_invitations, posts
from portal.accounts.enums import LoginLevel, Role, Territory
from portal.accounts.identification import state_niss
from portal.accounts.models import AgentInvitation, AgentPost, StandIn, User
from portal.accounts.person import person_of
from portal.facilities.models import Facility, Invitation, Membership, Organiser
from portal.facilities.services import members
from portal.kernel import clock
from portal.kernel.actors import SystemActor
from portal.kernel.service import writing
from tests.office.conftest import MakeListing
from tests.strictness.pages import StrictClient

SYSTEM = SystemActor("essai")
SINCE = date(2020, 1, 1)
# Of everything foreign: one word is asked for, and so repeated; the other is the leak.
ASKED, CANARY = "Zyxwvut", "Qpmwzk"
AGENTS = {
    "editor": Role.EDITOR,
    "watch": Role.WATCH_UNIT,
    "officer": Role.CARE_OFFICER,
    "helpdesk": Role.HELPDESK,
    "digipro": Role.DIGIPRO,
    "administrator": Role.ADMINISTRATOR,
}


@dataclass(frozen=True)
class Place:
    """An organiser with a holder, a member and an open invitation."""

    organiser: Organiser
    holder: User
    member: User
    invitation: Invitation


@dataclass(frozen=True)
class House:
    """Two places; agents by what they are called in `AGENTS`; somebody whose account has ended."""

    own: Place
    foreign: Place
    agents: dict[str, User]
    gone: User
    stand_in: StandIn
    agent_invitation: AgentInvitation

    def arguments(self, place: Place) -> dict[str, int]:
        """What stands for each argument of an address."""
        return {
            "organiser_id": place.organiser.pk,
            "user_id": place.member.pk,
            "invitation_id": place.invitation.pk,
            "post_id": self.agents["watch"].posts.get().pk,
            "stand_in_id": self.stand_in.pk,
        }


def make_house(make_listing: MakeListing) -> House:
    agents = {name: _agent(name, function) for name, function in AGENTS.items()}
    own = _place("Les Tilleuls", "Namur", make_listing("Lieu de Namur", "M-1"), agents["helpdesk"])
    foreign_listing = make_listing(f"{ASKED} {CANARY}", "M-2", postcode="4000")
    foreign = _place(f"{ASKED} {CANARY} PO", f"{ASKED} {CANARY}", foreign_listing, agents["helpdesk"])
    gone = User.objects.create_user("partie", first_name="Paule", last_name="Partie", is_active=False)
    with writing():
        Membership.objects.create(organiser=own.organiser, user=gone, role=Role.MEMBER, since=SINCE)
    watch = agents["watch"]
    stand_in = posts.hand_over(
        actor=person_of(watch, LoginLevel.EID),
        absent=watch,
        stand_in=agents["editor"],
        first_day=clock.today() + timedelta(days=10),
        last_day=clock.today() + timedelta(days=20),
    )
    invited = agent_invitations.invite_agent(
        actor=person_of(agents["digipro"], LoginLevel.EID),
        first_name="Nour",
        last_name="Haddad",
        email="nour@one.example",
        function=Role.HELPDESK,
        territory=None,
        since=clock.today(),
    )
    return House(own, foreign, agents, gone, stand_in, invited.invitation)


def client_of(user: User | None, level: LoginLevel = LoginLevel.EID) -> StrictClient:
    client = StrictClient()
    client.level = level
    if user is not None:
        client.force_login(user)
    return client


def everything() -> list[Any]:
    """All that these pages could change."""
    models: tuple[Any, ...] = (
        User, AgentPost, AgentInvitation, StandIn, Membership, Invitation, Organiser, Facility,
    )  # fmt: skip
    rows = [list(model.objects.order_by("pk").values()) for model in models]
    for user in rows[0]:
        # Written by whoever signs in.
        del user["last_login"]
    return rows


def _number(of: int) -> str:
    """A NISS, another one for each."""
    digits = 850_730_000 + of
    return f"{digits}{97 - digits % 97:02}"


def _agent(name: str, function: Role) -> User:
    territory = Territory.NAMUR if function.has_territory else None
    user = User.objects.create_user(f"agent.{name}", email=f"{name}@one.example", first_name=name.title())
    posts.give_post(actor=SYSTEM, user=user, function=function, territory=territory, since=SINCE)
    return user


def _place(name: str, last_name: str, listing: Any, helper: User) -> Place:
    organiser = listing.facility.organiser
    with writing():
        Organiser.objects.filter(pk=organiser.pk).update(name=name, name_key=name.lower())
    organiser.refresh_from_db()
    holder, member = (
        User.objects.create_user(
            f"{first_name}.{last_name}".lower().replace(" ", "."),
            email=f"{first_name}@{last_name.split()[-1]}.example".lower(),
            password="x",
            first_name=first_name,
            last_name=last_name,
        )
        for first_name in ("Hilde", "Martin")
    )
    members.give_first_holder(actor=SYSTEM, organiser_id=organiser.pk, user=holder)
    # Whoever has a number can have it taken away.
    state_niss(actor=SYSTEM, user=member, text=_number(organiser.pk))
    with writing():
        Membership.objects.create(organiser=organiser, user=member, role=Role.MEMBER, since=SINCE)
    invited = members.invite_member(
        actor=person_of(helper, LoginLevel.EID),
        organiser_id=organiser.pk,
        role=Role.MEMBER,
        email=f"ines@{last_name.split()[-1]}.example".lower(),
        first_name="Inès",
        last_name=last_name,
    )
    return Place(organiser, holder, member, invited.invitation)

"""A house of which everything is named by the canary, and who may read it."""

import re
from dataclasses import dataclass
from typing import Any

import pytest

from acte_content.questions.models import TeamQuestion
from acte_content.questions.services import VISITOR, ask_team
from portal.accounts import agent_invitations, posts
from portal.accounts.enums import Role, Territory
from portal.accounts.identification import state_niss
from portal.accounts.models import User
from portal.audit.models import AuditEntry
from portal.facilities.models import Organiser
from portal.facilities.services import (
    members,
    state_bank_account,
    submit_photo,
    submit_project,
    update_listing,
)
from portal.facilities.services.photos import PreparedPhoto
from portal.files.accepting import Accepted
from portal.helpdesk.models import HelpdeskMessage
from portal.helpdesk.services import send_message
from portal.kernel import clock
from portal.kernel.actors import SystemActor
from tests.accounts.conftest import (
    DAY,
    SYSTEM,
    MakeFacility,
    MakeUser,
    by_password,
    member_of,
    strongly,
)

CANARY = "Qpmwzk"
_SNIPPET = "/office/snippets/facilities/listing/"


@dataclass(frozen=True)
class House:
    """An organiser with people, a place and an account, all named by the canary; and who reads them."""

    holder: User
    readers: tuple[User, ...]
    arguments: dict[str, Any]
    entry_id: int
    listing_id: int
    gone_id: int
    post_id: int
    stand_in_id: int
    agent_invitation_id: int
    message: HelpdeskMessage
    question: TeamQuestion

    def office_address(self, address: str) -> str:
        """With the numbers of what is there, each by the word before it."""
        numbers = {
            "milieux": self.arguments["facility_id"],
            "organisateurs": self.arguments["organiser_id"],
            "membres": self.arguments["user_id"],
            "invitations": self.arguments["invitation_id"],
            "personnes": self.gone_id if "/reactiver/" in address else self.readers[0].pk,
            "fonctions": self.post_id,
            "remplacements": self.stand_in_id,
            "messages": self.message.pk,
            "fichiers": self.message.attachments.get().pk,
            "photos": self.arguments["photo_id"],
            "projets": self.arguments["project_id"],
            "releves": self.arguments["statement_id"],
        }
        if "/acte/questions/" in address:
            numbers["questions"], numbers["fichiers"] = self.question.pk, self.question.attachments.get().pk
        if "/agents/" in address:
            numbers["invitations"] = self.agent_invitation_id
        numbers["inspect"] = self.entry_id if "/historique/" in address else self.listing_id

        def number(found: re.Match[str]) -> str:
            return f"{found[1]}/{numbers.get(found[1], self.listing_id)}/"

        return re.sub(r"([\w-]+)/1/", number, address)

    def reader_of(self, address: str) -> User:
        """Who has the right to read there: everything that is no facility's is for DIGIPRO."""
        if address.startswith(("/office/pieces/photos/", "/office/pieces/projets/")):
            return self.readers[2]
        if address.startswith("/office/acte/"):
            return self.readers[3]
        of_facilities = address.startswith(("/office/milieux/", "/office/pieces/", _SNIPPET))
        return self.readers[0] if of_facilities else self.readers[1]


@pytest.fixture(name="house")
def make_house(
    make_user: MakeUser,
    make_facility: MakeFacility,
    organiser: Organiser,
    settings: Any,
) -> House:
    settings.STRONG_LOGIN = True
    holder = make_user("holder")
    members.give_first_holder(actor=SYSTEM, organiser_id=organiser.pk, user=holder)
    state_niss(actor=SYSTEM, user=holder, text="85.07.30-033.28")
    member = User.objects.create_user("membre", first_name=CANARY, last_name=CANARY)
    member_of(organiser, member)
    invited = members.invite_member(
        actor=by_password(holder), organiser_id=organiser.pk, role=Role.MEMBER, email="x@exemple.be",
        first_name=CANARY, last_name=CANARY,
    )  # fmt: skip
    state_bank_account(
        actor=strongly(holder), organiser_id=organiser.pk, version=0, iban="BE91998042775576", bic="",
        account_holder=CANARY, statement=Accepted("x.pdf", "application/pdf", CANARY.encode()),
    )  # fmt: skip
    facility = make_facility(organiser)
    photo = submit_photo(
        actor=by_password(holder), listing_id=facility.listing.pk, description=CANARY,
        photo=PreparedPhoto(Accepted("x.jpg", "image/jpeg", b"x"), 480, 300, {"480.jpg": CANARY.encode()}),
    )  # fmt: skip
    project = submit_project(
        actor=by_password(holder), listing_id=facility.listing.pk,
        document=Accepted("x.pdf", "application/pdf", CANARY.encode()),
    )  # fmt: skip
    update_listing(
        actor=SystemActor(CANARY), listing_id=facility.listing.pk, version=facility.listing.version,
        today=DAY, stated={"name": CANARY},
    )  # fmt: skip
    readers = (
        make_user("agente", function=Role.CARE_OFFICER, territory=Territory.NAMUR),
        make_user("digipro", function=Role.DIGIPRO),
        make_user("coordinatrice", function=Role.CARE_COORDINATOR, territory=Territory.NAMUR),
        make_user("equipe", function=Role.ACTE_TEAM),
    )
    arguments = {
        "organiser_id": organiser.pk, "facility_id": facility.pk, "user_id": member.pk,
        "invitation_id": invited.invitation.pk, "secret": invited.secret, "token": "x",
        "slug": "presentation", "version": 1,
        "photo_id": photo.pk, "project_id": project.pk, "statement_id": organiser.bank_statements.get().pk,
        "notification_id": 1, "message_id": 1, "conversation_id": 1, "chapter": "places", "attachment_id": 1,
    }  # fmt: skip
    entry = AuditEntry.objects.filter(actor_label=f"Système ({CANARY})").latest("pk")
    state_niss(actor=SYSTEM, user=readers[0], text="78.04.12-111.31")
    gone = User.objects.create_user("partie", first_name=CANARY, last_name=CANARY, is_active=False)
    today = clock.today()
    stand_in = posts.hand_over(
        actor=strongly(readers[1]), absent=readers[0], stand_in=readers[1], first_day=today, last_day=today
    )
    agent = agent_invitations.invite_agent(
        actor=strongly(readers[1]), first_name=CANARY, last_name=CANARY, email="agent@exemple.be",
        function=Role.HELPDESK, territory=None, since=today,
    )  # fmt: skip
    message = send_message(
        actor=by_password(member), category="question", text=CANARY,
        files=[Accepted("x.pdf", "application/pdf", CANARY.encode())],
    )  # fmt: skip
    question = ask_team(
        actor=VISITOR, first_name=CANARY, last_name=CANARY, email="x@exemple.be", text=CANARY,
        files=[Accepted("x.pdf", "application/pdf", CANARY.encode())],
    )  # fmt: skip
    return House(
        holder, readers, arguments, entry.pk, facility.listing.pk,
        gone.pk, readers[0].posts.get().pk, stand_in.pk, agent.invitation.pk, message, question,
    )  # fmt: skip

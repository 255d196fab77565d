"""Who reads personal data is in the history, or reads nothing: every address of PRO.ONE and OFFICE.ONE.

The tables below name for each address the consultation that it records, or why it shows nobody's data. An
address that is in none fails; those that record are asked, and the entry is looked for; and where the history
can't be written, nothing is shown.
"""

import re
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import DatabaseError
from django.urls import reverse

from portal.accounts import agent_invitations, posts
from portal.accounts.enums import LoginLevel, Role, Territory
from portal.accounts.identification import state_niss
from portal.accounts.models import User
from portal.audit import services as audit
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
from tests.accounts.conftest import (  # noqa: F401 -- fixtures
    DAY,
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
from tests.office.addresses import office_addresses
from tests.pro.addresses import patterns
from tests.strictness.pages import StrictClient

pytestmark = pytest.mark.django_db
CANARY = "Qpmwzk"
ORGANISER, FACILITY, LISTING, USER, ENTRY = (
    "facilities.organiser", "facilities.facility", "facilities.listing", "accounts.user", "audit.auditentry",
)  # fmt: skip


@dataclass(frozen=True)
class Records:
    """The consultation: about what, and for what."""

    subject_type: str
    purpose: str


@dataclass(frozen=True)
class ShowsNone:
    """Why this address shows nobody's personal data, or only the reader's own."""

    why: str


OWN = ShowsNone("one's own name and address, as one typed them")
A_CHOICE = ShowsNone("names of one's own organisers")
AGENTS_REACHED = ShowsNone("how agents are reached at work")
GUIDE = ShowsNone("how the portal is used")
WRITTEN = ShowsNone("what one wrote oneself, and its answer")
MEMBERS = Records(ORGANISER, "accès")
ACCOUNT = Records(ORGANISER, "coordonnées bancaires")
PRO: dict[str, Records | ShowsNone] = {
    "home": ShowsNone("names and localities of one's own places"),
    "help": ShowsNone("how to reach the helpdesks"),
    "confirm_availability": ShowsNone("a form that is posted"),
    "sections": ShowsNone("names and localities of one's own places"),
    "facility": Records(FACILITY, "signalétique"),
    "section": Records(FACILITY, "signalétique"),
    "versions": Records(FACILITY, "signalétique"),
    "restore": ShowsNone("a form that is posted"),
    "find": ShowsNone("names and localities of one's own places"),
    "switch_place": ShowsNone("a form that is posted"),
    "contacts": AGENTS_REACHED,
    "facility_contacts": AGENTS_REACHED,
    "documents": WRITTEN,
    "guide": GUIDE,
    "chapter": GUIDE,
    "messages": WRITTEN,
    "message": WRITTEN,
    "message_attachment": WRITTEN,
    "photos": Records(FACILITY, "signalétique"),
    "change_photo": ShowsNone("a form that is posted"),
    "photo_picture": Records(FACILITY, "signalétique"),
    "project": Records(FACILITY, "signalétique"),
    "withdraw_project": ShowsNone("a form that is posted"),
    "project_document": Records(FACILITY, "signalétique"),
    "submit_bank_statement": ShowsNone("a form that is posted"),
    "bank_statement": ACCOUNT,
    "histories": A_CHOICE,
    "history": Records(ORGANISER, "historique"),
    "bank_accounts": A_CHOICE,
    "bank_account": ACCOUNT,
    "state_bank_account": ACCOUNT,
    "accesses": A_CHOICE,
    "access": MEMBERS,
    "invite": MEMBERS,
    "withdraw": MEMBERS,
    "role": MEMBERS,
    "remove": MEMBERS,
    "user": Records(USER, "NISS"),
    "password": OWN,
    "convert": OWN,
    "sign_out_everywhere": ShowsNone("a form that is posted"),
    "notifications": ShowsNone("what one was told oneself"),
    "read_all_notifications": ShowsNone("a form that is posted"),
    "open_notification": ShowsNone("a form that is posted"),
    "preferences": OWN,
    "strong_login": MEMBERS,
    "email": OWN,
    "confirm_email": OWN,
    "confirm_by_link": ShowsNone("what parents see"),
    "invitation": ShowsNone("what the holder of the e-mail's link was sent"),
}

_SNIPPET = "/office/snippets/facilities/listing/"
NAMES = ShowsNone("names, communes and availability of listings")
SHEET = Records(LISTING, "fiche publique")
SEARCH = Records(ENTRY, "recherche dans l’historique")
# By address; 1 stands for the number that is asked for.
OFFICE: dict[str, Records | ShowsNone] = {
    "/office/": ShowsNone("counts of what waits"),
    "/office/search/": ShowsNone("the state of the search, and names of refused listings"),
    _SNIPPET: NAMES,
    f"{_SNIPPET}results/": NAMES,
    f"{_SNIPPET}inspect/1/": SHEET,
    f"{_SNIPPET}edit/1/": SHEET,
    f"{_SNIPPET}preview/1/": SHEET,
    f"{_SNIPPET}history/1/": Records(LISTING, "historique"),
    f"{_SNIPPET}history-results/1/": Records(LISTING, "historique"),
    "/office/historique/": SEARCH,
    "/office/historique/results/": SEARCH,
    "/office/historique/inspect/1/": Records(ENTRY, "ligne de l’historique"),
    "/office/historique/personne/": ShowsNone("a form; its answer, which is posted, records"),
    "/office/milieux/": ShowsNone("an empty form; a search by number, which is posted, records"),
    "/office/editing-sessions/ping/facilities/listing/1/1/": ShowsNone("colleagues who edit the same page"),
}
OFFICE |= {f"/office/milieux/1/{part}": Records(FACILITY, purpose) for part, purpose in {
    "": "milieu d’accueil", "signaletique/": "signalétique", "pieces/": "photos et documents",
    "personnes/": "personnes", "historique/": "historique", "messages/": "messages",
    "autorisation/": "autorisation",
}.items()} | {"/office/milieux/1/compte-bancaire/": ACCOUNT}  # fmt: skip
_EDITORIAL = ShowsNone("what editors publish")
PERSON = Records(USER, "page de la personne")
INVITED = Records("accounts.agentinvitation", "invitation d’agent")
MESSAGE = "helpdesk.helpdeskmessage"
POSTED = ShowsNone("a form that is posted, and answered by the way back")
OFFICE |= {
    "/office/agents/inviter/": ShowsNone("an empty form"),
    "/office/agents/invitations/": Records(USER, "liste des invitations d’agents"),
    "/office/agents/invitations/1/renvoyer/": INVITED,
    "/office/agents/invitations/1/retirer/": INVITED,
    "/office/notifications/": ShowsNone("what one was told oneself"),
    "/office/notifications/1/ouvrir/": POSTED,
    "/office/notifications/tout-lire/": POSTED,
    "/office/organisateurs/": ShowsNone("names of organisers, which are public"),
    "/office/organisateurs/1/": MEMBERS,
    "/office/organisateurs/1/connexion-forte/": MEMBERS,
    "/office/organisateurs/1/invitations/1/retirer/": MEMBERS,
    "/office/organisateurs/1/inviter/": MEMBERS,
    "/office/organisateurs/1/membres/1/retirer/": MEMBERS,
    "/office/organisateurs/1/membres/1/role/": MEMBERS,
    "/office/pieces/photos/1/": Records(FACILITY, "photo à valider"),
    "/office/pieces/projets/1/": Records(FACILITY, "projet pédagogique à valider"),
    "/office/pieces/releves/1/": Records(ORGANISER, "relevé d’identité bancaire à valider"),
    "/office/personnes/": Records(USER, "liste des personnes"),
    "/office/personnes/1/": PERSON,
    "/office/personnes/1/cles/": POSTED,
    "/office/personnes/1/deblocage/": POSTED,
    "/office/personnes/1/coordonnees/": PERSON,
    "/office/personnes/1/desactiver/": PERSON,
    "/office/personnes/1/fonctions/": PERSON,
    "/office/personnes/1/fonctions/1/fin/": PERSON,
    "/office/personnes/1/mot-de-passe/": POSTED,
    "/office/personnes/1/numero/": PERSON,
    "/office/personnes/1/reactiver/": PERSON,
    "/office/personnes/1/remplacements/": PERSON,
    "/office/personnes/1/remplacements/1/fin/": PERSON,
    "/office/mes-coordonnees/": ShowsNone("one's own coordinates at work"),
    "/office/files-d-attente/messages/": Records(USER, "file d’attente\u00a0: Messages au helpdesk"),
    "/office/files-d-attente/messages/1/": Records(MESSAGE, "message au helpdesk"),
    "/office/files-d-attente/messages/1/prise/": POSTED,
    "/office/files-d-attente/messages/lot/": ShowsNone("posted; what it lists, the list has recorded"),
    "/office/files-d-attente/messages/decisions/1/annuler/": POSTED,
    **{f"/office/snippets/queues/reason/{page}": _EDITORIAL for page in ("", "results/", "add/", "edit/1/")},
    "/office/helpdesk/messages/1/fichiers/1/": Records(MESSAGE, "message au helpdesk\u00a0: fichier joint"),
    "/office/helpdesk/coordonnees/": ShowsNone("how the helpdesk is reached"),
    "/office/snippets/news/announcement/": _EDITORIAL,
    "/office/snippets/news/announcement/results/": _EDITORIAL,
    "/office/snippets/news/announcement/add/": _EDITORIAL,
    "/office/snippets/news/announcement/edit/1/": _EDITORIAL,
    "/office/remplacements/": ShowsNone("one's own stand-ins"),
    "/office/remplacements/1/fin/": ShowsNone("one's own stand-ins"),
}

# What Wagtail brings along, and the register of places: all that lies below.
_MACHINERY = ShowsNone("Wagtail's own, without rows of the portal")
OFFICE_BELOW: dict[str, ShowsNone] = {
    "/office/snippets/choose/facilities/listing/": NAMES,
    "/office/gazetteer/": ShowsNone("public places"),
    **{f"/office/{name}/": _EDITORIAL for name in (
        "pages", "images", "documents", "collections", "workflows", "reports", "sites", "api", "embeds",
        "choose-page", "choose-anchor-link", "choose-email-link", "choose-external-link",
        "choose-phone-link", "block-preview", "tag-autocomplete",
    )},
    **{f"/office/{name}/": _MACHINERY for name in (
        "password_reset", "account", "bulk", "dismissibles", "failwhale", "jsi18n", "login", "logout",
        "modeladmin", "sprite", "test404", ".*", "snippets", "editing-sessions",
    )},
}  # fmt: skip


def is_below(address: str) -> bool:
    """`snippets` and `editing-sessions` alone: what is ours there is named one by one."""
    ours = address.startswith(
        (
            "/office/snippets/facilities/",
            "/office/snippets/news/",
            "/office/snippets/queues/",
            "/office/editing-sessions/ping/facilities/",
        )
    )
    return not ours and any(address.startswith(prefix) for prefix in OFFICE_BELOW)


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
        of_facilities = address.startswith(("/office/milieux/", "/office/pieces/", _SNIPPET))
        return self.readers[0] if of_facilities and "/messages/" not in address else self.readers[1]


@pytest.fixture
def house(
    make_user: MakeUser,  # noqa: F811
    make_facility: MakeFacility,  # noqa: F811
    organiser: Organiser,  # noqa: F811
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
    )
    arguments = {
        "organiser_id": organiser.pk, "facility_id": facility.pk, "user_id": member.pk,
        "invitation_id": invited.invitation.pk, "secret": invited.secret, "token": "x",
        "slug": "presentation", "version": 1,
        "photo_id": photo.pk, "project_id": project.pk, "statement_id": organiser.bank_statements.get().pk,
        "notification_id": 1, "message_id": 1, "chapter": "places", "attachment_id": 1,
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
    return House(
        holder, readers, arguments, entry.pk, facility.listing.pk,
        gone.pk, readers[0].posts.get().pk, stand_in.pk, agent.invitation.pk, message,
    )  # fmt: skip


def client_of(user: User) -> StrictClient:
    client = StrictClient(raise_request_exception=False)
    client.level = LoginLevel.ITSME
    client.force_login(user)
    return client


def pro_address(name: str, house: House) -> str:
    return reverse(f"pro:{name}", kwargs={each: house.arguments[each] for each in patterns()[name]})


def recorded(user: User, wanted: Records) -> bool:
    return AuditEntry.objects.filter(
        kind=AuditEntry.Kind.CONSULTATION,
        actor_id=user.pk,
        level=LoginLevel.ITSME,
        subject_type=wanted.subject_type,
        purpose=wanted.purpose,
    ).exists()


def consultations() -> int:
    return AuditEntry.objects.filter(kind=AuditEntry.Kind.CONSULTATION).count()


@pytest.fixture
def unwritable(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(entry: AuditEntry) -> None:
        raise DatabaseError("disk full")

    monkeypatch.setattr(audit, "_add_or_count", refuse)


RECORDING = [name for name, rule in PRO.items() if isinstance(rule, Records)]
RECORDING_OFFICE = [address for address, rule in OFFICE.items() if isinstance(rule, Records)]


def test_every_address_is_declared() -> None:
    assert patterns().keys() == PRO.keys()
    ours = {address for address in office_addresses(1) if not is_below(address)}
    assert ours == OFFICE.keys()
    unused = {prefix for prefix in OFFICE_BELOW if not any(a.startswith(prefix) for a in office_addresses(1))}
    assert unused == set()


@pytest.mark.parametrize("name", RECORDING)
def test_reading_in_pro_is_recorded(house: House, name: str) -> None:
    rule = PRO[name]
    assert isinstance(rule, Records)
    answer = client_of(house.holder).get(pro_address(name, house))
    assert answer.status_code == 200
    assert recorded(house.holder, rule)


@pytest.mark.parametrize("name", sorted(PRO.keys() - set(RECORDING)))
def test_what_shows_nobodys_data_records_nothing(house: House, name: str) -> None:
    before = consultations()
    client_of(house.holder).get(pro_address(name, house))
    assert consultations() == before


@pytest.mark.parametrize("name", RECORDING)
def test_nothing_is_shown_in_pro_that_cannot_be_recorded(house: House, unwritable: None, name: str) -> None:
    answer = client_of(house.holder).get(pro_address(name, house))
    assert answer.status_code == 503
    assert CANARY not in answer.content.decode()
    assert "85.07.30" not in answer.content.decode()


@pytest.mark.parametrize("address", RECORDING_OFFICE)
def test_reading_in_office_is_recorded(house: House, address: str) -> None:
    rule = OFFICE[address]
    assert isinstance(rule, Records)
    reader = house.reader_of(address)
    answer = client_of(reader).get(house.office_address(address))
    # A preview is there only after its form was posted.
    assert answer.status_code == 200
    assert recorded(reader, rule)


@pytest.mark.parametrize("address", RECORDING_OFFICE)
def test_nothing_is_shown_in_office_that_cannot_be_recorded(
    house: House, unwritable: None, address: str
) -> None:
    reader = house.reader_of(address)
    answer = client_of(reader).get(house.office_address(address))
    assert answer.status_code == 503
    assert CANARY not in answer.content.decode()


def test_looking_for_a_person_in_the_history_is_recorded(house: House, unwritable: None) -> None:
    answer = client_of(house.readers[1]).post("/office/historique/personne/", {"name": CANARY})
    assert answer.status_code == 503
    assert CANARY not in answer.content.decode()

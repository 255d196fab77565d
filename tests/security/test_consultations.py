"""Who reads personal data is in the history, or reads nothing: every address of PRO.ONE and OFFICE.ONE.

The tables below name for each address the consultation that it records, or why it shows nobody's data. An
address that is in none fails; those that record are asked, and the entry is looked for; and where the history
can't be written, nothing is shown.
"""

from dataclasses import dataclass

import pytest
from django.db import DatabaseError
from django.urls import reverse

from portal.accounts.enums import LoginLevel
from portal.accounts.models import User
from portal.audit import services as audit
from portal.audit.models import AuditEntry
from tests.accounts.conftest import make_facility, make_user, organiser  # noqa: F401 -- fixtures
from tests.office.addresses import office_addresses
from tests.pro.addresses import patterns
from tests.security.house import CANARY, House, make_house  # noqa: F401 -- a fixture
from tests.strictness.pages import StrictClient

pytestmark = pytest.mark.django_db
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
    "find": ShowsNone("names and localities of one's own places, names of files that one sent"),
    "switch_place": ShowsNone("a form that is posted"),
    "contacts": AGENTS_REACHED,
    "facility_contacts": AGENTS_REACHED,
    "documents": WRITTEN,
    **dict.fromkeys(("messages", "message", "message_attachment", "conversations", "conversation"), WRITTEN),
    "guide": GUIDE,
    "chapter": GUIDE,
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
NAMES = ShowsNone("names, communes and availability of listings; a file of them is in the history")
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
    "autorisation/": "autorisation", "ecrire/": "message au professionnel",
}.items()} | {"/office/milieux/1/compte-bancaire/": ACCOUNT}  # fmt: skip
OFFICE |= {f"/office/registre/{page}": NAMES for page in ("", "chiffres/", "export/")}
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
    "/office/acte/questions/1/fichiers/1/": Records(
        "acte_questions.teamquestion", "question sur ACTE\u00a0: fichier joint"
    ),
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
        "settings", "redirects", "snippets/editorial",
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


@pytest.mark.slow
@pytest.mark.parametrize("name", RECORDING)
def test_reading_in_pro_is_recorded(house: House, name: str) -> None:
    rule = PRO[name]
    assert isinstance(rule, Records)
    answer = client_of(house.holder).get(pro_address(name, house))
    assert answer.status_code == 200
    assert recorded(house.holder, rule)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(PRO.keys() - set(RECORDING)))
def test_what_shows_nobodys_data_records_nothing(house: House, name: str) -> None:
    before = consultations()
    client_of(house.holder).get(pro_address(name, house))
    assert consultations() == before


@pytest.mark.slow
@pytest.mark.databases
@pytest.mark.parametrize("name", RECORDING)
def test_nothing_is_shown_in_pro_that_cannot_be_recorded(house: House, unwritable: None, name: str) -> None:
    answer = client_of(house.holder).get(pro_address(name, house))
    assert answer.status_code == 503
    assert CANARY not in answer.content.decode()
    assert "85.07.30" not in answer.content.decode()


@pytest.mark.slow
@pytest.mark.parametrize("address", RECORDING_OFFICE)
def test_reading_in_office_is_recorded(house: House, address: str) -> None:
    rule = OFFICE[address]
    assert isinstance(rule, Records)
    reader = house.reader_of(address)
    answer = client_of(reader).get(house.office_address(address))
    # A preview is there only after its form was posted.
    assert answer.status_code == 200
    assert recorded(reader, rule)


@pytest.mark.slow
@pytest.mark.databases
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

"""« Messages au helpdesk »: listed, read with everything that helps, taken up and treated; and for whom."""

import pytest

from portal.accounts.enums import FUNCTIONS, LoginLevel, Role, Territory
from portal.accounts.models import User
from portal.audit.models import AuditEntry
from portal.facilities.models import Facility
from portal.helpdesk.enums import MessageState
from portal.helpdesk.models import HelpdeskMessage
from portal.helpdesk.services import send_message
from portal.notifications.models import Notification
from tests.accounts.conftest import MakeUser, by_password
from tests.helpdesk.conftest import FILE
from tests.pro.conftest import client_of
from tests.strictness.pages import StrictClient

pytestmark = pytest.mark.django_db
LIST = "/office/files-d-attente/messages/"
FILES = "/office/helpdesk/messages/"
TREATS = (Role.HELPDESK, Role.DIGIPRO)


@pytest.fixture
def helper(agent: User) -> StrictClient:
    return client_of(agent, LoginLevel.EID)


def read(client: StrictClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode()).replace("\u00a0", " ")


def page_of(sent: HelpdeskMessage, more: str = "") -> str:
    return f"{LIST}{sent.pk}/{more}"


def addresses(sent: HelpdeskMessage) -> list[str]:
    return [LIST, page_of(sent), f"{FILES}{sent.pk}/fichiers/{sent.attachments.get().pk}/"]


def test_one_message_with_all_that_helps(
    helper: StrictClient, message: HelpdeskMessage, place: Facility
) -> None:
    page = read(helper, page_of(message))
    for told in (
        "Nadia", "nadia@exemple.be", place.reference_number, place.listing.name, "/pro/historique/",
        "Où sont mes subsides", "relevé.pdf", "Une question", "Envoyé",
    ):  # fmt: skip
        assert told in page, told


def test_what_is_typed_is_text_and_nothing_else(helper: StrictClient, nadia: User) -> None:
    sent = send_message(
        actor=by_password(nadia), category="probleme", text="<script>alert(1)</script>\n\nDeux"
    )
    page = read(helper, page_of(sent))
    assert "&lt;script&gt;alert(1)" in page


class TestQueue:
    def test_what_waits_longest_comes_first_and_what_is_treated_is_read_again(
        self, helper: StrictClient, message: HelpdeskMessage, nadia: User
    ) -> None:
        newer = send_message(actor=by_password(nadia), category="suggestion", text="Une idée")
        page = read(helper, LIST)
        assert page.index(page_of(message)) < page.index(page_of(newer))
        assert "Une idée" not in page
        helper.post(page_of(message), {"decision": "traiter", "reason": ""})
        assert page_of(message) not in read(helper, LIST)
        treated = read(helper, f"{LIST}?etat=decides")
        assert page_of(message) in treated
        assert page_of(newer) not in treated

    def test_on_the_first_page_of_whoever_treats(
        self, helper: StrictClient, message: HelpdeskMessage
    ) -> None:
        assert "Messages au helpdesk</span>" in read(helper, "/office/")
        helper.post(page_of(message), {"decision": "traiter", "reason": ""})
        assert "Messages au helpdesk</span>" not in read(helper, "/office/")


class TestTreating:
    def test_taken_up_then_treated_with_an_answer(
        self,
        helper: StrictClient,
        message: HelpdeskMessage,
        agent: User,
        nadia: User,
    ) -> None:
        answer = helper.post(page_of(message), {"decision": "prendre-en-charge"})
        assert answer["Location"].startswith(page_of(message))
        page = read(helper, page_of(message))
        assert "En cours, Agente" in page
        assert "prendre-en-charge" not in page
        helper.post(page_of(message), {"decision": "traiter", "reason": "Vendredi."})
        page = read(helper, page_of(message))
        assert "Vendredi." in page
        assert "Message traité par Agente" in page
        kept = HelpdeskMessage.objects.get()
        assert (kept.state, kept.taken_by, kept.replies.get().text) == (
            MessageState.TREATED,
            agent,
            "Vendredi.",
        )
        assert Notification.objects.filter(user=nadia, kind="helpdesk.message_treated").count() == 1
        entry = AuditEntry.objects.get(purpose="message traité")
        assert (entry.actor_id, entry.level) == (agent.pk, LoginLevel.EID)
        assert "Vendredi" not in str(entry.changes)

    def test_what_is_too_long_is_told_and_kept(self, helper: StrictClient, message: HelpdeskMessage) -> None:
        page = helper.post(page_of(message), {"decision": "traiter", "reason": "x" * 5001}).content.decode()
        assert "5000 caractères au plus" in page
        assert "x" * 5001 in page
        assert HelpdeskMessage.objects.get().state == MessageState.SENT

    def test_a_colleague_was_faster(self, helper: StrictClient, message: HelpdeskMessage) -> None:
        for answer in ("Un", "Deux"):
            page = helper.post(page_of(message), {"decision": "traiter", "reason": answer}, follow=True)
        assert "Message traité par Agente" in page.content.decode()
        assert [reply.text for reply in HelpdeskMessage.objects.get().replies.all()] == ["Un"]
        assert Notification.objects.filter(kind="helpdesk.message_treated").count() == 1

    def test_looking_changes_nothing(self, helper: StrictClient, message: HelpdeskMessage) -> None:
        before = list(HelpdeskMessage.objects.values())
        for address in addresses(message):
            assert helper.get(address).status_code == 200
        assert list(HelpdeskMessage.objects.values()) == before


class TestFiles:
    def test_saved_and_never_shown(self, helper: StrictClient, message: HelpdeskMessage) -> None:
        answer = helper.get(addresses(message)[2])
        assert answer.content == FILE.content
        assert answer["Content-Disposition"].startswith("attachment;")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]
        assert "no-store" in answer["Cache-Control"]

    def test_by_the_message_it_belongs_to_alone(
        self,
        helper: StrictClient,
        message: HelpdeskMessage,
        nadia: User,
    ) -> None:
        other = send_message(actor=by_password(nadia), category="question", text="Autre")
        number = message.attachments.get().pk
        for address in (
            f"{FILES}{other.pk}/fichiers/{number}/",
            f"{FILES}{message.pk}/fichiers/999999/",
            f"{LIST}{10**30}/",
        ):
            assert helper.get(address).status_code == 404


class TestForWhom:
    @pytest.mark.parametrize("function", sorted(FUNCTIONS))
    def test_helpdesk_and_digipro(
        self, make_user: MakeUser, message: HelpdeskMessage, function: Role
    ) -> None:
        territory = Territory.NAMUR if function.has_territory else None
        client = client_of(make_user("autre", function=function, territory=territory), LoginLevel.EID)
        wanted = 200 if function in TREATS else 404
        for address in addresses(message):
            assert client.get(address).status_code == wanted, address
        assert (LIST in client.get("/office/").content.decode()) is (function in TREATS)
        if wanted == 404:
            for address in (page_of(message), page_of(message, "prise/")):
                assert client.post(address, {"decision": "traiter"}).status_code == 404
            assert HelpdeskMessage.objects.get().state == MessageState.SENT
            assert not AuditEntry.objects.filter(
                kind="consultation", subject_type="helpdesk.helpdeskmessage"
            ).exists()

    def test_nobody_by_password_and_no_professional(
        self, agent: User, nadia: User, message: HelpdeskMessage
    ) -> None:
        for client in (client_of(agent, LoginLevel.PASSWORD), client_of(nadia, LoginLevel.EID)):
            for address in addresses(message):
                answer = client.get(address)
                assert answer.status_code in (302, 404)
                assert b"subsides" not in answer.content

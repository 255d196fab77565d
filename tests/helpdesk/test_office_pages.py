"""« Messages au helpdesk »: listed, read with everything that helps, taken up and treated; and for whom."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.accounts.enums import FUNCTIONS, LoginLevel, Role, Territory
from portal.accounts.models import User
from portal.audit.models import AuditEntry
from portal.facilities.models import Facility
from portal.helpdesk.enums import MessageState
from portal.helpdesk.models import HelpdeskMessage
from portal.helpdesk.services import send_message
from portal.kernel.queues import waiting_for
from portal.notifications.models import Notification
from tests.accounts.conftest import MakeUser, by_password, strongly
from tests.helpdesk.conftest import FILE
from tests.pro.conftest import client_of
from tests.strictness.pages import StrictClient

pytestmark = pytest.mark.django_db
LIST = "/office/helpdesk/messages/"
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
    return [LIST, page_of(sent), page_of(sent, f"fichiers/{sent.attachments.get().pk}/")]


def test_one_message_with_all_that_helps(
    helper: StrictClient, message: HelpdeskMessage, place: Facility
) -> None:
    page = read(helper, page_of(message))
    for told in (
        "Nadia", "nadia@exemple.be", place.reference_number, place.listing.name, "/pro/historique/",
        "Où sont mes subsides", "relevé.pdf", "Une question", "Nouveau",
    ):  # fmt: skip
        assert told in page, told


def test_what_is_typed_is_text_and_nothing_else(helper: StrictClient, nadia: User) -> None:
    sent = send_message(
        actor=by_password(nadia), category="probleme", text="<script>alert(1)</script>\n\nDeux"
    )
    page = read(helper, page_of(sent))
    assert "&lt;script&gt;alert(1)" in page


class TestList:
    def test_those_that_wait_and_those_that_are_treated(
        self,
        helper: StrictClient,
        message: HelpdeskMessage,
        nadia: User,
    ) -> None:
        newer = send_message(actor=by_password(nadia), category="suggestion", text="Une idée")
        page = read(helper, LIST)
        assert page.index(page_of(newer)) < page.index(page_of(message))
        assert "Une idée" not in page
        helper.post(page_of(message), {"answer": ""})
        assert page_of(message) not in read(helper, f"{LIST}?etat=ouverts")
        treated = read(helper, f"{LIST}?etat=traites")
        assert page_of(message) in treated
        assert page_of(newer) not in treated
        # What is no choice is the first one.
        assert page_of(newer) in read(helper, f"{LIST}?etat=x%00&p=abc")

    def test_nothing_waits(self, helper: StrictClient) -> None:
        assert "Aucun message n’attend" in read(helper, LIST)
        assert "Aucun message n’est encore traité" in read(helper, f"{LIST}?etat=traites")

    def test_its_queries_do_not_grow_with_its_rows(
        self, helper: StrictClient, message: HelpdeskMessage, nadia: User, place: Facility,
        django_assert_num_queries: Any,
    ) -> None:  # fmt: skip
        helper.get(LIST)
        with CaptureQueriesContext(connection) as few:
            helper.get(LIST)
        for number in range(4):
            send_message(
                actor=by_password(nadia), category="question", text=f"{number}", facility_id=place.pk
            )
        with django_assert_num_queries(len(few)):
            helper.get(LIST)

    def test_it_is_a_queue_of_whoever_treats(self, helper: StrictClient, message: HelpdeskMessage) -> None:
        assert "Messages au helpdesk à traiter" in read(helper, "/office/")
        assert LIST in read(helper, "/office/")
        helper.post(page_of(message), {"answer": ""})
        assert "Messages au helpdesk à traiter" not in read(helper, "/office/")


class TestTreating:
    def test_taken_up_then_treated_with_an_answer(
        self,
        helper: StrictClient,
        message: HelpdeskMessage,
        agent: User,
        nadia: User,
    ) -> None:
        assert helper.post(page_of(message, "prendre/"))["Location"] == page_of(message)
        page = read(helper, page_of(message))
        assert "En cours, chez Agente" in page
        assert "prendre/" not in page
        answer = helper.post(page_of(message), {"answer": "Vendredi."})
        assert answer["Location"] == page_of(message)
        page = read(helper, page_of(message))
        assert "Vendredi." in page
        assert "Marquer comme traité" not in page
        kept = HelpdeskMessage.objects.get()
        assert (kept.state, kept.taken_by, kept.answer) == (
            MessageState.TREATED,
            agent,
            "Vendredi.",
        )
        assert Notification.objects.filter(user=nadia, kind="helpdesk.message_treated").count() == 1
        entry = AuditEntry.objects.get(purpose="message traité")
        assert (entry.actor_id, entry.level) == (agent.pk, LoginLevel.EID)
        assert "Vendredi" not in str(entry.changes)

    def test_what_is_too_long_is_told_and_kept(self, helper: StrictClient, message: HelpdeskMessage) -> None:
        page = helper.post(page_of(message), {"answer": "x" * 5001}).content.decode()
        assert "Le message n’est pas encore traité" in page
        assert "x" * 5001 in page
        assert HelpdeskMessage.objects.get().state == MessageState.SENT

    def test_a_colleague_was_faster(self, helper: StrictClient, message: HelpdeskMessage) -> None:
        helper.post(page_of(message), {"answer": "Un"})
        second = helper.post(page_of(message), {"answer": "Deux"})
        assert second["Location"] == page_of(message)
        assert HelpdeskMessage.objects.get().answer == "Un"
        assert "En cours" not in helper.post(page_of(message, "prendre/"), follow=True).content.decode()
        assert HelpdeskMessage.objects.get().state == MessageState.TREATED
        assert Notification.objects.filter(kind="helpdesk.message_treated").count() == 1

    def test_looking_changes_nothing(self, helper: StrictClient, message: HelpdeskMessage) -> None:
        before = list(HelpdeskMessage.objects.values())
        for address in addresses(message):
            assert helper.get(address).status_code == 200
        assert helper.get(page_of(message, "prendre/")).status_code == 405
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
            page_of(other, f"fichiers/{number}/"),
            page_of(message, "fichiers/999999/"),
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
            for address in (page_of(message), page_of(message, "prendre/")):
                assert client.post(address, {"answer": "x"}).status_code == 404
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

    def test_who_may_wait_for_nothing(self, nadia: User, message: HelpdeskMessage) -> None:
        assert [
            queue for queue, _ in waiting_for(strongly(nadia)) if queue.url_name == "office_helpdesk_messages"
        ] == []

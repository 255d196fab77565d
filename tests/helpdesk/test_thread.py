"""The thread of a message: answers, what its writer adds, notes that they never read; and the second line."""

from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError

from portal.accounts.enums import LoginLevel, Role
from portal.accounts.identification import state_niss
from portal.accounts.lockout import try_password, unlock
from portal.accounts.models import User
from portal.audit.models import AuditEntry
from portal.facilities.models import Facility
from portal.facilities.services import state_bank_account
from portal.helpdesk.access import message_for, treating_agents
from portal.helpdesk.enums import MessageState
from portal.helpdesk.models import HelpdeskMessage, MessageReply
from portal.helpdesk.queue import MESSAGES, SECOND_LINE
from portal.helpdesk.services import write_again
from portal.helpdesk.treating import answer_message, assign_message, pass_on_message, treat_message
from portal.kernel.actors import SystemActor
from portal.kernel.workflow import TransitionRefused
from portal.notifications.models import Notification
from portal.queues.access import waiting_queues
from portal.queues.deciding import decide, undo
from tests.accounts.conftest import MakeUser, by_password, strongly
from tests.pro.conftest import client_of

pytestmark = pytest.mark.django_db
# Nobody's.
NISS, IBAN = "85073003328", "BE91998042775576"


def queues_of(user: User) -> list[str]:
    return [waiting.queue.key for waiting in waiting_queues(strongly(user))]


def test_answered_and_written_again_the_thread_is_kept(
    message: HelpdeskMessage, agent: User, nadia: User, django_capture_on_commit_callbacks: Any
) -> None:
    page = f"/pro/aide/messages/{message.pk}/"
    with django_capture_on_commit_callbacks(execute=True):
        answer_message(actor=strongly(agent), message_id=message.pk, answer="De quel mois s’agit-il ?")
    assert Notification.objects.get(user=nadia, kind="helpdesk.message_answered").path == page
    # By e-mail, without a word of it: the text stays in the portal.
    assert [sent.to for sent in mail.outbox] == [[nadia.email]]
    assert "quel mois" not in mail.outbox[0].body
    writer = client_of(nadia)
    writer.post(page, {"text": "De mars."})
    shown = writer.get(page).content.decode()
    assert shown.index("De quel mois") < shown.index("De mars.")
    assert Notification.objects.get(user=agent, kind="helpdesk.written_again").path.endswith(
        f"/{message.pk}/"
    )
    treat_message(actor=strongly(agent), message_id=message.pk, answer="Versé vendredi.")
    kept = message_for(strongly(agent), message.pk)
    assert [reply.text for reply in kept.thread] == [
        "De quel mois s’agit-il ?",
        "De mars.",
        "Versé vendredi.",
    ]


def test_whoever_writes_again_after_the_end_waits_again_from_then_on(
    message: HelpdeskMessage, agent: User, nadia: User
) -> None:
    treat_message(actor=strongly(agent), message_id=message.pk)
    assert queues_of(agent) == []
    for _ in range(2):
        again = write_again(actor=by_password(nadia), message_id=message.pk, text="Rien reçu.")
    assert MessageReply.objects.count() == 1
    assert (again.state, again.treated_at) == (MessageState.SENT, None)
    assert again.waits_since > message.sent_at
    assert queues_of(agent) == ["messages"]


def test_only_its_writer_writes_again(message: HelpdeskMessage, agent: User, nadia: User) -> None:
    with pytest.raises(HelpdeskMessage.DoesNotExist):
        write_again(actor=strongly(agent), message_id=message.pk, text="x")
    for text in ("", "   ", "x" * 5001):
        with pytest.raises(ValidationError):
            write_again(actor=by_password(nadia), message_id=message.pk, text=text)
    page = client_of(nadia).post(f"/pro/aide/messages/{message.pk}/", {"text": ""}).content.decode()
    assert "Écrivez ce que vous voulez ajouter." in page
    assert client_of(agent, LoginLevel.EID).get(f"/pro/aide/messages/{message.pk}/").status_code == 404
    assert not MessageReply.objects.exists()


def test_the_second_line_is_a_queue_of_its_own_and_its_notes_are_no_answers(
    message: HelpdeskMessage, agent: User, nadia: User
) -> None:
    actor: dict[str, Any] = {"actor": strongly(agent), "item_id": message.pk}
    made = decide(queue=MESSAGES, decision="transmettre", typed={"reason": "Voir le journal."}, **actor)
    assert queues_of(agent) == ["informatique"]
    page = client_of(nadia).get(f"/pro/aide/messages/{message.pk}/").content.decode()
    assert "journal" not in page
    assert "Le helpdesk s’en occupe avec l’informatique." in page
    undo(actor=strongly(agent), made_id=made.pk)
    assert queues_of(agent) == ["messages"]
    with pytest.raises(ValidationError):
        decide(queue=MESSAGES, decision="transmettre", typed={"reason": ""}, **actor)
    pass_on_message(actor=strongly(agent), message_id=message.pk, note="Encore.")
    decide(queue=SECOND_LINE, decision="reprendre", typed={"reason": "Corrigé."}, **actor)
    kept = message_for(strongly(agent), message.pk)
    assert (kept.state, [reply.kind for reply in kept.thread]) == (MessageState.IN_HAND, ["note"] * 3)
    assert not Notification.objects.filter(user=nadia).exists()


def test_entrusted_to_a_colleague_who_treats_messages(
    message: HelpdeskMessage, agent: User, make_user: MakeUser
) -> None:
    colleague = make_user("bruno", function=Role.DIGIPRO)
    stranger = make_user("carla", function=Role.EDITOR)
    assert {user.pk for user in treating_agents()} == {agent.pk, colleague.pk}
    for nobody in (stranger.pk, 0):
        with pytest.raises(ValidationError):
            assign_message(actor=strongly(agent), message_id=message.pk, user_id=nobody)
    address = f"/office/files-d-attente/messages/{message.pk}/"
    office = client_of(agent, LoginLevel.EID)
    office.post(address, {"decision": "confier", "user_id": stranger.pk})
    assert HelpdeskMessage.objects.get().taken_by is None
    answer = office.post(address, {"decision": "confier", "user_id": colleague.pk})
    assert answer["Location"].startswith(f"{address}?fait=")
    assert HelpdeskMessage.objects.get().taken_by == colleague
    assert Notification.objects.get(user=colleague, kind="helpdesk.message_assigned").path == address
    assert "Bruno" in office.get(address).content.decode()


def test_a_treated_one_gets_no_answer(message: HelpdeskMessage, agent: User) -> None:
    treat_message(actor=strongly(agent), message_id=message.pk)
    with pytest.raises(TransitionRefused):
        answer_message(actor=strongly(agent), message_id=message.pk, answer="Encore")


class TestTools:
    """From the message: what helps its writer to sign in, and the way back to it."""

    def test_what_the_helpdesk_may(self, message: HelpdeskMessage, agent: User, nadia: User) -> None:
        nadia.set_password("x")
        nadia.save()
        address = f"/office/files-d-attente/messages/{message.pk}/"
        office = client_of(agent, LoginLevel.EID)
        page = office.get(address).content.decode()
        assert f"/office/personnes/{nadia.pk}/mot-de-passe/" in page
        assert f"/office/personnes/{nadia.pk}/cles/" in page
        assert "deblocage" not in page
        answer = office.post(f"/office/personnes/{nadia.pk}/mot-de-passe/", {"retour": address})
        assert answer["Location"] == address
        for elsewhere in ("https://exemple.be/", "//exemple.be/", "/office/files-d-attente//../", "/pro/"):
            answer = office.post(f"/office/personnes/{nadia.pk}/mot-de-passe/", {"retour": elsewhere})
            assert answer["Location"] in (f"/office/personnes/{nadia.pk}/", elsewhere)
            assert answer["Location"].startswith("/office/")

    def test_unlocked_at_once(
        self, message: HelpdeskMessage, agent: User, nadia: User, make_user: MakeUser, rf: Any
    ) -> None:
        nadia.set_password("Le bon mot de passe")
        nadia.save()
        request = rf.post("/connexion/")
        for _ in range(6):
            try_password(request, nadia.email, "faux")
        assert try_password(request, nadia.email, "Le bon mot de passe") is None
        for nobody in (strongly(make_user("autre", function=Role.EDITOR)), by_password(agent)):
            with pytest.raises(PermissionDenied):
                unlock(actor=nobody, user=nadia)
        address = f"/office/files-d-attente/messages/{message.pk}/"
        office = client_of(agent, LoginLevel.EID)
        unlocks = f"/office/personnes/{nadia.pk}/deblocage/"
        for path in (address, f"/office/personnes/{nadia.pk}/"):
            assert unlocks in office.get(path).content.decode()
        assert office.post(unlocks, {"retour": address})["Location"] == address
        assert unlocks not in office.get(address).content.decode()
        assert try_password(request, nadia.email, "Le bon mot de passe") == nadia
        assert not unlock(actor=strongly(agent), user=nadia)
        assert AuditEntry.objects.filter(purpose="connexion débloquée", subject_id=nadia.pk).count() == 1

    def test_each_tool_is_in_the_history_and_leaves_the_message_as_it_was(
        self, message: HelpdeskMessage, agent: User, nadia: User, place: Facility
    ) -> None:
        nadia.set_password("x")
        nadia.save()
        address = f"/office/files-d-attente/messages/{message.pk}/"
        office, before = client_of(agent, LoginLevel.EID), HelpdeskMessage.objects.values().get()
        mine = AuditEntry.objects.filter(kind="modification", actor_id=agent.pk, subject_id=nadia.pk)
        for tool in ("mot-de-passe", "cles"):
            told, sent = mine.count(), len(mail.outbox)
            posted = office.post(f"/office/personnes/{nadia.pk}/{tool}/", {"retour": address})
            assert posted["Location"] == address
            assert (mine.count(), len(mail.outbox)) == (told + 1, sent + 1), tool
        assert HelpdeskMessage.objects.values().get() == before
        # What is invited to a place is invited on the page of its organiser, to which the message leads.
        organiser = f"/office/organisateurs/{place.organiser_id}/"
        assert organiser in office.get(address).content.decode()
        assert "inviter/" in office.get(organiser).content.decode()

    def test_a_message_shows_no_number_of_anybody(
        self, message: HelpdeskMessage, agent: User, nadia: User, place: Facility
    ) -> None:
        """The helpdesk helps to sign in: it reads neither NISS nor account."""
        state_niss(actor=SystemActor("essai"), user=nadia, text=NISS)
        state_bank_account(
            actor=strongly(nadia), organiser_id=place.organiser_id, version=0, iban=IBAN, bic="",
            account_holder="Nadia",
        )  # fmt: skip
        office = client_of(agent, LoginLevel.EID)
        pages = (
            f"/office/files-d-attente/messages/{message.pk}/", f"/office/personnes/{nadia.pk}/",
            f"/office/organisateurs/{place.organiser_id}/", f"/office/milieux/{place.pk}/",
        )  # fmt: skip
        for page in pages:
            read = "".join(office.get(page).content.decode().split())
            assert not [number for number in (NISS, IBAN) if number in read or number[-4:] in read], page
        assert office.get(f"/office/milieux/{place.pk}/compte-bancaire/").status_code == 404

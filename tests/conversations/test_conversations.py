"""What an agent writes to the people of a place: who reads it, who is told, whose the answer is."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from portal.accounts.enums import LoginLevel, Role, Territory
from portal.accounts.models import User
from portal.audit.models import AuditEntry
from portal.conversations.models import Conversation
from portal.conversations.queue import REPLIES
from portal.conversations.services import (
    answer_conversation,
    begin_conversation,
    close_conversation,
    write_to_one,
)
from portal.facilities.models import Facility, Organiser
from portal.kernel.workflow import TransitionRefused
from portal.notifications.models import Notification
from portal.notifications.services import choose_mails
from portal.queues.access import waiting_queues
from portal.queues.deciding import decide, undo
from tests.accounts.conftest import MakeFacility, MakeUser, by_password, member_of, strongly
from tests.pro.conftest import client_of

pytestmark = pytest.mark.django_db
SUBJECT, TEXT = "Visite du Qpmwzk", "Bonjour, quand pouvons-nous passer\u202f? Qpmwzk"


@dataclass(frozen=True)
class Scene:
    """Who takes part. `colleague` has the officer's function; `coordinator` and `adviser` have others."""

    facility: Facility
    holder: User
    member: User
    stranger: User
    officer: User
    colleague: User
    coordinator: User
    far_officer: User

    def begin(self, **typed: Any) -> Conversation:
        values = {"subject": SUBJECT, "text": TEXT} | typed
        return begin_conversation(actor=strongly(self.officer), facility_id=self.facility.pk, **values)


@pytest.fixture
def scene(
    organiser: Organiser, other_organiser: Organiser, make_user: MakeUser, make_facility: MakeFacility
) -> Scene:
    holder, member, stranger = make_user("nadia"), make_user("membre"), make_user("autre")
    member_of(organiser, holder, Role.HOLDER)
    member_of(organiser, member)
    member_of(other_organiser, stranger, Role.HOLDER)
    here = Territory.NAMUR
    return Scene(
        make_facility(organiser), holder, member, stranger,
        officer=make_user("referente", function=Role.CARE_OFFICER, territory=here),
        colleague=make_user("collegue", function=Role.CARE_OFFICER, territory=here),
        coordinator=make_user("coordinatrice", function=Role.CARE_COORDINATOR, territory=here),
        far_officer=make_user("lointaine", function=Role.CARE_OFFICER, territory=Territory.LIEGE),
    )  # fmt: skip


def page_of(conversation: Conversation) -> str:
    return f"/pro/messages-de-l-one/{conversation.pk}/"


def waits_for(user: User) -> list[str]:
    return [waiting.queue.key for waiting in waiting_queues(strongly(user))]


class TestWriting:
    def test_the_people_of_the_place_are_told_and_nothing_of_it_leaves_the_portal(
        self, scene: Scene, django_capture_on_commit_callbacks: Any
    ) -> None:
        choose_mails(actor=by_password(scene.member), user=scene.member, wanted={"conversations": False})
        with django_capture_on_commit_callbacks(execute=True):
            conversation = scene.begin()
        told = Notification.objects.filter(kind="conversations.written_to")
        assert {one.user for one in told} == {scene.holder, scene.member}
        assert {one.path for one in told} == {page_of(conversation)}
        assert [sent.to for sent in mail.outbox] == [[scene.holder.email]]
        for said in (mail.outbox[0].subject, mail.outbox[0].body, *(one.text for one in told)):
            assert "Qpmwzk" not in said
        entry = AuditEntry.objects.get(purpose="message au professionnel")
        assert (entry.subject_type, entry.subject_id) == ("facilities.facility", scene.facility.pk)
        assert entry.changes == {"conversation": ["", "•••"]}

    def test_two_clicks_are_one_message(self, scene: Scene) -> None:
        assert scene.begin() == scene.begin()
        assert scene.begin(text="Autre chose") != scene.begin()
        assert Notification.objects.filter(user=scene.holder, kind="conversations.written_to").count() == 2

    @pytest.mark.parametrize(
        ("typed", "field"),
        [
            ({"subject": " "}, "subject"),
            ({"text": ""}, "text"),
            ({"subject": "x" * 121}, "subject"),
            ({"text": "x" * 5_001}, "text"),
            ({"text": "Votre numéro, 85.07.30-033.28, est faux"}, "text"),
            ({"text": "Votre numéro 85073003328"}, "text"),
            ({"subject": "BE68 5390 0754 7034"}, "subject"),
            ({"text": "compte BE68539007547034."}, "text"),
        ],
    )
    def test_what_may_not_stand_there_is_told_by_the_field(
        self, scene: Scene, typed: dict[str, str], field: str
    ) -> None:
        with pytest.raises(ValidationError) as refused:
            scene.begin(**typed)
        assert list(refused.value.error_dict) == [field]
        assert "033" not in str(refused.value)
        assert not Conversation.objects.exists()

    @pytest.mark.parametrize("text", ["Appelez le 02/542.14.45", "Le 30/07/1985, à 03 h 28", "M-850730-0339"])
    def test_other_numbers_may(self, scene: Scene, text: str) -> None:
        assert scene.begin(text=text).pk

    def test_who_is_not_in_charge_writes_to_nobody(self, scene: Scene, make_user: MakeUser) -> None:
        for who in (scene.far_officer, scene.holder, make_user("rédaction", function=Role.EDITOR)):
            with pytest.raises(Facility.DoesNotExist):
                begin_conversation(
                    actor=strongly(who), facility_id=scene.facility.pk, subject=SUBJECT, text=TEXT
                )


class TestAnswers:
    def test_an_answer_comes_back_to_the_function_and_to_no_other(self, scene: Scene) -> None:
        conversation = scene.begin()
        everybody = (scene.officer, scene.colleague, scene.coordinator, scene.far_officer)
        assert [waits_for(user) for user in everybody] == [[], [], [], []]
        page = client_of(scene.member)
        assert "L’ONE attend votre réponse" in page.get("/pro/").content.decode()
        assert TEXT in page.get(page_of(conversation)).content.decode()
        assert page.post(page_of(conversation), {"text": "Mardi."}).status_code == 302
        assert [waits_for(user) for user in everybody] == [["reponses"], ["reponses"], [], []]
        told = Notification.objects.get(kind="conversations.answered")
        assert (told.user, told.path) == (
            scene.officer,
            f"/office/files-d-attente/reponses/{conversation.pk}/",
        )
        made = decide(
            actor=strongly(scene.colleague), queue=REPLIES, item_id=conversation.pk, decision="repondre",
            typed={"reason": "À mardi."},
        )  # fmt: skip
        assert made.decision == "repondre"
        assert waits_for(scene.officer) == []
        shown = page.get(page_of(conversation)).content.decode()
        assert shown.index("Mardi.") < shown.index("À mardi.")

    def test_an_answer_with_a_private_number_is_told_where_it_is_typed(self, scene: Scene) -> None:
        conversation = scene.begin()
        write_to_one(actor=by_password(scene.holder), conversation_id=conversation.pk, text="Mardi.")
        office = client_of(scene.officer, LoginLevel.EID)
        answer = office.post(
            f"/office/files-d-attente/reponses/{conversation.pk}/",
            {"decision": "repondre", "reason": "85.07.30-033.28"},
        )
        assert "enlevez-le" in answer.content.decode()
        assert conversation.messages.count() == 2

    def test_a_second_click_adds_nothing(self, scene: Scene) -> None:
        conversation = scene.begin()
        for _ in range(2):
            write_to_one(actor=by_password(scene.holder), conversation_id=conversation.pk, text="Mardi.")
        assert conversation.messages.count() == 2
        assert Notification.objects.filter(kind="conversations.answered").count() == 1

    def test_what_expects_no_answer_waits_for_nobody_and_may_be_answered(self, scene: Scene) -> None:
        conversation = scene.begin(expects_answer=False)
        page = client_of(scene.holder)
        assert "L’ONE attend votre réponse" not in page.get("/pro/").content.decode()
        write_to_one(actor=by_password(scene.holder), conversation_id=conversation.pk, text="Merci.")
        assert waits_for(scene.officer) == ["reponses"]

    def test_what_is_over_can_be_taken_back_and_is_not_answered(self, scene: Scene) -> None:
        conversation = scene.begin()
        write_to_one(actor=by_password(scene.holder), conversation_id=conversation.pk, text="Mardi.")
        agent = strongly(scene.officer)
        made = decide(
            actor=agent, queue=REPLIES, item_id=conversation.pk, decision="terminer", typed={}
        )  # fmt: skip
        with pytest.raises(TransitionRefused):
            answer_conversation(actor=agent, conversation_id=conversation.pk, text="Trop tard")
        undo(actor=agent, made_id=made.pk)
        assert waits_for(scene.colleague) == ["reponses"]


class TestWhoseItIs:
    def test_others_find_nothing_at_any_address(self, scene: Scene) -> None:
        conversation = scene.begin()
        write_to_one(actor=by_password(scene.holder), conversation_id=conversation.pk, text="Mardi.")
        stranger = client_of(scene.stranger)
        assert stranger.get(page_of(conversation)).status_code == 404
        assert stranger.post(page_of(conversation), {"text": "Moi aussi"}).status_code == 404
        assert "Qpmwzk" not in stranger.get("/pro/messages-de-l-one/").content.decode()
        for user in (scene.coordinator, scene.far_officer):
            office = client_of(user, LoginLevel.EID)
            assert office.get(f"/office/files-d-attente/reponses/{conversation.pk}/").status_code == 404
            assert "Qpmwzk" not in office.get("/office/files-d-attente/reponses/").content.decode()
            for verb in (answer_conversation, close_conversation):
                values = {"text": "Non"} if verb is answer_conversation else {}
                with pytest.raises(Conversation.DoesNotExist):
                    verb(actor=strongly(user), conversation_id=conversation.pk, **values)
        # The tab of the sheet is there for another function, without the officer's conversation.
        tab = f"/office/milieux/{scene.facility.pk}/messages/"
        assert "Qpmwzk" not in client_of(scene.coordinator, LoginLevel.EID).get(tab).content.decode()
        assert SUBJECT in client_of(scene.colleague, LoginLevel.EID).get(tab).content.decode()
        assert conversation.messages.count() == 2

    def test_that_an_agent_reads_it_is_in_the_history_of_the_place(self, scene: Scene) -> None:
        conversation = scene.begin()
        office = client_of(scene.colleague, LoginLevel.EID)
        page = office.get(f"/office/files-d-attente/reponses/{conversation.pk}/")
        assert TEXT in page.content.decode()
        assert AuditEntry.objects.filter(
            kind="consultation", actor_id=scene.colleague.pk, purpose="conversation",
            subject_type="facilities.facility", subject_id=scene.facility.pk,
        ).exists()  # fmt: skip


class TestFromTheSheet:
    def test_a_form_sends_it_once(self, scene: Scene) -> None:
        office = client_of(scene.officer, LoginLevel.EID)
        address = f"/office/milieux/{scene.facility.pk}/ecrire/"
        assert "nadia" in office.get(address).content.decode().lower()
        empty = office.post(address, {"subject": "", "text": ""})
        assert set(empty.context["form"].errors) == {"subject", "text"}
        for _ in range(2):
            sent = office.post(address, {"subject": SUBJECT, "text": TEXT, "expects_answer": "on"})
            assert sent["Location"] == f"/office/milieux/{scene.facility.pk}/messages/"
        conversation = Conversation.objects.get()
        assert (conversation.function, conversation.state) == (Role.CARE_OFFICER, "professionnel")
        refused = office.post(address, {"subject": SUBJECT, "text": "85.07.30-033.28"})
        assert list(refused.context["form"].errors) == ["text"]

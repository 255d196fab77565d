"""Questions about ACTE: asked by anybody, read by the team alone, settled once, forgotten in time."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import override_settings

from acte_content.questions.access import question_for, questions_for
from acte_content.questions.enums import QuestionState
from acte_content.questions.models import MAX_TEXT, TeamQuestion
from acte_content.questions.queue import QUESTIONS
from acte_content.questions.services import VISITOR, ask_team, forget
from acte_content.questions.workflow import QUESTION
from portal.accounts.enums import LoginLevel, Role
from portal.accounts.models import User
from portal.accounts.person import Person, person_of
from portal.audit.models import AuditEntry
from portal.files.accepting import Accepted
from portal.files.models import ReceivedFile
from portal.kernel import clock
from portal.kernel.workflow import TransitionRefused
from portal.queues.deciding import decide, undo
from tests.files.making import PDF, image, sent
from tests.office.conftest import agent_of
from tests.strictness.pages import StrictClient

pytestmark = pytest.mark.django_db
FORM, SENT = "/acte/question/", "/acte/question/envoyee/"
TYPED = {
    "first_name": "Zoé", "last_name": "Martin", "email": "zoe@exemple.be", "text": "Quand commencer\u202f?",
    "website": "",
}  # fmt: skip
ASKED = {name: value for name, value in TYPED.items() if name != "website"}


@pytest.fixture
def team(db: None) -> Person:
    return person_of(agent_of(Role.ACTE_TEAM), LoginLevel.EID)


def decided(team: Person, question: TeamQuestion, decision: str, **typed: str) -> Any:
    return decide(actor=team, queue=QUESTIONS, item_id=question.pk, decision=decision, typed=typed)


class TestForm:
    def test_anybody_asks(self, client: StrictClient) -> None:
        assert client.get(FORM).status_code == 200
        response = client.post(FORM, TYPED)
        assert (response.status_code, response["Location"]) == (302, SENT)
        assert "vous répond par e-mail" in client.get(SENT).content.decode()
        question = TeamQuestion.objects.get()
        assert (question.last_name, question.user, question.state) == ("Martin", None, QuestionState.WAITING)

    def test_the_same_click_twice_is_one_question(self, client: StrictClient) -> None:
        for _ in range(2):
            assert client.post(FORM, TYPED).status_code == 302
        client.post(FORM, TYPED | {"text": "Et autre chose\u202f?"})
        assert TeamQuestion.objects.count() == 2

    def test_who_has_signed_in_need_not_say_who_they_are(self, client: StrictClient) -> None:
        user = User.objects.create_user(
            "muriel", "muriel@exemple.be", "x", first_name="Muriel", last_name="Rousseau"
        )
        client.force_login(user)
        page = client.get(FORM).content.decode()
        assert all(f'value="{known}"' in page for known in ("Rousseau", "Muriel", "muriel@exemple.be"))
        client.post(FORM, TYPED)
        assert TeamQuestion.objects.get().user == user

    @pytest.mark.parametrize(
        ("change", "told"),
        [
            ({"first_name": " "}, "Indiquez votre prénom."),
            ({"last_name": ""}, "Indiquez votre nom."),
            ({"email": ""}, "Indiquez l’adresse à laquelle nous vous répondons."),
            ({"email": "zoe"}, "Cette adresse e-mail n’est pas valable."),
            ({"email": "zoe@exemple.be\nBcc: tous@exemple.be"}, "Cette adresse e-mail n’est pas valable."),
            ({"text": ""}, "Écrivez votre question."),
            ({"text": "a" * (MAX_TEXT + 1)}, f"{MAX_TEXT} au plus"),
            ({"text": "a\x00b"}, "nul"),
            ({"last_name": "a" * 101}, "100"),
            ({"website": "https://exemple.be"}, "Laissez ce champ vide."),
        ],
    )
    def test_what_is_wrong_is_told_and_what_was_typed_stays(
        self, client: StrictClient, change: dict[str, str], told: str
    ) -> None:
        page = client.post(FORM, TYPED | change).content.decode()
        assert told in page.replace("\u00a0", " ") or told in page
        assert "<title>Erreur" in page
        assert "Quand commencer" in page or "text" in change
        assert not TeamQuestion.objects.exists()

    def test_markup_is_text(self, client: StrictClient, team: Person) -> None:
        attack = "<script>alert(1)</script><img src=x onerror=alert(1)>{{ 7|add:7 }}"
        client.post(FORM, TYPED | {"text": attack, "last_name": attack[:90]})
        office = StrictClient()
        office.level = LoginLevel.EID
        office.force_login(User.objects.get(pk=team.pk))
        question = TeamQuestion.objects.get()
        page = office.get(f"/office/files-d-attente/questions-acte/{question.pk}/").content.decode()
        assert "&lt;script&gt;alert(1)" in page
        assert "<img src=x" not in page

    @override_settings(LIMITS_ENABLED=True, LIMITS={"acte_question": {"each": "2/1h", "kept": "database"}})
    def test_too_many_are_told_so_and_lose_nothing(self, client: StrictClient) -> None:
        sent = [client.post(FORM, TYPED | {"text": f"Question {number}"}) for number in range(3)]
        assert [response.status_code for response in sent] == [302, 302, 429]
        page = sent[2].content.decode()
        assert "Réessayez dans une heure" in page
        assert "Question 2" in page
        assert TeamQuestion.objects.count() == 2


class TestFiles:
    """Up to three, looked into as those to the helpdesk are, and read by the team alone."""

    def test_they_reach_the_team(self, client: StrictClient, team: Person) -> None:
        files = [sent("plan.pdf", PDF), sent("cour.jpg", image("JPEG"))]
        assert client.post(FORM, TYPED | {"attachments": files}).status_code == 302
        question = TeamQuestion.objects.get()
        office = StrictClient()
        office.level = LoginLevel.EID
        office.force_login(User.objects.get(pk=team.pk))
        page = office.get(f"/office/files-d-attente/questions-acte/{question.pk}/").content.decode()
        for attachment in question.attachments.all():
            address = f"/office/acte/questions/{question.pk}/fichiers/{attachment.pk}/"
            assert address in page
            found = office.get(address)
            assert found["Content-Disposition"].startswith("attachment")
            assert found.content
        # Of another question, it is not there.
        other = ask_team(actor=VISITOR, **ASKED | {"text": "Autre"})
        assert office.get(f"/office/acte/questions/{other.pk}/fichiers/{attachment.pk}/").status_code == 404

    @pytest.mark.parametrize("name", ["photo.jpg", "page.html", "essai.pdf"])
    def test_what_is_hostile_is_refused_and_what_was_typed_stays(
        self, client: StrictClient, name: str
    ) -> None:
        page = client.post(FORM, TYPED | {"attachments": [sent(name, b"<script>alert(1)</script>")]})
        shown = page.content.decode()
        assert "Quand commencer" in shown
        assert "id_attachments_error" in shown
        assert "Choisissez à nouveau vos fichiers" in shown or "attachments" in shown
        assert not TeamQuestion.objects.exists()
        assert not ReceivedFile.objects.exists()

    def test_three_and_no_more(self, client: StrictClient) -> None:
        four = [sent(f"{number}.pdf", PDF) for number in range(4)]
        assert "3\u00a0fichiers au plus" in client.post(FORM, TYPED | {"attachments": four}).content.decode()
        with pytest.raises(ValidationError):
            ask_team(actor=VISITOR, **ASKED, files=[Accepted("x.pdf", "application/pdf", b"x")] * 4)
        assert not TeamQuestion.objects.exists()

    @override_settings(
        LIMITS_ENABLED=True,
        LIMITS={
            "acte_question": {"each": "9/1h", "kept": "database"},
            "acte_question_files": {"each": "1/1h", "kept": "database"},
        },
    )
    def test_files_are_counted_before_they_are_looked_into(
        self, client: StrictClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        looked: list[object] = []
        monkeypatch.setattr(
            "portal.files.form_fields.accept_all", lambda files, at_most: looked.extend(files) or []
        )
        for _ in range(3):
            answer = client.post(FORM, TYPED | {"text": "", "attachments": [sent("plan.pdf", PDF)]})
        assert answer.status_code == 429
        assert "beaucoup de fichiers" in answer.content.decode()
        assert len(looked) == 1
        # Without a file, it is asked all the same.
        assert client.post(FORM, TYPED).status_code == 302

    def test_they_go_with_their_question(self, team: Person, django_capture_on_commit_callbacks: Any) -> None:
        question = ask_team(actor=VISITOR, **ASKED, files=[Accepted("x.pdf", "application/pdf", b"x")])
        decided(team, question, "repondre")
        path = Path(ReceivedFile.objects.get().file.path)
        assert path.is_file()
        with django_capture_on_commit_callbacks(execute=True):
            assert forget(clock.today() + timedelta(days=367)) == 1
        assert not ReceivedFile.objects.exists()
        assert not path.exists()


class TestTeam:
    def test_the_team_reads_and_that_is_in_the_history(self, team: Person) -> None:
        question = ask_team(actor=VISITOR, **ASKED)
        assert question_for(team, question.pk) == question
        entry = AuditEntry.objects.filter(subject_type="acte_questions.teamquestion").order_by("-pk")[0]
        assert (entry.actor_id, entry.purpose) == (team.pk, "question sur ACTE")
        # Neither who asks nor what is in the history.
        told = str(list(AuditEntry.objects.values()))
        assert not any(private in told for private in ("zoe@exemple.be", "Quand commencer", "Martin"))

    @pytest.mark.parametrize("function", [Role.HELPDESK, Role.ADMINISTRATOR, Role.EDITOR, Role.DIGIPRO])
    def test_for_others_there_are_none(self, function: Role) -> None:
        other = person_of(agent_of(function), LoginLevel.EID)
        question = ask_team(actor=VISITOR, **ASKED)
        assert not questions_for(other).exists()
        with pytest.raises(TeamQuestion.DoesNotExist):
            question_for(other, question.pk)

    @pytest.mark.parametrize(
        ("decision", "state"), [("repondre", QuestionState.ANSWERED), ("ecarter", QuestionState.SET_ASIDE)]
    )
    def test_settled_once_and_taken_back(self, team: Person, decision: str, state: QuestionState) -> None:
        question = ask_team(actor=VISITOR, **ASKED)
        made = decided(team, question, decision, reason="Par téléphone.")
        question.refresh_from_db()
        assert (question.state, question.note) == (state, "Par téléphone.")
        assert question.settled_at
        with pytest.raises(ValidationError):
            decided(team, question, decision)
        undo(actor=team, made_id=made.pk)
        question.refresh_from_db()
        assert (question.state, question.settled_at) == (QuestionState.WAITING, None)

    def test_settled_ones_are_forgotten_after_a_year(self, team: Person) -> None:
        old, waiting = (ask_team(actor=VISITOR, **ASKED | {"text": text}) for text in ("Un", "Deux"))
        decided(team, old, "repondre")
        today = clock.today()
        assert forget(today + timedelta(days=364)) == 0
        assert forget(today + timedelta(days=367)) == 1
        assert list(TeamQuestion.objects.all()) == [waiting]


@pytest.mark.parametrize(
    "case",
    # Not as `str`, which writes sets in another order in each process.
    [pytest.param(c, id=f"{c.transition.name}-{c.status}-{c.role}") for c in QUESTION.matrix()],
)
def test_the_table_decides(case: Any) -> None:
    if case.is_allowed:
        assert QUESTION.check(case.status, case.transition.name, case.role).target
    else:
        with pytest.raises(TransitionRefused):
            QUESTION.check(case.status, case.transition.name, case.role)

"""Bank statements and projects: what an agent decides, and what follows of it for money and for parents."""

from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from portal.audit.models import AuditEntry
from portal.facilities import services
from portal.facilities.bank_standing import Standing, standing_of
from portal.facilities.enums import SubmissionState
from portal.facilities.models import BankStatement, Listing, Organiser, PedagogicalProject
from portal.facilities.public_files import public_files
from portal.facilities.submission_access import (
    project_to_decide,
    projects_of,
    projects_to_decide_for,
    statement_to_decide,
    statements_to_decide_for,
)
from portal.facilities.workflow import BANK_STATEMENT, PHOTO, PROJECT
from portal.files.accepting import Accepted
from portal.files.publishing import published_tokens
from portal.files.scanning import Verdict
from portal.kernel.workflow import TransitionRefused, Workflow, WrongStatus
from portal.notifications.models import Notification
from tests.accounts.conftest import by_password
from tests.facilities.submitted import IBAN, OTHER_IBAN, Committing, Scene, account, project, statement
from tests.files.making import PDF
from tests.files.scanners import Answering

pytestmark = pytest.mark.django_db
REASON = "Le nom du titulaire n’est pas lisible."
MEMBERS = {"titulaire", "membre"}


def standing(scene: Scene) -> Standing:
    return standing_of(scene.organiser).standing


@pytest.mark.parametrize(
    ("table", "deciders"),
    [
        (PHOTO, {"agent-conseil", "coordination-accueil", "referent-agrement"}),
        (PROJECT, {"agent-conseil", "coordination-accueil", "referent-agrement"}),
        (BANK_STATEMENT, {"agent-conseil", "referent-accueil", "referent-agrement"}),
    ],
    ids=["photo", "project", "statement"],
)
def test_the_tables(table: Workflow, deciders: set[str]) -> None:
    for case in table.matrix("redaction", "veille"):
        if case.transition.name == "withdraw":
            assert case.is_allowed <= (case.status != "retire" and case.role not in {"redaction", "veille"})
            assert case.is_allowed or not (case.role in MEMBERS and case.status == "en-attente")
        else:
            starts = {"reopen": {"accepte", "refuse"}}.get(case.transition.name, {"en-attente"})
            assert case.is_allowed == (case.role in deciders and case.status in starts)


class TestStatements:
    def test_money_goes_only_to_a_validated_account(self, scene: Scene) -> None:
        assert standing(scene) is Standing.NO_ACCOUNT
        account(scene)
        assert standing(scene) is Standing.NO_STATEMENT
        sent = statement(scene)
        assert standing(scene) is Standing.WAITING
        services.validate_bank_statement(actor=scene.officer, statement_id=sent.pk)
        assert standing_of(scene.organiser).is_validated
        # Another account is another matter; the statement that was validated stays in the history.
        account(scene, version=1, iban=OTHER_IBAN)
        assert standing(scene) is Standing.NO_STATEMENT
        sent.refresh_from_db()
        assert sent.state == SubmissionState.APPROVED
        with pytest.raises(TransitionRefused, match="changé"):
            services.reopen_bank_statement(actor=scene.officer, statement_id=sent.pk)

    def test_it_may_come_with_the_account(self, scene: Scene) -> None:
        document = Accepted("rib.pdf", "application/pdf", PDF, Verdict.CLEAN)
        account(scene, statement=document)
        assert standing(scene) is Standing.WAITING
        first = BankStatement.objects.get()
        # The same account, proved anew: the first one waits no longer.
        account(scene, version=1, statement=document)
        first.refresh_from_db()
        assert (first.state, BankStatement.objects.count()) == ("retire", 2)
        with pytest.raises(WrongStatus):
            services.validate_bank_statement(actor=scene.officer, statement_id=first.pk)
        assert not statements_to_decide_for(scene.officer).filter(pk=first.pk).exists()

    def test_what_waits_for_a_former_account_is_set_aside(self, scene: Scene) -> None:
        account(scene)
        sent = statement(scene)
        account(scene, version=1, iban=OTHER_IBAN)
        sent.refresh_from_db()
        assert sent.state == SubmissionState.WITHDRAWN
        with pytest.raises(WrongStatus):
            services.validate_bank_statement(actor=scene.officer, statement_id=sent.pk)

    def test_refused_with_a_reason_and_tried_again(self, scene: Scene, committed: Committing) -> None:
        account(scene)
        sent = statement(scene)
        mail.outbox.clear()
        with committed():
            services.refuse_bank_statement(actor=scene.officer, statement_id=sent.pk, reason=REASON)
        found = standing_of(scene.organiser)
        assert found.standing is Standing.REFUSED
        assert found.statement is not None
        assert found.statement.reason == REASON
        told = Notification.objects.get(kind="facilities.statement_decided")
        assert (told.user_id, told.path) == (
            scene.holder.pk, f"/pro/coordonnees-bancaires/{scene.organiser.pk}/",
        )  # fmt: skip
        (sent_mail,) = mail.outbox
        for private in (REASON, IBAN, IBAN[-4:]):
            assert private not in told.text
            assert private not in sent_mail.body
        statement(scene)
        assert standing(scene) is Standing.WAITING
        # What was refused gave way to a newer one.
        with pytest.raises(WrongStatus):
            services.reopen_bank_statement(actor=scene.officer, statement_id=sent.pk)

    def test_a_decision_is_undone(self, scene: Scene) -> None:
        account(scene)
        sent = statement(scene)
        services.validate_bank_statement(actor=scene.officer, statement_id=sent.pk)
        services.reopen_bank_statement(actor=scene.officer, statement_id=sent.pk)
        assert standing(scene) is Standing.WAITING
        services.refuse_bank_statement(actor=scene.officer, statement_id=sent.pk, reason=REASON)
        services.reopen_bank_statement(actor=scene.officer, statement_id=sent.pk)
        assert standing(scene) is Standing.WAITING

    @pytest.mark.parametrize("who", ["holder", "coordinator", "far_adviser", "stranger"])
    def test_only_agents_in_charge_decide(self, scene: Scene, who: str) -> None:
        account(scene)
        sent, person = statement(scene), getattr(scene, who)
        with pytest.raises(BankStatement.DoesNotExist):
            services.validate_bank_statement(actor=person, statement_id=sent.pk)
        with pytest.raises(BankStatement.DoesNotExist):
            statement_to_decide(person, sent.pk)

    def test_whoever_looks_is_recorded(self, scene: Scene) -> None:
        account(scene)
        sent = statement(scene)
        assert statement_to_decide(scene.officer, sent.pk) == sent
        entry = AuditEntry.objects.filter(kind="consultation").latest("pk")
        assert (entry.subject_type, entry.purpose) == (
            "facilities.organiser", "relevé d’identité bancaire à valider",
        )  # fmt: skip

    def test_strangers_and_passwords_send_none(self, scene: Scene) -> None:
        from portal.accounts.models import User

        document = Accepted("rib.pdf", "application/pdf", PDF, Verdict.CLEAN)
        with pytest.raises(Organiser.DoesNotExist):
            statement(scene)  # without an account there is nothing to prove
        account(scene)
        weak = by_password(User.objects.get(pk=scene.holder.pk))
        for person in (scene.stranger, scene.officer, weak):
            with pytest.raises(Organiser.DoesNotExist):
                services.submit_bank_statement(
                    actor=person, organiser_id=scene.organiser.pk, document=document
                )


class TestProjects:
    def test_parents_read_the_one_that_is_approved(self, scene: Scene, committed: Committing) -> None:
        first = project(scene)
        assert public_files(scene.listing.pk).project is None
        with committed():
            services.approve_project(actor=scene.adviser, project_id=first.pk)
        shown = public_files(scene.listing.pk).project
        first.refresh_from_db()
        assert shown is not None
        assert shown.url == f"/media/projets/{first.public_token}/projet-pedagogique.pdf"
        second = project(scene)
        # While it waits the former one stays.
        assert published_tokens("projets") == {first.public_token}
        with committed():
            services.approve_project(actor=scene.adviser, project_id=second.pk)
        second.refresh_from_db()
        assert published_tokens("projets") == {second.public_token}
        assert list(projects_of(scene.facility)) == [second]
        services.withdraw_project(actor=scene.holder, project_id=second.pk)
        assert published_tokens("projets") == set()
        assert public_files(scene.listing.pk).project is None

    def test_refused_then_another_and_no_way_back(self, scene: Scene) -> None:
        first = project(scene)
        services.refuse_project(actor=scene.adviser, project_id=first.pk, reason=REASON)
        services.reopen_project(actor=scene.adviser, project_id=first.pk)
        services.refuse_project(actor=scene.adviser, project_id=first.pk, reason=REASON)
        second = project(scene)
        assert list(projects_of(scene.facility)) == [second]
        with pytest.raises(WrongStatus):
            services.reopen_project(actor=scene.adviser, project_id=first.pk)

    def test_an_approval_is_not_undone_under_a_newer_one(self, scene: Scene, committed: Committing) -> None:
        first = project(scene)
        with committed():
            services.approve_project(actor=scene.adviser, project_id=first.pk)
        project(scene)
        with pytest.raises(TransitionRefused, match="plus récent"):
            services.reopen_project(actor=scene.adviser, project_id=first.pk)
        assert len(published_tokens("projets")) == 1

    @pytest.mark.parametrize("who", ["holder", "coordinator", "far_adviser", "officer", "stranger"])
    def test_the_agent_conseil_decides_alone(self, scene: Scene, who: str) -> None:
        sent, person = project(scene), getattr(scene, who)
        with pytest.raises(PedagogicalProject.DoesNotExist):
            services.approve_project(actor=person, project_id=sent.pk)
        assert not projects_to_decide_for(person).exists()
        assert project_to_decide(scene.adviser, sent.pk) == sent

    def test_strangers_change_nothing(self, scene: Scene) -> None:
        sent = project(scene)
        with pytest.raises(PedagogicalProject.DoesNotExist):
            services.withdraw_project(actor=scene.stranger, project_id=sent.pk)
        with pytest.raises(Listing.DoesNotExist):
            services.submit_project(
                actor=scene.stranger,
                listing_id=scene.listing.pk,
                document=Accepted("a.pdf", "application/pdf", PDF),
            )

    def test_what_is_held_is_nobodys_to_decide(self, scene: Scene, answering: Answering) -> None:
        answering(None)
        sent: Any = project(scene, Verdict.UNSCANNED)
        assert not projects_to_decide_for(scene.adviser).exists()
        with pytest.raises(ValidationError, match="antivirus"):
            services.approve_project(actor=scene.adviser, project_id=sent.pk)

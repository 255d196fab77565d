"""Inviting agents: who may, what is refused, which links serve; and who a person without a password is."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from portal.accounts import agent_invitations, identification, posts
from portal.accounts.agent_invitations import AgentInvitationUnusable, AgentInvited, open_agent_invitation
from portal.accounts.enums import LoginLevel, Role, Territory
from portal.accounts.link_secrets import INVITATION_LASTS
from portal.accounts.models import AgentInvitation, FederatedIdentity, User
from portal.accounts.person import person_of
from portal.accounts.strong import identities, joining
from portal.accounts.strong.federation import Why
from portal.audit.models import AuditEntry
from portal.kernel import clock
from portal.kernel.service import writing
from portal.notifications.models import Notification
from tests.accounts.agents import (
    INVITED,
    NISS,
    OTHER_NISS,
    SYSTEM,
    accept,
    everything,
    invite,
    manager_of_agents,
    proof,
    refused,
    strongly,
)
from tests.accounts.doors import make_person, wait

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager() -> User:
    return manager_of_agents()


class TestInviting:
    def test_of_the_secret_a_digest_is_kept(self, manager: User) -> None:
        invited = invite(manager)
        assert open_agent_invitation(invited.secret) == invited.invitation
        assert invited.secret not in str(everything())

    def test_the_history_tells_it_and_covers_the_address(self, manager: User) -> None:
        invited = invite(manager, until=clock.today() + timedelta(days=400))
        entry = AuditEntry.objects.get(subject_type="accounts.agentinvitation")
        assert (entry.actor_id, entry.purpose, entry.subject_id) == (
            manager.pk,
            "invitation",
            invited.invitation.pk,
        )
        assert entry.changes["post"] == ["", "Helpdesk"]
        # An invitation that runs out has no line of its own.
        ends = invited.invitation.expires_at.astimezone(clock.BRUSSELS).date()
        assert entry.changes["expires_at"] == ["", str(ends)]
        assert INVITED["email"] not in str(entry.changes)

    @pytest.mark.parametrize("function", [None, Role.HELPDESK, Role.ACTE_TEAM])
    def test_only_those_who_manage_agents_may(self, manager: User, function: Role | None) -> None:
        other = make_person("autre", "autre@exemple.be")
        if function:
            posts.give_post(actor=SYSTEM, user=other, function=function)
        invitation = invite(manager).invitation
        before = everything()
        for actor in (strongly(other), person_of(manager, LoginLevel.PASSWORD)):
            with pytest.raises(PermissionDenied):
                agent_invitations.invite_agent(
                    actor=actor, function=Role.HELPDESK, territory=None, since=clock.today(), **INVITED
                )
            for service in (
                agent_invitations.invite_agent_again,
                agent_invitations.withdraw_agent_invitation,
            ):
                with pytest.raises(PermissionDenied):
                    service(actor=actor, invitation_id=invitation.pk)
        assert everything() == before

    @pytest.mark.parametrize(
        ("field", "changes"),
        [
            ("first_name", {"first_name": "  "}),
            ("last_name", {"last_name": ""}),
            ("last_name", {"last_name": "x" * 151}),
            ("email", {"email": "ines"}),
            ("territory", {"function": Role.ADVISER}),
            ("territory", {"territory": Territory.NAMUR}),
            ("function", {"function": Role.HOLDER}),
            ("until", {"until": date(2020, 1, 1)}),
            ("until", {"since": date(2020, 1, 1), "until": date(2020, 2, 1)}),
        ],
    )
    def test_what_is_wrong_is_said_by_the_field(
        self, manager: User, field: str, changes: dict[str, Any]
    ) -> None:
        before = everything()
        with pytest.raises(ValidationError) as refusal:
            invite(manager, **changes)
        assert list(refusal.value.error_dict) == [field]
        assert everything() == before

    def test_a_second_one_to_the_same_function_takes_the_place_of_the_first(self, manager: User) -> None:
        first = invite(manager)
        second = invite(manager, email="INES@exemple.be")
        other = invite(manager, Role.ACTE_TEAM)
        with pytest.raises(AgentInvitationUnusable):
            open_agent_invitation(first.secret)
        for invited in (second, other):
            assert open_agent_invitation(invited.secret) == invited.invitation

    def test_the_database_keeps_two_from_being_open(self, manager: User) -> None:
        kept = invite(manager).invitation
        kept.pk, kept.secret_digest, kept.email = None, "x", "INES@exemple.be"
        with pytest.raises(IntegrityError), transaction.atomic(), writing():
            kept.save(force_insert=True)

    def test_sent_again_it_is_the_same_with_another_link(self, manager: User, monkeypatch: Any) -> None:
        until = clock.today() + timedelta(days=90)
        first = invite(manager, Role.ADVISER, territory=Territory.LIEGE, until=until)
        wait(monkeypatch, days=20)
        again = agent_invitations.invite_agent_again(
            actor=strongly(manager), invitation_id=first.invitation.pk
        )
        with pytest.raises(AgentInvitationUnusable):
            open_agent_invitation(first.secret)
        told = ("first_name", "last_name", "email", "function", "territory", "since", "until")
        assert [getattr(again.invitation, name) for name in told] == [
            getattr(first.invitation, name) for name in told
        ]
        assert open_agent_invitation(again.secret).expires_at == clock.now() + INVITATION_LASTS

    def test_its_link_does_not_outlast_what_it_offers(self, manager: User) -> None:
        today = clock.today()
        invited = invite(manager, until=today)
        assert invited.invitation.expires_at.astimezone(clock.BRUSSELS).date() == today + timedelta(days=1)


class TestLinksThatServeNoMore:
    @pytest.fixture
    def invited(self, manager: User) -> AgentInvited:
        return invite(manager)

    @staticmethod
    def serves(invited: AgentInvited) -> bool:
        try:
            accept(invited)
        except AgentInvitationUnusable:
            assert not User.objects.filter(email=INVITED["email"]).exists()
            return False
        return True

    def test_one_that_is_valid_does(self, invited: AgentInvited) -> None:
        assert self.serves(invited)

    def test_too_old(self, invited: AgentInvited, monkeypatch: Any) -> None:
        wait(monkeypatch, days=INVITATION_LASTS.days, seconds=1)
        assert not self.serves(invited)

    def test_withdrawn_and_in_the_history(self, invited: AgentInvited, manager: User) -> None:
        agent_invitations.withdraw_agent_invitation(
            actor=strongly(manager), invitation_id=invited.invitation.pk
        )
        assert not self.serves(invited)
        assert AuditEntry.objects.filter(purpose="invitation retirée", actor_id=manager.pk).exists()
        with pytest.raises(AgentInvitation.DoesNotExist):
            agent_invitations.invite_agent_again(actor=strongly(manager), invitation_id=invited.invitation.pk)

    def test_of_somebody_who_manages_agents_no_more(self, invited: AgentInvited, manager: User) -> None:
        posts.end_post(
            actor=SYSTEM, post_id=manager.posts.get().pk, last_day=clock.today() - timedelta(days=1)
        )
        assert not self.serves(invited)

    def test_of_somebody_whose_account_has_ended(self, invited: AgentInvited, manager: User) -> None:
        User.objects.filter(pk=manager.pk).update(is_active=False)
        assert not self.serves(invited)

    def test_used(self, invited: AgentInvited) -> None:
        user = accept(invited)
        before = everything()
        for by in (proof(), proof(OTHER_NISS)):
            with pytest.raises(AgentInvitationUnusable):
                accept(invited, by)
        assert everything() == before
        assert user.posts.count() == 1

    def test_used_by_another_request_at_this_very_moment(
        self, invited: AgentInvited, monkeypatch: Any
    ) -> None:
        seen = open_agent_invitation(invited.secret)
        accept(invited)
        monkeypatch.setattr(joining, "open_agent_invitation", lambda secret: seen)
        before = everything()
        with pytest.raises(AgentInvitationUnusable):
            accept(invited)
        assert everything() == before

    def test_another_secret(self, invited: AgentInvited) -> None:
        for secret in ("", "x", invited.secret[:-1], invited.invitation.secret_digest):
            with pytest.raises(AgentInvitationUnusable):
                open_agent_invitation(secret)


class TestAccepting:
    def test_somebody_whom_nobody_knows_gets_a_user_without_password(self, manager: User) -> None:
        user = accept(invite(manager))
        assert (user.username, user.email, user.get_full_name()) == (
            "ines.petit.jean", "ines@exemple.be", "Inès Petit-Jean",
        )  # fmt: skip
        assert not user.has_usable_password()
        assert user.converted_at is not None
        assert identities.user_of(proof()).pk == user.pk
        post = user.posts.get()
        assert (post.function, post.since, post.until) == (Role.HELPDESK, clock.today(), None)
        assert strongly(user).is_agent

    def test_it_is_in_the_history_and_both_are_told(self, manager: User) -> None:
        invited = invite(manager)
        user = accept(invited)
        entry = AuditEntry.objects.get(purpose="invitation acceptée")
        assert (entry.actor_id, entry.level, entry.subject_id) == (user.pk, 450, invited.invitation.pk)
        purposes = AuditEntry.objects.filter(subject_type="accounts.user", subject_id=user.pk)
        assert {"création", "identification", "fonction donnée"} <= set(
            purposes.values_list("purpose", flat=True)
        )
        told = dict(Notification.objects.filter(user=manager).values_list("kind", "text"))
        assert "Inès Petit-Jean a accepté" in told["accounts.agent_joined"]
        kinds = set(Notification.objects.filter(user=user).values_list("kind", flat=True))
        assert kinds == {"accounts.niss_linked", "accounts.post_given"}
        assert NISS not in str(everything())

    def test_who_has_bosa_keys_and_no_number(self, manager: User) -> None:
        user = accept(invite(manager), proof("", level=LoginLevel.BOSA_KEYS))
        assert not user.has_niss
        assert identities.user_of(proof("")).pk == user.pk

    def test_a_level_that_is_too_low(self, manager: User) -> None:
        assert refused(invite(manager), proof(level=LoginLevel.PASSWORD)) is Why.TOO_WEAK

    def test_a_number_that_is_a_users_gives_the_function_to_that_user(self, manager: User) -> None:
        """A professional who becomes an agent, by the address of their work."""
        person = make_person("aline", "aline@exemple.be")
        identification.state_niss(actor=SYSTEM, user=person, text=NISS)
        assert accept(invite(manager)) == person
        assert not User.objects.filter(email=INVITED["email"]).exists()
        kept = User.objects.get(pk=person.pk)
        assert (kept.email, kept.get_full_name()) == ("aline@exemple.be", "Aline Dubois")
        assert kept.has_usable_password()
        assert person.posts.get().function == Role.HELPDESK

    def test_keys_that_are_a_users_give_the_function_to_that_user(self, manager: User) -> None:
        person = make_person("bo", "bo@exemple.be")
        identities.link_subject(actor=SYSTEM, user=person, proof=proof(""))
        assert accept(invite(manager), proof("")) == person
        assert FederatedIdentity.objects.count() == 1

    def test_a_number_of_somebody_whose_account_has_ended(self, manager: User) -> None:
        person = make_person("aline", "aline@exemple.be", is_active=False)
        identification.state_niss(actor=SYSTEM, user=person, text=NISS)
        assert refused(invite(manager)) is Why.INACTIVE

    def test_an_address_that_is_a_users_makes_no_second_user(self, manager: User) -> None:
        """They convert their user first; then the number finds it."""
        person = make_person("ines", "Ines@exemple.be")
        invited = invite(manager)
        assert refused(invited) is Why.HAS_USER
        identification.state_niss(actor=SYSTEM, user=person, text=NISS)
        assert accept(invited) == person

    def test_who_is_signed_in_must_be_the_one_who_comes_back(self, manager: User) -> None:
        invited = invite(manager)
        person, other = make_person("aline", "aline@exemple.be"), make_person("bea", "bea@exemple.be")
        identification.state_niss(actor=SYSTEM, user=person, text=NISS)
        assert refused(invited, actor=other) is Why.SOMEBODY_ELSE
        # Nobody is made beside somebody who is there.
        assert refused(invited, proof(OTHER_NISS), actor=person) is Why.SOMEBODY_ELSE
        assert accept(invited, actor=person) == person

    @pytest.mark.parametrize(
        "name", ["", "?", "Petit-Jean", "PETITJEAN PETIT", "jean", "Dupont-Petit", "van Jean"]
    )
    def test_a_name_that_can_be_theirs(self, manager: User, name: str) -> None:
        assert accept(invite(manager), proof(name=name)).email == INVITED["email"]

    @pytest.mark.parametrize("name", ["Dupont", "Petitjean", "de la Rue", "P"])
    def test_a_name_that_is_anothers(self, manager: User, name: str) -> None:
        """The link was forwarded, or read by somebody else."""
        assert refused(invite(manager), proof(name=name)) is Why.OTHER_NAME

    def test_a_particle_is_no_name(self, manager: User) -> None:
        invited = invite(manager, last_name="De Smet")
        assert refused(invited, proof(name="de Wit")) is Why.OTHER_NAME
        assert accept(invited, proof(name="SMET")).email == INVITED["email"]

    def test_a_function_that_is_held_already_is_not_given_twice(self, manager: User) -> None:
        person = make_person("aline", "aline@exemple.be")
        identification.state_niss(actor=SYSTEM, user=person, text=NISS)
        posts.give_post(actor=SYSTEM, user=person, function=Role.HELPDESK, since=date(2020, 1, 1))
        assert accept(invite(manager)) == person
        assert person.posts.get().since == date(2020, 1, 1)

    def test_days(self, manager: User) -> None:
        """Nobody has held a function before accepting it; one that begins later begins then."""
        today = clock.today()
        later, until = today + timedelta(days=5), today + timedelta(days=50)
        user = accept(invite(manager, since=date(2020, 1, 1)))
        assert user.posts.get().since == today
        accept(invite(manager, Role.ADVISER, territory=Territory.NAMUR, since=later, until=until))
        post = user.posts.get(function=Role.ADVISER)
        assert (post.territory, post.since, post.until) == (Territory.NAMUR, later, until)

    def test_all_or_nothing(self, manager: User, monkeypatch: Any) -> None:
        def breaks(**kwargs: Any) -> None:
            raise RuntimeError("broken")

        monkeypatch.setattr("portal.accounts.strong.joining.give_promised_post", breaks)
        invited = invite(manager)
        before = everything()
        with pytest.raises(RuntimeError):
            accept(invited)
        assert everything() == before

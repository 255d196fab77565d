"""Access to an organiser: invited, accepted once, changed, ended; never without a holder."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from portal.accounts.enums import Role
from portal.accounts.link_secrets import INVITATION_LASTS
from portal.accounts.models import User
from portal.accounts.person import Person
from portal.accounts.rights import Right
from portal.audit.models import AuditEntry
from portal.facilities.models import Invitation, Membership, Organiser
from portal.facilities.services import members
from portal.facilities.services.members import AccessHeldAlready, InvitationUnusable
from portal.kernel import clock
from tests.accounts.conftest import SYSTEM, MakeUser, by_password, member_of


@pytest.fixture
def holder(make_user: MakeUser, organiser: Organiser) -> User:
    user = make_user("titulaire")
    members.give_first_holder(actor=SYSTEM, organiser_id=organiser.pk, user=user)
    return user


def invite(actor: Person, organiser: Organiser, role: Role = Role.MEMBER, **changes: str) -> members.Invited:
    wanted = {"email": "aline@exemple.be", "first_name": "Aline", "last_name": "Dubois"} | changes
    return members.invite_member(actor=actor, organiser_id=organiser.pk, role=role, **wanted)


class TestInvitation:
    def test_it_opens_one_access_once(
        self,
        holder: User,
        organiser: Organiser,
        make_user: MakeUser,
    ) -> None:
        invited = invite(by_password(holder), organiser)
        guest, late = make_user("aline"), make_user("tard")
        assert members.open_invitation(invited.secret).organiser == organiser
        members.accept_invitation(actor=by_password(guest), secret=invited.secret, user=guest)
        assert by_password(guest).may(Right.EDIT_LISTING)
        assert not by_password(guest).may(Right.MANAGE_MEMBERS)
        with pytest.raises(InvitationUnusable):
            members.accept_invitation(actor=by_password(late), secret=invited.secret, user=late)
        assert not by_password(late).roles

    def test_a_member_who_is_offered_more_becomes_it(
        self,
        holder: User,
        organiser: Organiser,
        make_user: MakeUser,
    ) -> None:
        guest, other = make_user("aline"), make_user("bea")
        member_of(organiser, guest)
        as_member = invite(by_password(holder), organiser, email="invitee@exemple.be")
        for user in (guest, holder):
            with pytest.raises(AccessHeldAlready):
                members.accept_invitation(actor=by_password(user), secret=as_member.secret, user=user)
        members.accept_invitation(actor=by_password(other), secret=as_member.secret, user=other)
        as_holder = invite(by_password(holder), organiser, Role.HOLDER, email="autre@exemple.be")
        members.accept_invitation(actor=by_password(guest), secret=as_holder.secret, user=guest)
        assert by_password(guest).may(Right.MANAGE_MEMBERS)
        told = AuditEntry.objects.filter(purpose="accès accepté").order_by("pk").last()
        assert told is not None
        assert told.changes["role"] == ["Membre", "Titulaire"]

    def test_its_secret_is_nowhere(self, holder: User, organiser: Organiser) -> None:
        invited = invite(by_password(holder), organiser)
        kept = str([list(model.objects.values()) for model in (Invitation, AuditEntry)])
        assert invited.secret not in kept
        assert "aline@exemple.be" not in str(list(AuditEntry.objects.values()))

    def test_it_ends_by_itself(
        self,
        holder: User,
        organiser: Organiser,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        invited = invite(by_password(holder), organiser)
        later = clock.now() + INVITATION_LASTS + timedelta(seconds=1)
        monkeypatch.setattr(clock, "now", lambda: later)
        with pytest.raises(InvitationUnusable):
            members.open_invitation(invited.secret)

    def test_a_second_one_to_the_same_address_replaces_the_first(
        self,
        holder: User,
        organiser: Organiser,
    ) -> None:
        first = invite(by_password(holder), organiser)
        second = invite(by_password(holder), organiser, email="ALINE@exemple.be")
        with pytest.raises(InvitationUnusable):
            members.open_invitation(first.secret)
        assert members.open_invitation(second.secret)

    def test_it_can_be_withdrawn_by_a_holder_of_this_organiser_only(
        self,
        holder: User,
        organiser: Organiser,
        other_organiser: Organiser,
        make_user: MakeUser,
    ) -> None:
        invited = invite(by_password(holder), organiser)
        stranger = make_user("ailleurs")
        member_of(other_organiser, stranger, Role.HOLDER)
        for organiser_id in (organiser.pk, other_organiser.pk):
            try:
                members.withdraw_invitation(
                    actor=by_password(stranger),
                    organiser_id=organiser_id,
                    invitation_id=invited.invitation.pk,
                )
            except Organiser.DoesNotExist:
                assert organiser_id == organiser.pk
        assert members.open_invitation(invited.secret)
        members.withdraw_invitation(
            actor=by_password(holder), organiser_id=organiser.pk, invitation_id=invited.invitation.pk
        )
        with pytest.raises(InvitationUnusable):
            members.open_invitation(invited.secret)

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"email": "aline"}, "email"),
            ({"email": ""}, "email"),
            ({"first_name": "  "}, "first_name"),
            ({"last_name": "x" * 151}, "last_name"),
        ],
    )
    def test_what_is_wrong_is_said_by_the_field_and_changes_nothing(
        self,
        holder: User,
        organiser: Organiser,
        changes: dict[str, str],
        field: str,
    ) -> None:
        with pytest.raises(ValidationError) as refusal:
            invite(by_password(holder), organiser, **changes)
        assert set(refusal.value.error_dict) == {field}
        assert not Invitation.objects.exists()

    def test_who_has_access_is_not_invited_again(self, holder: User, organiser: Organiser) -> None:
        with pytest.raises(ValidationError):
            invite(by_password(holder), organiser, email="Titulaire@exemple.be")

    @pytest.mark.parametrize("secret", ["", "x", "x" * 5000, "\0", "é"])
    def test_guessed_links_lead_nowhere(self, db: None, secret: str) -> None:
        with pytest.raises(InvitationUnusable):
            members.open_invitation(secret)


class TestMembers:
    def test_members_manage_nobody(
        self,
        holder: User,
        organiser: Organiser,
        make_user: MakeUser,
    ) -> None:
        member = make_user("membre")
        member_of(organiser, member)
        actor = by_password(member)
        with pytest.raises(Organiser.DoesNotExist):
            invite(actor, organiser)
        with pytest.raises(Organiser.DoesNotExist):
            members.remove_member(actor=actor, organiser_id=organiser.pk, user_id=holder.pk)
        with pytest.raises(Organiser.DoesNotExist):
            members.change_role(actor=actor, organiser_id=organiser.pk, user_id=member.pk, role=Role.HOLDER)

    def test_a_holder_of_another_organiser_reaches_nobody_here(
        self,
        holder: User,
        organiser: Organiser,
        other_organiser: Organiser,
        make_user: MakeUser,
    ) -> None:
        stranger = make_user("ailleurs")
        member_of(other_organiser, stranger, Role.HOLDER)
        with pytest.raises(Organiser.DoesNotExist):
            members.remove_member(actor=by_password(stranger), organiser_id=organiser.pk, user_id=holder.pk)
        with pytest.raises(Membership.DoesNotExist):
            members.remove_member(
                actor=by_password(stranger), organiser_id=other_organiser.pk, user_id=holder.pk
            )

    def test_the_last_holder_stays(
        self,
        holder: User,
        organiser: Organiser,
        make_user: MakeUser,
    ) -> None:
        actor = by_password(holder)
        with pytest.raises(ValidationError, match="dernier accès de titulaire"):
            members.remove_member(actor=actor, organiser_id=organiser.pk, user_id=holder.pk)
        with pytest.raises(ValidationError):
            members.change_role(actor=actor, organiser_id=organiser.pk, user_id=holder.pk, role=Role.MEMBER)
        second = make_user("seconde")
        member_of(organiser, second, Role.HOLDER)
        members.remove_member(actor=actor, organiser_id=organiser.pk, user_id=holder.pk)
        assert not by_password(holder).roles
        assert by_password(second).may(Right.MANAGE_MEMBERS)

    def test_a_holder_who_cannot_sign_in_does_not_count(
        self,
        holder: User,
        organiser: Organiser,
        make_user: MakeUser,
    ) -> None:
        gone = make_user("partie")
        member_of(organiser, gone, Role.HOLDER)
        User.objects.filter(pk=gone.pk).update(is_active=False)
        with pytest.raises(ValidationError):
            members.remove_member(actor=by_password(holder), organiser_id=organiser.pk, user_id=holder.pk)

    def test_everything_is_in_the_history(
        self,
        holder: User,
        organiser: Organiser,
        make_user: MakeUser,
    ) -> None:
        guest = make_user("aline")
        invited = invite(by_password(holder), organiser)
        members.accept_invitation(actor=by_password(guest), secret=invited.secret, user=guest)
        members.change_role(
            actor=by_password(holder), organiser_id=organiser.pk, user_id=guest.pk, role=Role.HOLDER
        )
        members.remove_member(actor=by_password(guest), organiser_id=organiser.pk, user_id=holder.pk)
        entries = AuditEntry.objects.filter(subject_type="facilities.organiser").order_by("pk")
        assert list(entries.values_list("purpose", "actor_label")) == [
            ("création", "Système (essai)"),
            ("premier accès", "Système (essai)"),
            ("invitation", "Titulaire"),
            ("accès accepté", "Aline"),
            ("rôle changé", "Titulaire"),
            ("accès retiré", "Aline"),
        ]

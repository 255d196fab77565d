"""Accesses to an organiser: the person concerned is told, and whoever answers for the organiser."""

from typing import Any

import pytest
from django.core import mail

from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.facilities.models import Organiser
from portal.facilities.services import members
from portal.notifications.access import notifications_of
from portal.notifications.services import choose_mails
from tests.accounts.conftest import SYSTEM, MakeUser, by_password, member_of, strongly

pytestmark = pytest.mark.django_db


@pytest.fixture
def holder(make_user: MakeUser, organiser: Organiser) -> User:
    user = make_user("titulaire")
    member_of(organiser, user, Role.HOLDER)
    return user


@pytest.fixture
def guest(make_user: MakeUser) -> User:
    return make_user("zoe")


def invite(inviter: Any, organiser: Organiser) -> str:
    return members.invite_member(
        actor=inviter, organiser_id=organiser.pk, role=Role.MEMBER, email="zoe@exemple.be",
        first_name="Zoé", last_name="Martin",
    ).secret  # fmt: skip


def accept(secret: str, guest: User) -> None:
    members.accept_invitation(actor=by_password(guest), secret=secret, user=guest)


def told(user: User) -> list[str]:
    return [one.kind.removeprefix("facilities.") for one in notifications_of(user.pk).order_by("pk")]


def test_accepting_is_told_to_all_whom_it_concerns(
    holder: User, guest: User, organiser: Organiser, make_user: MakeUser
) -> None:
    other_holder, member = make_user("seconde"), make_user("membre")
    member_of(organiser, other_holder, Role.HOLDER)
    member_of(organiser, member)
    accept(invite(by_password(holder), organiser), guest)
    assert told(guest) == ["access_given"]
    assert told(holder) == told(other_holder) == ["invitation_accepted"]
    assert told(member) == []
    text = notifications_of(holder.pk).get().text
    assert text == ("Zoe a accepté une invitation et a maintenant accès à Les Tilleuls ASBL, comme membre.")
    assert notifications_of(guest.pk).get().path == f"/pro/acces/{organiser.pk}/"


def test_an_agent_who_invited_is_told(guest: User, organiser: Organiser, make_user: MakeUser) -> None:
    agent = make_user("agente", function=Role.HELPDESK)
    accept(invite(strongly(agent), organiser), guest)
    assert told(agent)[1:] == ["invitation_accepted"]


def test_who_invited_and_left_since_learns_nothing(
    holder: User, guest: User, organiser: Organiser, make_user: MakeUser
) -> None:
    gone = make_user("partie")
    member_of(organiser, gone, Role.HOLDER)
    secret = invite(by_password(gone), organiser)
    members.remove_member(actor=by_password(holder), organiser_id=organiser.pk, user_id=gone.pk)
    accept(secret, guest)
    assert told(gone) == ["access_removed"]
    assert told(holder) == ["invitation_accepted"]


def test_who_has_access_already_is_told_nothing_new(holder: User, guest: User, organiser: Organiser) -> None:
    secret = invite(by_password(holder), organiser)
    member_of(organiser, guest)
    with pytest.raises(members.AccessHeldAlready):
        accept(secret, guest)
    assert (told(guest), told(holder)) == ([], [])


def test_a_role_and_an_end(holder: User, guest: User, organiser: Organiser) -> None:
    member_of(organiser, guest)
    actor = by_password(holder)
    for _ in range(2):
        members.change_role(actor=actor, organiser_id=organiser.pk, user_id=guest.pk, role=Role.HOLDER)
    members.remove_member(actor=actor, organiser_id=organiser.pk, user_id=guest.pk)
    assert told(guest) == ["role_changed", "access_removed"]
    changed, removed = notifications_of(guest.pk).order_by("pk")
    assert changed.text == (
        "Pour Les Tilleuls ASBL, vous êtes maintenant titulaire. C’est Titulaire qui l’a décidé."
    )
    assert removed.path == "/pro/"
    assert told(holder) == []


def test_the_first_holder(guest: User, organiser: Organiser) -> None:
    members.give_first_holder(actor=SYSTEM, organiser_id=organiser.pk, user=guest)
    assert told(guest) == ["access_given"]


def test_holders_choose_whether_others_joining_comes_by_email(
    holder: User, guest: User, organiser: Organiser, django_capture_on_commit_callbacks: Any
) -> None:
    choose_mails(actor=holder, user=holder, wanted={"membres": False})
    secret = invite(by_password(holder), organiser)
    with django_capture_on_commit_callbacks(execute=True):
        accept(secret, guest)
    assert [sent.to for sent in mail.outbox] == [["zoe@exemple.be"]]
    assert told(holder) == ["invitation_accepted"]

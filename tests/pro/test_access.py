"""Inviting, accepting, changing and ending accesses, through the pages."""

import re
from typing import Any

import pytest
from django.core import mail

from portal.accounts import mails
from portal.accounts.models import User
from portal.audit.models import AuditEntry
from portal.facilities.models import Invitation, Membership
from tests.accounts.conftest import MakeUser
from tests.accounts.doors import PASSWORD, sign_in
from tests.pro.conftest import House, client_of
from tests.strictness.pages import StrictClient

pytestmark = pytest.mark.django_db
WANTED = {"first_name": "Zoé", "last_name": "Martin", "email": "zoe@exemple.be", "role": "membre"}
NEW_USER = {
    "action": "create", "first_name": "Zoé", "last_name": "Martin", "username": "zoe.martin",
    "password": PASSWORD, "password_again": PASSWORD,
}  # fmt: skip


@pytest.fixture
def holder(house: House, django_capture_on_commit_callbacks: Any) -> StrictClient:
    return client_of(house.holder)


def invite(house: House, capture: Any, **changes: str) -> Any:
    with capture(execute=True):
        return client_of(house.holder).post(f"/pro/acces/{house.organiser.pk}/inviter/", WANTED | changes)


def invited_path() -> str:
    found = re.search(r"https?://[^/]+(/invitation/\S+)", mail.outbox[-1].body)
    assert found
    return found[1]


class TestInviting:
    def test_the_email_alone_holds_the_link(
        self, house: House, django_capture_on_commit_callbacks: Any
    ) -> None:
        answer = invite(house, django_capture_on_commit_callbacks)
        assert answer["Location"] == f"/pro/acces/{house.organiser.pk}/"
        sent = mail.outbox[-1]
        assert sent.to == ["zoe@exemple.be"]
        secret = invited_path().split("/")[2]
        assert secret in sent.alternatives[0][0]
        page = client_of(house.holder).get(answer["Location"]).content.decode()
        assert "Zoé Martin" in page
        assert secret not in page
        assert secret not in str(list(Invitation.objects.values()))

    def test_nothing_is_sent_before_it_is_kept(
        self, house: House, django_capture_on_commit_callbacks: Any
    ) -> None:
        with django_capture_on_commit_callbacks(execute=False) as waiting:
            client_of(house.holder).post(f"/pro/acces/{house.organiser.pk}/inviter/", WANTED)
            assert mail.outbox == []
        assert len(waiting) == 1

    def test_what_is_wrong_is_said_by_the_field_and_what_was_typed_stays(
        self, house: House, django_capture_on_commit_callbacks: Any
    ) -> None:
        answer = invite(house, django_capture_on_commit_callbacks, email="zoe", first_name="")
        page = answer.content.decode()
        assert "L’invitation n’est pas encore partie" in page
        assert "<title>Erreur" in page
        assert 'value="Martin"' in page
        assert mail.outbox == []

    def test_who_has_access_is_not_invited(
        self, house: House, django_capture_on_commit_callbacks: Any
    ) -> None:
        answer = invite(house, django_capture_on_commit_callbacks, email="member@exemple.be")
        assert "déjà accès" in answer.content.decode()

    def test_a_mail_server_that_refuses_is_told(
        self, house: House, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*args: object, **kwargs: object) -> int:
            raise OSError("connection refused")

        monkeypatch.setattr(mails.EmailMultiAlternatives, "send", refuse)
        client = client_of(house.holder)
        with django_capture_on_commit_callbacks(execute=True):
            client.post(f"/pro/acces/{house.organiser.pk}/inviter/", WANTED)
        assert Invitation.objects.filter(email="zoe@exemple.be").exists()


class TestAccepting:
    def test_with_one_s_own_user(
        self, house: House, make_user: MakeUser, django_capture_on_commit_callbacks: Any
    ) -> None:
        invite(house, django_capture_on_commit_callbacks)
        guest = make_user("zoe")
        client = client_of(guest)
        assert "Les Tilleuls ASBL" in client.get(invited_path()).content.decode()
        assert not Membership.objects.filter(user=guest).exists()
        assert client.post(invited_path(), {"action": "accept"})["Location"] == "/pro/"
        assert Membership.objects.get(user=guest).organiser == house.organiser
        assert client.get(invited_path()).status_code == 404

    def test_nobody_accepts_without_signing_in(
        self, house: House, django_capture_on_commit_callbacks: Any
    ) -> None:
        invite(house, django_capture_on_commit_callbacks)
        assert StrictClient().post(invited_path(), {"action": "accept"}).status_code == 403
        assert Membership.objects.filter(organiser=house.organiser).count() == 2

    def test_with_a_new_user(self, house: House, django_capture_on_commit_callbacks: Any) -> None:
        invite(house, django_capture_on_commit_callbacks)
        client = StrictClient()
        assert client.post(invited_path(), NEW_USER)["Location"] == "/pro/"
        user = User.objects.get(username="zoe.martin")
        assert (user.email, user.get_full_name()) == ("zoe@exemple.be", "Zoé Martin")
        assert Membership.objects.get(user=user).role == "membre"
        assert "Les Tilleuls ASBL" in client.get("/pro/").content.decode()
        told = AuditEntry.objects.filter(actor_id=user.pk).order_by("pk").values_list("purpose", flat=True)
        assert list(told) == ["création", "accès accepté", "connexion"]
        assert sign_in(StrictClient(), "zoe@exemple.be").status_code == 302

    @pytest.mark.parametrize(
        ("changes", "told"),
        [
            ({"username": "holder"}, "déjà pris"),
            ({"username": "HOLDER"}, "déjà pris"),
            ({"username": "zoe@exemple.be"}, "Des lettres, des chiffres"),
            ({"password": "court", "password_again": "court"}, "au minimum 12"),
            ({"password_again": "autre"}, "pas les mêmes"),
            ({"first_name": " "}, "prénom"),
        ],
    )
    def test_what_is_wrong_makes_no_user_and_uses_nothing_up(
        self, house: House, django_capture_on_commit_callbacks: Any, changes: dict[str, str], told: str
    ) -> None:
        invite(house, django_capture_on_commit_callbacks)
        users = User.objects.count()
        answer = StrictClient().post(invited_path(), NEW_USER | changes)
        assert told in answer.content.decode()
        assert User.objects.count() == users
        assert StrictClient().get(invited_path()).status_code == 200

    def test_who_has_a_user_makes_no_second_one(
        self, house: House, make_user: MakeUser, django_capture_on_commit_callbacks: Any
    ) -> None:
        """Two users of one address could not sign in by it."""
        make_user("zoe")
        invite(house, django_capture_on_commit_callbacks)
        page = StrictClient().post(invited_path(), NEW_USER)
        assert "existe déjà" in page.content.decode()
        assert not User.objects.filter(username="zoe.martin").exists()

    def test_signing_in_leads_back_to_it(self, house: House, django_capture_on_commit_callbacks: Any) -> None:
        invite(house, django_capture_on_commit_callbacks)
        page = StrictClient().get(invited_path()).content.decode()
        assert f"/connexion/?next={invited_path()}" in page

    @pytest.mark.parametrize("secret", ["x", "é", "a" * 500])
    def test_guesses_lead_nowhere(self, house: House, secret: str) -> None:
        for client in (StrictClient(), client_of(house.holder)):
            for action in ("accept", "create"):
                assert client.get(f"/invitation/{secret}/").status_code == 404
                assert client.post(f"/invitation/{secret}/", NEW_USER | {"action": action}).status_code == 404

    def test_withdrawn_it_serves_no_more(self, house: House, django_capture_on_commit_callbacks: Any) -> None:
        invite(house, django_capture_on_commit_callbacks)
        number = Invitation.objects.get(email="zoe@exemple.be").pk
        client_of(house.holder).post(f"/pro/acces/{house.organiser.pk}/invitation/{number}/retirer/")
        assert StrictClient().get(invited_path()).status_code == 404
        again = client_of(house.holder).get(f"/pro/acces/{house.organiser.pk}/invitation/{number}/retirer/")
        assert again.status_code == 404


class TestMembers:
    def test_a_member_sees_who_has_access_and_decides_nothing(self, house: House) -> None:
        page = client_of(house.member).get(f"/pro/acces/{house.organiser.pk}/").content.decode()
        assert "Holder" in page
        assert "Inviter une personne" not in page
        assert "Retirer" not in page

    def test_looking_at_people_is_in_the_history(self, house: House) -> None:
        client_of(house.member).get(f"/pro/acces/{house.organiser.pk}/")
        entry = AuditEntry.objects.get(kind=AuditEntry.Kind.CONSULTATION)
        assert (entry.actor_id, entry.subject_id, entry.purpose) == (
            house.member.pk, house.organiser.pk, "accès",
        )  # fmt: skip

    def test_the_role_changes(self, house: House) -> None:
        path = f"/pro/acces/{house.organiser.pk}/{house.member.pk}/role/"
        assert client_of(house.holder).post(path, {"role": "titulaire"}).status_code == 302
        assert Membership.objects.get(user=house.member).role == "titulaire"
        assert "Choisissez" in client_of(house.holder).post(path, {"role": "roi"}).content.decode()

    def test_the_last_holder_stays_and_is_told_why(self, house: House) -> None:
        client, base = client_of(house.holder), f"/pro/acces/{house.organiser.pk}/{house.holder.pk}"
        for answer in (client.post(f"{base}/retirer/"), client.post(f"{base}/role/", {"role": "membre"})):
            assert answer.status_code == 200
            assert "dernier accès de titulaire" in answer.content.decode()
        assert Membership.objects.get(user=house.holder).role == "titulaire"

    def test_removing_oneself_leads_home(self, house: House) -> None:
        client = client_of(house.holder)
        client.post(f"/pro/acces/{house.organiser.pk}/{house.member.pk}/role/", {"role": "titulaire"})
        answer = client.post(f"/pro/acces/{house.organiser.pk}/{house.holder.pk}/retirer/")
        assert answer["Location"] == "/pro/"
        assert client.get(f"/pro/acces/{house.organiser.pk}/").status_code == 404

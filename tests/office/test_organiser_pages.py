"""« Pouvoirs organisateurs »: found by name, and who has access, looked after by the helpdesk and DIGIPRO."""

import re
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.audit.models import AuditEntry
from portal.facilities.models import Invitation, Membership, Organiser
from portal.facilities.services import register_organiser
from tests.office.conftest import MakeListing
from tests.office.house import SYSTEM, House, client_of
from tests.strictness.pages import StrictClient

pytestmark = pytest.mark.django_db
LIST = "/office/organisateurs/"
WANTED = {"first_name": "Zoé", "last_name": "Martin", "email": "zoe@exemple.be", "role": "titulaire"}


@pytest.fixture
def helper(house: House) -> StrictClient:
    return client_of(house.agents["helpdesk"])


def read(client: StrictClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode()).replace("\u00a0", " ")


def test_found_by_name_with_what_tells_them_apart(helper: StrictClient, house: House) -> None:
    """An organiser may be a person: its name stands in no address, either."""
    answer = helper.post(LIST, {"recherche": "TILLEULS"})
    assert "tilleuls" not in answer["Location"].lower()
    page = read(helper, answer["Location"])
    assert f"{LIST}{house.own.organiser.pk}/" in page
    assert f"{LIST}{house.foreign.organiser.pk}/" not in page
    assert "<td>Namur</td>" in page
    assert "<td>3</td>" in page


def test_its_queries_do_not_grow_with_its_rows(
    helper: StrictClient, make_listing: MakeListing, django_assert_num_queries: Any
) -> None:
    helper.get(LIST)
    with CaptureQueriesContext(connection) as few:
        helper.get(LIST)
    # The session, roles and the bell, the rows with what they show, their number.
    assert len(few) <= 14
    for number in range(5):
        make_listing(f"Lieu {number}", f"M-1{number}")
    with django_assert_num_queries(len(few)):
        helper.get(LIST)


def test_its_page_shows_people_and_is_in_the_history(helper: StrictClient, house: House) -> None:
    page = read(helper, f"{LIST}{house.own.organiser.pk}/")
    for told in (
        "Hilde Namur",
        "hilde@namur.example",
        "Titulaire, depuis le",
        "Inès Namur",
        "compte désactivé",
    ):
        assert told in page
    assert house.own.invitation.secret_digest not in page
    entry = AuditEntry.objects.get(kind="consultation", subject_type="facilities.organiser")
    assert (entry.subject_id, entry.purpose) == (house.own.organiser.pk, "accès")


@pytest.mark.parametrize("who", ["watch", "officer", "administrator"])
def test_who_may_look_only_is_offered_nothing(house: House, who: str) -> None:
    page = read(client_of(house.agents[who]), f"{LIST}{house.own.organiser.pk}/")
    assert "Hilde Namur" in page
    for absent in ("inviter/", "/role/", "/retirer/", "connexion-forte/"):
        assert absent not in page
    # The watch unit has no page of a person.
    assert (f"/office/personnes/{house.own.holder.pk}/" in page) is (who != "watch")


class TestInviting:
    def test_a_first_holder(self, helper: StrictClient, django_capture_on_commit_callbacks: Any) -> None:
        new = register_organiser(actor=SYSTEM, name="La Ribambelle")
        page = read(helper, f"{LIST}{new.pk}/")
        assert "Invitez d’abord une personne titulaire" in page
        form = helper.get(f"{LIST}{new.pk}/inviter/").content.decode()
        assert re.search(r'value="titulaire"[^>]*checked', form)
        with django_capture_on_commit_callbacks(execute=True):
            answer = helper.post(f"{LIST}{new.pk}/inviter/", WANTED)
        assert answer["Location"] == f"{LIST}{new.pk}/"
        assert "Zoé Martin" in read(helper, answer["Location"])
        assert Invitation.objects.get(organiser=new).role == Role.HOLDER
        body = mail.outbox[-1].body
        assert "Helpdesk (ONE) vous invite" in body
        link = re.search(r"https?://[^/]+(/invitation/\S+)", body)
        assert link
        guest = User.objects.create_user("zoe", email="zoe@exemple.be")
        client_of(guest).post(link[1], {"action": "accept"})
        assert Membership.objects.get(organiser=new).user == guest

    def test_what_is_wrong_is_told_and_kept(self, helper: StrictClient, house: House) -> None:
        path = f"{LIST}{house.own.organiser.pk}/inviter/"
        page = helper.post(path, WANTED | {"email": "zoe", "first_name": ""}).content.decode()
        assert "L’invitation n’est pas encore partie" in page
        assert 'value="Martin"' in page
        page = helper.post(path, WANTED | {"email": house.own.holder.email}).content.decode()
        assert "déjà accès" in page
        assert mail.outbox == []


class TestMembers:
    def test_roles_change_and_accesses_end(self, helper: StrictClient, house: House) -> None:
        base = f"{LIST}{house.own.organiser.pk}/membres/{house.own.member.pk}/"
        helper.post(f"{base}role/", {"role": "titulaire"})
        assert Membership.objects.get(user=house.own.member).role == Role.HOLDER
        answer = helper.post(f"{base}retirer/", follow=True)
        assert "n’a plus accès à Les Tilleuls" in answer.content.decode()
        assert not Membership.objects.filter(user=house.own.member).exists()

    def test_the_last_holder_stays(self, helper: StrictClient, house: House) -> None:
        base = f"{LIST}{house.own.organiser.pk}/membres/{house.own.holder.pk}/"
        for path, data in ((f"{base}retirer/", {}), (f"{base}role/", {"role": "membre"})):
            assert "dernier accès de titulaire" in helper.post(path, data).content.decode()
        assert Membership.objects.filter(user=house.own.holder, role=Role.HOLDER).exists()

    def test_a_member_of_another_organiser_is_none_of_this_one(
        self, helper: StrictClient, house: House
    ) -> None:
        path = f"{LIST}{house.own.organiser.pk}/membres/{house.foreign.member.pk}/retirer/"
        assert helper.post(path).status_code == 404

    def test_an_invitation_is_withdrawn(self, helper: StrictClient, house: House) -> None:
        path = f"{LIST}{house.own.organiser.pk}/invitations/{house.own.invitation.pk}/retirer/"
        assert house.own.invitation.email in helper.get(path).content.decode()
        helper.post(path)
        assert not Invitation.objects.still_open().filter(pk=house.own.invitation.pk).exists()
        foreign = f"{LIST}{house.own.organiser.pk}/invitations/{house.foreign.invitation.pk}/retirer/"
        assert helper.post(foreign).status_code == 404


class TestStrongLogin:
    def test_the_helpdesk_decides_where_it_is_offered(
        self, helper: StrictClient, house: House, settings: Any
    ) -> None:
        page, path = f"{LIST}{house.own.organiser.pk}/", f"{LIST}{house.own.organiser.pk}/connexion-forte/"
        assert path not in read(helper, page)
        for method in ("get", "post"):
            assert getattr(helper, method)(path).status_code == 404
        settings.STRONG_LOGIN = True
        assert path in read(helper, page)
        assert 'name="required" value="oui"' in helper.get(path).content.decode()
        # Twice, by two people who read the same page: it stays as both wanted it.
        for _ in range(2):
            helper.post(path, {"required": "oui"})
            assert Organiser.objects.get(pk=house.own.organiser.pk).strong_login_required
        # Where it is offered no longer, it can still be given up.
        settings.STRONG_LOGIN = False
        assert "Ne plus la rendre obligatoire" in read(helper, path)
        helper.post(path, {"required": "non"})
        assert not Organiser.objects.get(pk=house.own.organiser.pk).strong_login_required

"""« Personnes »: found without a name in any address, shown with what counts, and acted upon."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.accounts import mails
from portal.accounts.enums import LoginLevel, Role
from portal.accounts.models import AgentPost, User
from portal.accounts.services import note_sign_in
from portal.audit.models import AuditEntry
from portal.facilities.models import Membership
from portal.kernel import clock
from portal.kernel.service import writing
from tests.office.house import SINCE, House, client_of
from tests.strictness.pages import StrictClient

pytestmark = pytest.mark.django_db
PEOPLE = "/office/personnes/"


@pytest.fixture
def helper(house: House) -> StrictClient:
    return client_of(house.agents["helpdesk"])


@pytest.fixture
def manager(house: House) -> StrictClient:
    return client_of(house.agents["digipro"])


def read(client: StrictClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode()).replace("\u00a0", " ")


def person(user: User, action: str = "") -> str:
    return f"{PEOPLE}{user.pk}/{action}"


class TestSearching:
    def test_no_name_stands_in_the_address(self, helper: StrictClient, house: House) -> None:
        for text in ("Hilde", house.own.holder.email):
            answer = helper.post(PEOPLE, {"recherche": f" {text} "})
            assert answer.status_code == 303
            assert text.lower() not in answer["Location"].lower()
            page = read(helper, answer["Location"])
            assert f'value="{text}"' in page
            assert person(house.own.holder) in page
            assert person(house.own.member) not in page

    def test_an_address_serves_who_searched_and_nobody_else(self, helper: StrictClient, house: House) -> None:
        address = helper.post(PEOPLE, {"recherche": "Hilde"})["Location"]
        other = read(client_of(house.agents["digipro"]), address)
        assert 'value="Hilde"' not in other
        assert person(house.own.member) in other

    @pytest.mark.parametrize("token", ["x", "é", "gAAAAA==", "a" * 3_000])
    def test_a_made_up_one_shows_all(self, helper: StrictClient, house: House, token: str) -> None:
        assert person(house.own.member) in read(helper, f"{PEOPLE}?recherche={token}")

    def test_an_empty_search_shows_all(self, helper: StrictClient, house: House) -> None:
        assert helper.post(PEOPLE, {"recherche": "  "})["Location"] == PEOPLE

    def test_nobody_of_that_name(self, helper: StrictClient) -> None:
        answer = helper.post(PEOPLE, {"recherche": "<b>Personne"}, follow=True)
        page = answer.content.decode()
        assert "Personne ne porte ce nom" in page
        assert "<b>Personne" not in page

    def test_pages_are_turned_with_the_search(
        self, helper: StrictClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("portal.office.pages.PER_PAGE", 1)
        address = helper.post(PEOPLE, {"recherche": "example"})["Location"]
        token = parse_qs(urlsplit(address).query)["recherche"][0]
        page = helper.get(address).content.decode()
        assert f"recherche={token.replace('=', '%3D')}" in page
        assert "p=2" in page
        first, second = (re.findall(rf"{PEOPLE}(\d+)/", helper.get(f"{address}&p={number}").content.decode())
                         for number in (1, 2))  # fmt: skip
        assert first
        assert first != second
        assert helper.get(f"{address}&p=x").status_code == 200

    def test_its_queries_do_not_grow_with_its_rows(
        self, helper: StrictClient, house: House, django_assert_num_queries: Any
    ) -> None:
        helper.get(PEOPLE)
        with CaptureQueriesContext(connection) as few:
            helper.get(PEOPLE)
        # The session, roles and the bell, who reads, the rows with what they show, their number.
        assert len(few) <= 17
        for number in range(6):
            user = User.objects.create_user(f"autre{number}")
            with writing():
                Membership.objects.create(
                    organiser=house.own.organiser, user=user, role=Role.MEMBER, since=SINCE
                )
                AgentPost.objects.create(user=user, function=Role.ACTE_TEAM, since=SINCE)
        with django_assert_num_queries(len(few)):
            helper.get(PEOPLE)

    def test_the_list_says_what_they_are(self, helper: StrictClient, house: House) -> None:
        page = read(helper, PEOPLE)
        for told in ("Titulaire : Les Tilleuls", "Cellule de veille", "Désactivé", "hilde.namur"):
            assert told in page


class TestOnePerson:
    def test_what_is_told(self, helper: StrictClient, house: House) -> None:
        user = house.own.holder
        note_sign_in(actor=user, user=user, level=LoginLevel.ITSME)
        page = read(helper, person(user))
        for told in ("Hilde Namur", "hilde.namur", user.email, "Actif", "pas encore converti", "itsme",
                     "Les Tilleuls", "Titulaire, depuis le"):  # fmt: skip
            assert told in page

    def test_converted_or_not_and_never_the_number(self, helper: StrictClient, house: House) -> None:
        from portal.accounts.identification import state_niss
        from portal.kernel.actors import SystemActor

        state_niss(actor=SystemActor("essai"), user=house.own.holder, text="85.07.30-033 28")
        page = read(helper, person(house.own.holder))
        assert "Utilisateur converti" in page
        for digits in ("85.07.30", "85073003328", "•••"):
            assert digits not in page

    def test_a_look_is_a_consultation(self, helper: StrictClient, house: House) -> None:
        helper.get(person(house.own.holder))
        entry = AuditEntry.objects.get(kind="consultation", subject_id=house.own.holder.pk)
        assert (entry.actor_id, entry.purpose) == (house.agents["helpdesk"].pk, "page de la personne")

    def test_names_are_shown_as_text(self, helper: StrictClient, house: House) -> None:
        User.objects.filter(pk=house.own.holder.pk).update(first_name="<i>Hilde", is_active=False)
        client, path = client_of(house.agents["digipro"]), person(house.own.holder, "reactiver/")
        client.post(path, {"reason": "<u>essai"})
        page = client.get(person(house.own.holder)).content.decode()
        assert "est réactivé" in page
        assert "<i>Hilde" not in page
        assert "<u>essai" not in page

    @pytest.mark.parametrize(
        ("who", "shown"),
        [
            ("officer", set()),
            ("helpdesk", {"mot-de-passe/", "desactiver/"}),
            ("digipro", {"mot-de-passe/", "desactiver/", "fonctions/"}),
            ("administrator", {"desactiver/", "fonctions/"}),
        ],
    )
    def test_only_what_one_may_do_is_offered(self, house: House, who: str, shown: set[str]) -> None:
        page = read(client_of(house.agents[who]), person(house.own.member))
        actions = ("mot-de-passe/", "desactiver/", "reactiver/", "fonctions/", "remplacements/")
        assert {action for action in actions if person(house.own.member, action) in page} == shown

    def test_nobody_is_offered_their_own_end(self, manager: StrictClient, house: House) -> None:
        own = house.agents["digipro"]
        assert "desactiver/" not in read(manager, person(own))
        for method in ("get", "post"):
            assert getattr(manager, method)(person(own, "desactiver/"), {"reason": "x"}).status_code == 404


class TestNewPassword:
    def test_the_link_leaves_and_serves(self, helper: StrictClient, house: House) -> None:
        user = house.own.holder
        answer = helper.post(person(user, "mot-de-passe/"), follow=True)
        assert f"Le lien est parti à {user.email}" in answer.content.decode()
        sent = mail.outbox[-1]
        assert sent.to == [user.email]
        found = re.search(r"https?://[^/]+(/mot-de-passe/nouveau/\S+)", sent.body)
        assert found
        assert StrictClient().get(found[1]).status_code == 200
        again = helper.post(person(user, "mot-de-passe/"), follow=True)
        assert "moins de 5" in again.content.decode()
        assert len(mail.outbox) == 1

    def test_a_mail_server_that_refuses_is_told(
        self, helper: StrictClient, house: House, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(mails, "send", lambda *args: False)
        answer = helper.post(person(house.own.holder, "mot-de-passe/"), follow=True)
        assert "pas pu partir" in answer.content.decode()


class TestTheAccount:
    def test_it_ends_and_begins_again(self, helper: StrictClient, house: House) -> None:
        user = house.own.member
        away = client_of(user, LoginLevel.PASSWORD)
        assert away.get("/pro/").status_code == 200
        answer = helper.post(person(user, "desactiver/"), {"reason": "A quitté la crèche"}, follow=True)
        page = answer.content.decode().replace("\u00a0", " ")
        assert "est désactivé" in page
        assert "par Helpdesk : A quitté la crèche" in page
        assert away.get("/pro/").status_code == 302
        assert helper.get(person(user, "desactiver/")).status_code == 404
        helper.post(person(user, "reactiver/"), {"reason": "Retour"})
        assert User.objects.get(pk=user.pk).is_active
        assert away.get("/pro/").status_code == 302

    def test_what_is_refused_is_told_and_kept(self, helper: StrictClient, house: House) -> None:
        page = helper.post(person(house.own.member, "desactiver/"), {"reason": " "}).content.decode()
        assert (
            "<title>Erreur" in page.replace("\n", "").replace("  ", "") or "Erreur\u00a0: Désactiver" in page
        )
        assert "Indiquez le motif" in page
        assert "Le compte n’est pas désactivé" in page
        page = helper.post(
            person(house.own.holder, "desactiver/"), {"reason": "essai gardé"}
        ).content.decode()
        assert "dernier accès de titulaire de Les Tilleuls" in page
        assert "essai gardé" in page
        assert User.objects.get(pk=house.own.holder.pk).is_active

    def test_the_helpdesk_ends_no_agent(self, helper: StrictClient, house: House) -> None:
        watch = house.agents["watch"]
        assert "desactiver/" not in read(helper, person(watch))
        assert helper.post(person(watch, "desactiver/"), {"reason": "x"}).status_code == 404


class TestFunctions:
    def test_given_and_ended(self, manager: StrictClient, house: House) -> None:
        user, today = house.own.member, clock.today()
        wanted = {"function": "agent-conseil", "territory": "namur", "since": today.isoformat()}
        page = manager.post(person(user, "fonctions/"), wanted, follow=True).content.decode()
        assert "Agent conseil (ACA) (Namur)" in page
        post = AgentPost.objects.get(user=user)
        path = person(user, f"fonctions/{post.pk}/fin/")
        assert path in page
        later = today + timedelta(days=30)
        manager.post(path, {"last_day": later.isoformat()})
        post.refresh_from_db()
        assert post.until == later
        early = {"last_day": (today - timedelta(days=2)).isoformat()}
        assert "Hier au plus tôt" in manager.post(path, early).content.decode()
        manager.post(path, {"last_day": (today - timedelta(days=1)).isoformat()})
        assert not AgentPost.objects.filter(user=user).exists()
        assert manager.get(path).status_code == 404

    @pytest.mark.parametrize(
        ("wanted", "told"),
        [
            ({"function": "agent-conseil", "since": "2026-01-01"}, "Choisissez le territoire"),
            ({"function": "helpdesk", "territory": "namur", "since": "2026-01-01"}, "vaut pour tout"),
            ({"function": "titulaire", "since": "2026-01-01"}, "Sélectionnez|valide"),
            ({"function": "helpdesk", "since": "bientôt"}, "Indiquez un jour"),
            ({}, "Choisissez une fonction"),
        ],
    )
    def test_what_makes_no_sense_is_told_by_the_field(
        self, manager: StrictClient, house: House, wanted: dict[str, str], told: str
    ) -> None:
        page = manager.post(person(house.own.member, "fonctions/"), wanted).content.decode()
        assert re.search(told, page)
        assert "La fonction n’est pas encore donnée" in page
        assert not AgentPost.objects.filter(user=house.own.member).exists()

    def test_no_function_for_an_account_that_has_ended(self, manager: StrictClient, house: House) -> None:
        assert manager.get(person(house.gone, "fonctions/")).status_code == 404


def test_the_menu_names_what_one_may_use(house: House) -> None:
    seen = {
        who: {name for name in ("people", "organisers", "stand-ins", "gazetteer")
              if f'"name": "{name}"' in client_of(user).get("/office/").content.decode()}
        for who, user in house.agents.items()
    }  # fmt: skip
    assert seen["editor"] == {"stand-ins"}
    assert seen["watch"] == {"organisers", "stand-ins", "gazetteer"}
    for who in ("officer", "helpdesk", "digipro", "administrator"):
        assert seen[who] == {"people", "organisers", "stand-ins", "gazetteer"}


def test_every_form_wants_its_token(house: House) -> None:
    client = StrictClient(enforce_csrf_checks=True)
    client.cookies = client_of(house.agents["digipro"]).cookies
    member, organiser = house.own.member, house.own.organiser
    for path in (
        PEOPLE,
        person(member, "desactiver/"),
        person(member, "mot-de-passe/"),
        reverse("office_own_stand_ins"),
        reverse("office_invite", args=[organiser.pk]),
    ):
        assert client.post(path).status_code == 403

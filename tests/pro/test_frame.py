"""The frame: entries by category, the switch between places, the search, contacts, documents, the guide."""

import re
from dataclasses import replace
from typing import Any

import pytest

from portal.accounts.enums import Role, Territory
from portal.accounts.models import User
from portal.facilities.enums import Category, FacilityKind
from portal.facilities.models import BankAccount
from portal.facilities.services import state_bank_account
from portal.kernel import clock
from portal.news.services import NEW, state_announcement
from portal.pro.guide import CHAPTERS, chapters_for, text_of
from portal.pro.navigation import BANK_ACCOUNTS, ENTRIES, offered_to
from tests.accounts.conftest import MakeFacility, MakeUser, member_of, strongly
from tests.files.making import PDF, sent
from tests.pro.conftest import House, client_of
from tests.strictness.pages import StrictClient

pytestmark = pytest.mark.django_db


def text(client: StrictClient, path: str, **more: Any) -> str:
    response = client.get(path, **more)
    assert response.status_code == 200, path
    return str(response.content.decode())


@pytest.fixture
def both(house: House, make_facility: MakeFacility) -> House:
    """One person with places of two organisers."""
    member_of(house.other, house.member)
    own = make_facility(house.organiser, FacilityKind.INDEPENDENT_CHILDMINDER)
    return replace(house, facility=own, foreign_facility=make_facility(house.other, FacilityKind.CRECHE))


class TestNavigation:
    @pytest.mark.parametrize("kind", FacilityKind)
    def test_by_category(self, kind: FacilityKind, house: House, make_facility: MakeFacility) -> None:
        make_facility(house.organiser, kind)
        client = client_of(house.member)
        response = client.get("/pro/")
        lines = response.context["navigation"]
        assert [line.item for line in lines] == [*ENTRIES[kind.category], *offered_to(kind.category)]
        assert (BANK_ACCOUNTS in [line.item for line in lines]) is (
            kind.category is not Category.CONSULTATION
        )
        for line in lines:
            answer = client.get(line.url)
            assert answer.status_code == 200, line.url
            if line.url.startswith("/pro/"):
                here = [each.item for each in answer.context["navigation"] if each.is_here]
                assert here == [line.item]

    def test_without_a_place_nothing_of_places(self, make_user: MakeUser) -> None:
        page = text(client_of(make_user("seule")), "/pro/")
        for absent in ("Signalétique", "Contacts ONE", "Coordonnées bancaires"):
            assert absent not in page
        assert "Guide du portail" in page


class TestSwitch:
    def test_one_place_needs_none(self, placed: House) -> None:
        assert "Changer" not in text(client_of(placed.member), "/pro/")

    def test_one_stays_where_one_is(self, both: House) -> None:
        client = client_of(both.member)
        first, second = both.facility, both.foreign_facility
        for path, same in (
            (f"/pro/milieux/{first.pk}/", f"/pro/milieux/{second.pk}/"),
            (f"/pro/milieux/{first.pk}/contacts-one/", f"/pro/milieux/{second.pk}/contacts-one/"),
            (f"/pro/historique/{first.organiser_id}/", f"/pro/historique/{second.organiser_id}/"),
            (f"/pro/coordonnees-bancaires/{first.organiser_id}/modifier/",
             f"/pro/coordonnees-bancaires/{second.organiser_id}/modifier/"),
            ("/pro/preferences/", "/pro/preferences/"),
            (f"/pro/acces/{first.organiser_id}/{both.holder.pk}/role/", f"/pro/milieux/{second.pk}/"),
            ("https://mal.example/pro/", "/pro/"),
        ):  # fmt: skip
            answer = client.post("/pro/lieu/", {"lieu": second.pk, "page": path})
            assert (answer.status_code, answer["Location"]) == (302, same), path
        page = client.get("/pro/")
        assert page.context["places"].current == second
        assert "Votre fiche sur MY.ONE" in page.content.decode()

    def test_the_address_comes_before_the_choice(self, both: House) -> None:
        client = client_of(both.member)
        client.post("/pro/lieu/", {"lieu": both.foreign_facility.pk, "page": "/pro/"})
        page = client.get(f"/pro/milieux/{both.facility.pk}/")
        assert page.context["places"].current == both.facility

    def test_looking_chooses_nothing(self, both: House) -> None:
        client = client_of(both.member)
        client.get(f"/pro/milieux/{both.foreign_facility.pk}/")
        assert client.get("/pro/").context["places"].current == both.facility

    def test_another_s_place_cannot_be_chosen(self, placed: House) -> None:
        client = client_of(placed.member)
        for wrong in (placed.foreign_facility.pk, "", "x", 2**70):
            assert client.post("/pro/lieu/", {"lieu": wrong, "page": "/pro/"}).status_code == 404


class TestSearch:
    def found(self, client: StrictClient, typed: str) -> tuple[str, str]:
        answer = client.post("/pro/chercher/", {"recherche": typed}, follow=True)
        [(address, status)] = answer.redirect_chain
        assert status == 303
        return address, str(answer.content.decode())

    def test_places_by_name_and_by_matricule(self, placed: House) -> None:
        client = client_of(placed.member)
        link = f'<li><a href="/pro/milieux/{placed.facility.pk}/">Lieu 1</a>'
        for typed in ("lieu", "LIEU 1", "M-1", "m1", "m 1"):
            address, page = self.found(client, typed)
            assert link in page, typed
            # Sealed: neither the address nor a log tells what was typed.
            assert typed not in address
        assert link not in self.found(client, "M")[1]

    def test_nobody_else_s_place(self, placed: House) -> None:
        assert "Lieu 2" not in self.found(client_of(placed.member), "lieu")[1]
        assert (
            f"/pro/milieux/{placed.foreign_facility.pk}/"
            not in self.found(client_of(placed.member), "M-2")[1]
        )

    def test_entries_guide_and_announcements(self, placed: House, make_user: MakeUser) -> None:
        client = client_of(placed.member)
        assert 'href="/pro/preferences/">Mes préférences</a>' in self.found(client, "preferences")[1]
        assert 'href="/pro/guide/places/">' in self.found(client, "vieillit")[1]
        announce(make_user, "Vaccins obligatoires", [Category.CRECHE])
        assert "Vaccins obligatoires" in self.found(client, "vaccins")[1]

    def test_nothing_is_said(self, placed: House) -> None:
        client = client_of(placed.member)
        assert "Rien dans votre portail ne répond à" in self.found(client, "zzzz")[1]
        assert client.post("/pro/chercher/", {"recherche": " "})["Location"] == "/pro/chercher/"
        assert "&lt;script" in self.found(client, "<script>alert(1)</script>")[1]

    def test_somebody_else_s_search_opens_nothing(self, placed: House) -> None:
        address, _ = self.found(client_of(placed.member), "M-1")
        assert 'value=""' in text(client_of(placed.holder), address)
        assert 'value=""' in text(client_of(placed.member), "/pro/chercher/?recherche=faux")


def announce(make_user: MakeUser, title: str, categories: list[Category]) -> None:
    editor = User.objects.filter(username="editrice").first() or make_user("editrice", function=Role.EDITOR)
    today = clock.today()
    state_announcement(
        actor=strongly(editor), announcement_id=None, version=NEW, kind="regles", title=title, text="Texte.",
        categories=categories, first_day=today, last_day=today,
    )  # fmt: skip


class TestHome:
    def test_announcements_of_one_s_category_alone(self, placed: House, make_user: MakeUser) -> None:
        announce(make_user, "Pour les crèches", [Category.CRECHE])
        announce(make_user, "Pour les autres", [c for c in Category if c is not Category.CRECHE])
        page = text(client_of(placed.member), "/pro/")
        assert "Pour les crèches" in page
        assert "Pour les autres" not in page

    def test_what_waits_is_said_and_what_does_not_too(self, placed: House) -> None:
        client = client_of(placed.member)
        assert "Indiquez vos coordonnées bancaires" in text(client, "/pro/")
        state_bank_account(
            actor=strongly(placed.holder), organiser_id=placed.organiser.pk, version=0, bic="",
            iban="BE68539007547034", account_holder="Les Tilleuls",
        )  # fmt: skip
        assert BankAccount.objects.count() == 1
        assert "coordonnées bancaires</h3>" not in text(client, "/pro/")

    def test_an_old_invitation_waits_for_whoever_invites(self, placed: House, set_clock: Any) -> None:
        holder, member = client_of(placed.holder), client_of(placed.member)
        said = "Ines Petit n’a pas répondu à votre invitation"
        assert said not in text(holder, "/pro/")
        later = placed.invited.invitation.expires_at
        set_clock(later.isoformat())
        holder, member = client_of(placed.holder), client_of(placed.member)
        assert said in text(holder, "/pro/")
        assert said not in text(member, "/pro/")

    def test_the_agent_in_charge_or_the_helpdesk(self, placed: House, make_user: MakeUser) -> None:
        client = client_of(placed.member)
        assert "Helpdesk de l’ONE" in text(client, "/pro/")
        make_user("claire", function=Role.CARE_COORDINATOR, territory=Territory.NAMUR)
        page = text(client, "/pro/")
        assert "Claire" in page
        assert "Helpdesk de l’ONE" not in page

    def test_shortcuts_lead_somewhere(self, placed: House) -> None:
        client = client_of(placed.member)
        groups = client.get("/pro/").context["shortcuts"]
        assert groups[0][0] == "Données de la crèche"
        for _, buttons in groups:
            for button in buttons:
                assert client.get(button.url).status_code in (200, 302)


class TestContacts:
    def test_every_function_is_named(self, placed: House, make_user: MakeUser) -> None:
        make_user("claire", function=Role.CARE_OFFICER, territory=Territory.NAMUR)
        page = text(client_of(placed.member), f"/pro/milieux/{placed.facility.pk}/contacts-one/")
        for told in ("Référent·e accueil", "Claire", "Référent·e santé", "ne connaît pas encore"):
            assert told in page
        assert "Agent conseil" not in page

    def test_another_s_does_not_exist(self, placed: House) -> None:
        for user in (placed.member, placed.agent):
            path = f"/pro/milieux/{placed.foreign_facility.pk}/contacts-one/"
            assert client_of(user).get(path).status_code == 404

    def test_without_a_place_the_helpdesk(self, make_user: MakeUser) -> None:
        assert "Vous n’avez accès à aucun lieu" in text(client_of(make_user("seule")), "/pro/contacts/")


class TestDocuments:
    def test_what_one_sent_and_what_is_not_there(self, placed: House) -> None:
        client = client_of(placed.member)
        page = text(client, "/pro/documents/")
        assert "Vous n’avez encore aucun document" in page
        assert "Ce que vous ne trouverez pas ici" in page
        client.post(
            "/pro/aide/", {"category": "question", "text": "x", "attachments": [sent("relevé.pdf", PDF)]}
        )
        page = text(client, "/pro/documents/")
        [link] = re.findall(r'href="(/pro/aide/messages/\d+/fichiers/\d+/)"', page)
        assert client.get(link).content.startswith(b"%PDF-")
        assert "relevé.pdf" not in text(client_of(placed.holder), "/pro/documents/")


class TestGuide:
    @pytest.mark.parametrize(
        "kind", [FacilityKind.CRECHE, FacilityKind.INDEPENDENT_CHILDMINDER, FacilityKind.CONSULTATION]
    )
    def test_chapters_of_one_s_category(
        self, kind: FacilityKind, house: House, make_facility: MakeFacility
    ) -> None:
        make_facility(house.organiser, kind)
        client = client_of(house.member)
        page = text(client, "/pro/guide/")
        for chapter in CHAPTERS:
            is_theirs = kind.category in chapter.categories
            assert (chapter.title in page) is is_theirs
            assert client.get(f"/pro/guide/{chapter.slug}/").status_code == (200 if is_theirs else 404)
        assert client.get("/pro/guide/nulle-part/").status_code == 404

    def test_its_links_lead_somewhere(self, placed: House) -> None:
        client = client_of(placed.member)
        for chapter in chapters_for([Category.CRECHE]):
            body = (
                text(client, f"/pro/guide/{chapter.slug}/").partition("guidetext")[2].partition("</main>")[0]
            )
            for link in re.findall(r'<a[^>]* href="(/[^"]*)"', body):
                assert client.get(link).status_code in (200, 302), (chapter.slug, link)
            assert len(text_of(chapter)) > 300

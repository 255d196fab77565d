"""What OFFICE.ONE says to professionals: announcements, and how helpdesk and agents are reached."""

from typing import Any

import pytest
from bs4 import BeautifulSoup

from portal.accounts.enums import LoginLevel, Role, Territory
from portal.accounts.models import AgentCard, User
from portal.audit.models import AuditEntry
from portal.helpdesk.access import helpdesk_contact
from portal.helpdesk.models import HelpdeskContact
from portal.news.models import Announcement
from tests.accounts.conftest import MakeUser, make_user  # noqa: F401 -- fixtures
from tests.pro.conftest import client_of
from tests.strictness.pages import StrictClient

pytestmark = pytest.mark.django_db
LIST = "/office/snippets/news/announcement/"
CONTACT = "/office/helpdesk/coordonnees/"


def as_function(make: MakeUser, function: Role, territory: Territory | None = None) -> StrictClient:
    return client_of(make(function.value, function=function, territory=territory), LoginLevel.EID)


def announcement(**more: Any) -> dict[str, Any]:
    return {
        "kind": "seance", "title": "Séance du soir", "text": "À 20 heures.", "categories": ["creches", "sae"],
        "first_day": "2026-05-04", "last_day": "2026-05-10", "link": "", "link_words": "", "version": "0",
    } | more  # fmt: skip


class TestAnnouncements:
    def test_written_and_changed_by_an_editor(self, make_user: MakeUser) -> None:  # noqa: F811
        client = as_function(make_user, Role.EDITOR)
        page = BeautifulSoup(client.get(f"{LIST}add/").content, "lxml")
        assert [title.get_text(strip=True) for title in page.find_all("h1")] == ["Nouvelle annonce"]
        answer = client.post(f"{LIST}add/", announcement(), follow=True)
        assert "Séance du soir" in answer.content.decode()
        made = Announcement.objects.get()
        assert made.categories == ["creches", "sae"]
        edit = BeautifulSoup(client.get(f"{LIST}edit/{made.pk}/").content, "lxml")
        assert len(edit.find_all("h1")) == 1
        assert "Crèches, Services" in client.get(LIST).content.decode()
        client.post(f"{LIST}edit/{made.pk}/", announcement(version="1", title="Séance du matin"))
        made.refresh_from_db()
        assert (made.title, made.version) == ("Séance du matin", 2)
        purposes = AuditEntry.objects.filter(subject_type="news.announcement").order_by("pk")
        assert [entry.purpose for entry in purposes] == ["nouvelle annonce", "annonce modifiée"]

    def test_what_is_wrong_keeps_what_was_typed(self, make_user: MakeUser) -> None:  # noqa: F811
        client = as_function(make_user, Role.EDITOR)
        page = client.post(f"{LIST}add/", announcement(last_day="2026-05-01", title="Gardé")).content.decode()
        assert "Le dernier jour doit suivre le premier." in page
        assert "Gardé" in page
        page = client.post(f"{LIST}add/", announcement(title="", kind="", first_day="")).content.decode()
        assert "Écrivez le titre que les professionnels lisent." in page
        assert "Champ requis" not in page
        assert not Announcement.objects.exists()

    def test_of_two_the_second_is_told(self, make_user: MakeUser) -> None:  # noqa: F811
        client = as_function(make_user, Role.EDITOR)
        client.post(f"{LIST}add/", announcement())
        path = f"{LIST}edit/{Announcement.objects.get().pk}/"
        client.post(path, announcement(version="1", title="Un"))
        assert "entre-temps" in client.post(path, announcement(version="1", title="Deux")).content.decode()
        assert Announcement.objects.get().title == "Un"

    @pytest.mark.parametrize("function", [Role.HELPDESK, Role.DIGIPRO, Role.WATCH_UNIT])
    def test_by_nobody_else(self, function: Role, make_user: MakeUser) -> None:  # noqa: F811
        client = as_function(make_user, function)
        client.post(f"{LIST}add/", announcement())
        assert not Announcement.objects.exists()
        assert "Annonces" not in client.get("/office/").content.decode()


class TestHelpdeskContact:
    def test_stated_by_the_helpdesk(self, make_user: MakeUser) -> None:  # noqa: F811
        client = as_function(make_user, Role.HELPDESK)
        assert "02\u00a0542\u00a014\u00a045" in client.get(CONTACT).content.decode()
        typed = {
            "phone": "081 22 33 44",
            "email": "aide@one.be",
            "hours": "le mardi",
            "notice": "",
            "version": 0,
        }
        page = client.post(CONTACT, typed, follow=True).content.decode()
        assert "Les coordonnées sont enregistrées." in page
        assert helpdesk_contact().phone == "+3281223344"
        assert "entre-temps" in client.post(CONTACT, typed | {"hours": "jamais"}).content.decode()

    def test_errors_by_the_field(self, make_user: MakeUser) -> None:  # noqa: F811
        client = as_function(make_user, Role.EDITOR)
        typed = {"phone": "12", "email": "aide@one.be", "hours": "le mardi", "version": 0}
        assert "Ce numéro n’est pas valable" in client.post(CONTACT, typed).content.decode()
        assert not HelpdeskContact.objects.exists()

    def test_not_there_for_others(self, make_user: MakeUser) -> None:  # noqa: F811
        assert as_function(make_user, Role.ADVISER, Territory.NAMUR).get(CONTACT).status_code == 404


class TestCards:
    TYPED = {
        "phone": "081 22 33 44",
        "mobile": "",
        "email": "",
        "address": "",
        "hours": "le mardi",
        "version": 0,
    }

    def test_one_s_own(self, make_user: MakeUser) -> None:  # noqa: F811
        client = as_function(make_user, Role.ADVISER, Territory.NAMUR)
        page = client.post("/office/mes-coordonnees/", self.TYPED, follow=True).content.decode()
        assert "Les coordonnées sont enregistrées." in page
        assert AgentCard.objects.get().phone == "+3281223344"

    def test_of_whom_professionals_read_none(self, make_user: MakeUser) -> None:  # noqa: F811
        client = as_function(make_user, Role.HELPDESK)
        assert client.get("/office/mes-coordonnees/").status_code == 404
        assert "/office/mes-coordonnees/" not in client.get("/office/").content.decode()

    def test_another_s_for_whoever_manages_agents(self, make_user: MakeUser) -> None:  # noqa: F811
        sophie = make_user("sophie", function=Role.ADVISER, territory=Territory.NAMUR)
        path = f"/office/personnes/{sophie.pk}/coordonnees/"
        client = as_function(make_user, Role.DIGIPRO)
        assert path in client.get(f"/office/personnes/{sophie.pk}/").content.decode()
        client.post(path, self.TYPED)
        assert AgentCard.objects.get().user == sophie
        assert as_function(make_user, Role.HELPDESK).post(path, self.TYPED).status_code == 404
        assert User.objects.get(pk=sophie.pk).card.hours == "le mardi"

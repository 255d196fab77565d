"""The frame of the signalétique: read, modify, cancel, submit; errors, and another's change.

Over every section, from two tabs, and after the session has ended: `test_section_submissions`.
"""

import re

import pytest

from portal.audit.models import AuditEntry
from portal.facilities.models import Facility, Listing
from portal.facilities.services import set_presentation
from tests.accounts.conftest import DAY, SYSTEM
from tests.pro.conftest import House, client_of
from tests.strictness.pages import StrictClient


def address(facility: Facility, slug: str = "") -> str:
    return f"/pro/milieux/{facility.pk}/" + (f"{slug}/" if slug else "")


@pytest.fixture
def place(placed: House) -> Facility:
    assert placed.facility is not None
    return placed.facility


@pytest.fixture
def member(placed: House) -> StrictClient:
    return client_of(placed.member)


def seen_in(page: str) -> str:
    found = re.search(r'name="seen" value="([^"]*)"', page)
    assert found
    return found[1]


def opened(client: StrictClient, facility: Facility, slug: str) -> dict[str, str]:
    """What the form of a section would send, so far: what it has seen."""
    return {"seen": seen_in(client.get(address(facility, slug)).content.decode())}


def writes() -> int:
    return AuditEntry.objects.filter(kind=AuditEntry.Kind.MODIFICATION).count()


PRESENTATION = {"name": "Les Tilleuls", "description": "Un jardin.", "pedagogical_project": "Jouer dehors."}


class TestReading:
    def test_with_one_facility_the_choice_leads_to_it(self, place: Facility, member: StrictClient) -> None:
        assert member.get("/pro/signaletique/").headers["Location"] == address(place)

    def test_every_section_has_its_title_and_says_who_sees_it(
        self, place: Facility, member: StrictClient
    ) -> None:
        page = member.get(address(place)).content.decode()
        assert "Présentation et projet pédagogique" in page
        assert "Visible des parents" in page
        assert f'href="{address(place, "presentation")}"' in page

    def test_what_is_not_there_is_nobodys(self, place: Facility, member: StrictClient) -> None:
        assert member.get(address(place, "inconnu")).status_code == 404


class TestSubmitting:
    def test_it_is_saved_and_said_so(self, place: Facility, member: StrictClient) -> None:
        sent = PRESENTATION | opened(member, place, "presentation")
        answer = member.post(address(place, "presentation"), sent, follow=True)
        assert answer.redirect_chain == [(f"{address(place)}?change=name.description.project", 302)]
        page = answer.content.decode()
        assert "Votre présentation est enregistrée." in page
        assert "Jouer dehors." in page
        assert Listing.objects.get(facility=place).pedagogical_project == "Jouer dehors."

    def test_parents_see_it_where_it_is_public(self, place: Facility, member: StrictClient) -> None:
        sent = {"visible": "on"} | opened(member, place, "visibilite")
        page = member.post(address(place, "visibilite"), sent, follow=True).content.decode()
        assert "Votre choix est enregistré. Les parents le voient déjà." in page

    def test_what_is_wrong_changes_nothing_and_stays_typed(
        self, place: Facility, member: StrictClient
    ) -> None:
        wrong = {"name": "  ", "description": "x" * 2001}
        sent = PRESENTATION | opened(member, place, "presentation") | wrong
        before = writes()
        page = member.post(address(place, "presentation"), sent).content.decode()
        assert "<title>Erreur\u00a0: " in page.replace("&nbsp;", "\u00a0")
        assert "Indiquez le nom du lieu." in page
        assert 'href="#id_name"' in page
        assert "x" * 2001 in page
        assert writes() == before

    def test_somebody_elses_change_is_told_and_what_was_typed_may_be_sent_again(
        self, place: Facility, member: StrictClient
    ) -> None:
        sent = PRESENTATION | opened(member, place, "presentation")
        set_presentation(
            actor=SYSTEM, listing_id=place.listing.pk, today=DAY, name="D’un autre",
            description="Autre texte", pedagogical_project="",
        )  # fmt: skip
        before = writes()
        page = member.post(address(place, "presentation"), sent).content.decode()
        assert "Quelqu’un d’autre a modifié cette section" in page
        assert "Ce qui est enregistré maintenant" in page
        assert "D’un autre" in page
        assert "Jouer dehors." in page
        assert writes() == before
        again = sent | {"seen": seen_in(page)}
        assert member.post(address(place, "presentation"), again).status_code == 302
        assert Listing.objects.get(facility=place).name == "Les Tilleuls"

    def test_another_section_does_not_disturb(self, place: Facility, member: StrictClient) -> None:
        sent = PRESENTATION | opened(member, place, "presentation")
        member.post(address(place, "visibilite"), {"visible": "on"} | opened(member, place, "visibilite"))
        assert member.post(address(place, "presentation"), sent).status_code == 302

    def test_the_same_sent_twice_is_written_once(self, place: Facility, member: StrictClient) -> None:
        sent = PRESENTATION | opened(member, place, "presentation")
        member.post(address(place, "presentation"), sent)
        before = writes()
        assert member.post(address(place, "presentation"), sent).status_code == 302
        assert writes() == before

    @pytest.mark.parametrize("seen", ["", "x", "é" * 40])
    def test_a_form_that_has_seen_nothing(self, place: Facility, member: StrictClient, seen: str) -> None:
        page = member.post(address(place, "presentation"), PRESENTATION | {"seen": seen}).content.decode()
        assert "Ce qui est enregistré maintenant" in page
        assert Listing.objects.get(facility=place).name != "Les Tilleuls"


def test_its_pages_are_dressed_as_the_frame_of_the_portal(place: Facility, member: StrictClient) -> None:
    for path in (address(place), address(place, "presentation")):
        page = member.get(path).content.decode()
        assert "css/proframe.css" in page
        assert "css/sections.css" in page

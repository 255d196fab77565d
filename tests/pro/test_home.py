"""The first page: a greeting by category, the person's places, and nothing of anybody else's."""

from itertools import combinations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.accounts.enums import Role
from portal.facilities.enums import FacilityKind
from portal.pro.words import GREETING, greeting
from tests.accounts.conftest import MakeFacility, MakeUser, member_of
from tests.pro.conftest import House, client_of
from tests.strictness.pages import StrictClient

pytestmark = pytest.mark.django_db


def home(client: StrictClient) -> str:
    return str(client.get("/pro/").content.decode())


def test_each_category_is_greeted_in_its_own_words() -> None:
    titles = {greeting([kind]) for kind in FacilityKind}
    assert len(titles) == len(FacilityKind)
    assert greeting([FacilityKind.INDEPENDENT_CHILDMINDER]) == "Bienvenue chez l’accueillante indépendante"
    assert greeting([]) == GREETING
    for pair in combinations(FacilityKind, 2):
        assert greeting(pair).startswith("Bienvenue")


def test_own_places_and_no_others(house: House, make_facility: MakeFacility) -> None:
    make_facility(house.organiser, FacilityKind.INDEPENDENT_CHILDMINDER)
    make_facility(house.other)
    page = home(client_of(house.member))
    assert "Bienvenue chez l’accueillante indépendante" in page
    assert "Lieu 1" in page
    assert "Lieu 2" not in page
    assert "Autre ASBL" not in page
    # The matricule is private, and not needed here.
    assert "M-1" not in page


def test_several_organisers_each_under_its_name(house: House, make_facility: MakeFacility) -> None:
    member_of(house.other, house.member, Role.HOLDER)
    make_facility(house.organiser)
    make_facility(house.other, FacilityKind.AFTER_SCHOOL)
    page = home(client_of(house.member))
    assert GREETING in page
    for told in ("Les Tilleuls ASBL", "Autre ASBL", "Lieu 1", "Lieu 2", "Titulaire", "Membre"):
        assert told in page
    choice = client_of(house.member).get("/pro/acces/")
    assert choice.status_code == 200
    assert "Autre ASBL" in choice.content.decode()


def test_whoever_has_no_organiser_is_told_what_to_do(make_user: MakeUser) -> None:
    page = home(client_of(make_user("seule")))
    assert "aucun pouvoir organisateur" in page
    assert "Accès au portail" not in page


def test_what_was_taken_away_is_gone_with_the_next_page(house: House, make_facility: MakeFacility) -> None:
    make_facility(house.organiser)
    client, holder = client_of(house.member), client_of(house.holder)
    assert "Lieu 1" in home(client)
    holder.post(f"/pro/acces/{house.organiser.pk}/{house.member.pk}/retirer/")
    assert "Lieu 1" not in home(client)


def test_the_number_of_queries_does_not_follow_the_number_of_places(
    house: House, make_facility: MakeFacility
) -> None:
    client = client_of(house.holder)
    client.get("/pro/")
    counts = []
    for _ in range(2):
        for _ in range(3):
            make_facility(house.organiser)
        with CaptureQueriesContext(connection) as seen:
            client.get("/pro/")
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 19


def test_the_navigation_names_what_exists(house: House) -> None:
    client = client_of(house.holder)
    page = client.get("/pro/")
    for line in page.context["navigation"]:
        assert client.get(line.url).status_code in (200, 302)
    assert [line.is_here for line in page.context["navigation"]].count(True) == 1


def test_the_page_says_how_long_the_session_lasts(house: House) -> None:
    assert 'data-session-seconds="1800"' in home(client_of(house.holder)).replace("1799", "1800")

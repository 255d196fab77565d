"""« Versions antérieures »: what a section said before, and putting it back from its page."""

import re

import pytest
from django.core.exceptions import ValidationError

from portal.facilities.enums import FacilityKind
from portal.facilities.models import Childminder, Facility, Listing, ListingVersion
from portal.facilities.services import set_identification, set_presentation, state_availability
from tests.accounts.conftest import DAY, MakeFacility, by_password
from tests.pro.conftest import House, client_of

SAID = {"name": "Les Tilleuls", "description": "Un jardin.", "pedagogical_project": "Jouer\ndehors."}


@pytest.fixture
def place(placed: House) -> Facility:
    assert placed.facility is not None
    return placed.facility


def address(facility: Facility, slug: str = "presentation") -> str:
    return f"/pro/milieux/{facility.pk}/{slug}/versions/"


def say(house: House, **changed: str) -> None:
    assert house.facility is not None
    set_presentation(
        actor=by_password(house.member), listing_id=house.facility.listing.pk, today=DAY, **SAID | changed
    )


def listing_of(facility: Facility) -> Listing:
    return Listing.objects.get(facility=facility)


def test_nothing_before_the_first_change(placed: House, place: Facility) -> None:
    page = client_of(placed.member).get(address(place)).content.decode()
    assert "il n’y a rien à rétablir" in page


def test_what_was_said_is_read_and_put_back(placed: House, place: Facility) -> None:
    client = client_of(placed.member)
    say(placed)
    say(placed, description="Une cour.", pedagogical_project="")
    page = client.get(address(place)).content.decode()
    assert placed.member.audit_label in page
    newest = re.findall(r'action="([^"]*/retablir/)"', page)[0]
    assert "Un jardin." in page
    assert "Jouer<br>dehors." in page
    answer = client.post(newest, follow=True)
    assert "La version antérieure est rétablie." in answer.content.decode()
    assert answer.redirect_chain[-1][0].endswith(f"/pro/milieux/{place.pk}/#presentation")
    assert listing_of(place).description == "Un jardin."
    assert listing_of(place).pedagogical_project == "Jouer\ndehors."
    # The same button, pressed twice: nothing more.
    version = listing_of(place).version
    assert "Rien n’a changé" in client.post(newest, follow=True).content.decode()
    assert listing_of(place).version == version


def test_a_version_like_today_has_no_button(placed: House, place: Facility) -> None:
    say(placed)
    say(placed, description="Une cour.")
    say(placed)
    page = client_of(placed.member).get(address(place)).content.decode()
    assert "C’est ce que dit votre fiche maintenant." in page


def test_a_home_s_contact_is_put_back_and_not_who_she_is(placed: House, make_facility: MakeFacility) -> None:
    home = make_facility(placed.organiser, FacilityKind.INDEPENDENT_CHILDMINDER)
    contact = {"email": "zoe@exemple.be", "website": "", "facebook": "", "enterprise_number": ""}
    for first_name, phone in (("Zoé", "081 22 33 44"), ("Ana", "081 22 33 55")):
        set_identification(
            actor=by_password(placed.member), listing_id=home.listing.pk, today=DAY,
            first_name=first_name, last_name="Lambert", phone=phone, **contact,
        )  # fmt: skip
    client = client_of(placed.member)
    assert (
        address(home, "identification")
        in client.get(f"/pro/milieux/{home.pk}/identification/").content.decode()
    )
    page = client.get(address(home, "identification")).content.decode()
    assert "+3281223344" in page
    assert "Lambert" not in page
    version = ListingVersion.objects.filter(listing=home.listing).latest("version").version
    client.post(f"/pro/milieux/{home.pk}/identification/versions/{version}/retablir/")
    assert str(listing_of(home).phone) == "+3281223344"
    assert Childminder.objects.get(facility=home).first_name == "Ana"


def test_of_another_section_it_is_not_there(placed: House, place: Facility) -> None:
    say(placed)
    say(placed, description="Une cour.")
    client = client_of(placed.member)
    version = ListingVersion.objects.latest("version").version
    for slug in ("visibilite", "nulle-part"):
        assert client.get(address(place, slug)).status_code == 404
        assert client.post(f"{address(place, slug)}{version}/retablir/").status_code == 404
    for number in (0, 99, 2**70):
        assert client.post(f"{address(place)}{number}/retablir/").status_code == 404


def test_nobody_else_reads_or_puts_back(placed: House, place: Facility) -> None:
    say(placed)
    say(placed, description="Une cour.")
    version = ListingVersion.objects.latest("version").version
    client = client_of(placed.stranger)
    assert client.get(address(place)).status_code == 404
    assert client.post(f"{address(place)}{version}/retablir/").status_code == 404
    assert listing_of(place).description == "Une cour."


def test_looking_at_it_by_the_address_of_the_button_changes_nothing(placed: House, place: Facility) -> None:
    say(placed)
    say(placed, description="Une cour.")
    version = ListingVersion.objects.latest("version").version
    assert client_of(placed.member).get(f"{address(place)}{version}/retablir/").status_code == 405
    assert listing_of(place).description == "Une cour."


def test_what_the_rules_of_today_refuse_is_said(
    placed: House, place: Facility, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(placed)
    say(placed, description="Une cour.")
    monkeypatch.setattr("portal.facilities.rules._CLEAN_ONE", {"description": _refuse})
    version = ListingVersion.objects.latest("version").version
    answer = client_of(placed.member).post(f"{address(place)}{version}/retablir/", follow=True)
    assert "Rien n’est rétabli. Ce texte ne convient plus." in answer.content.decode()
    assert listing_of(place).description == "Une cour."


def _refuse(value: str) -> str:
    raise ValidationError("Ce texte ne convient plus.")


def test_statements_of_places_are_not_among_them(placed: House, place: Facility) -> None:
    for status in ("maintenant", "inconnue"):
        state_availability(
            actor=by_password(placed.member), listing_id=place.listing.pk, today=DAY, status=status
        )
    assert not ListingVersion.objects.exists()

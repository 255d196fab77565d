"""« Milieu d'accueil »: what the portal knows of a place, for its own people, to read."""

import pytest

from portal.facilities.enums import AddressPrecision, FacilityKind
from portal.facilities.models import Organiser
from portal.facilities.services import set_private_contact, update_listing
from portal.kernel.service import writing
from tests.accounts.conftest import DAY, SYSTEM, MakeFacility
from tests.pro.conftest import House, client_of


def test_it_says_what_parents_do_not_see(placed: House) -> None:
    assert placed.facility is not None
    set_private_contact(
        actor=SYSTEM, listing_id=placed.facility.listing.pk, today=DAY, postal_street="Rue Cachée 4",
        postal_postcode="5000", postal_locality="Namur", emergency_mobile="0470 11 22 33",
    )  # fmt: skip
    with writing():
        Organiser.objects.filter(pk=placed.organiser.pk).update(enterprise_number="0999999922")
    page = client_of(placed.member).get(f"/pro/milieux/{placed.facility.pk}/").content.decode()
    for words in ("M-1", "Rue Haute 12", "Rue Cachée 4, 5000 Namur", "0470 11 22 33", "4\u00a0places",
                  "1 janvier 2020", "Les parents ne voient pas ceci", "Sur la fiche publique"):  # fmt: skip
        assert words in page, words
    assert "0999.999.922" in page
    assert f"/pro/coordonnees-bancaires/{placed.organiser.pk}/" in page
    assert f"/pro/historique/{placed.organiser.pk}/?lieu={placed.facility.pk}" in page


@pytest.mark.parametrize("precision", AddressPrecision)
def test_a_home_says_who_sees_its_street(
    house: House, make_facility: MakeFacility, precision: AddressPrecision
) -> None:
    home = make_facility(house.organiser, FacilityKind.INDEPENDENT_CHILDMINDER)
    update_listing(
        actor=SYSTEM, listing_id=home.listing.pk, version=home.listing.version, today=DAY,
        stated={"address_precision": precision},
    )  # fmt: skip
    page = client_of(house.member).get(f"/pro/milieux/{home.pk}/").content.decode()
    assert ("Les parents ne voient que le quartier." in page) is (precision == AddressPrecision.ROUNDED)


def test_the_home_page_leads_there(placed: House) -> None:
    assert placed.facility is not None
    page = client_of(placed.member).get("/pro/").content.decode()
    assert f'href="/pro/milieux/{placed.facility.pk}/"' in page

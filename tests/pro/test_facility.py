"""« Milieu d'accueil »: the way to it from the home page, and from it to what parents see."""

import re
from typing import Any

import pytest

from portal.facilities.services import set_presentation, set_visibility
from tests.accounts.conftest import DAY, SYSTEM
from tests.pro.conftest import House, client_of


def test_the_home_page_leads_there(placed: House) -> None:
    assert placed.facility is not None
    page = client_of(placed.member).get("/pro/").content.decode()
    assert f'href="/pro/milieux/{placed.facility.pk}/"' in page


@pytest.mark.parametrize("name", ["Au Cœur des Étoiles", "L’Île aux trésors " * 8])
def test_to_what_parents_see_without_a_detour(placed: House, name: str) -> None:
    assert placed.facility is not None
    stated: dict[str, Any] = {"actor": SYSTEM, "listing_id": placed.facility.listing.pk, "today": DAY}
    set_presentation(**stated, name=name.strip(), description="", pedagogical_project="")
    set_visibility(**stated, visible=True, noindex=False)
    client = client_of(placed.member)
    page = client.get(f"/pro/milieux/{placed.facility.pk}/").content.decode()
    [address] = re.findall(r'href="([^"]*)">(?:<svg.*?</svg>)?Voir la fiche comme un parent', page)
    assert client.get(address).status_code == 200

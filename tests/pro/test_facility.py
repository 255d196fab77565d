"""« Milieu d'accueil »: the way to it from the home page."""

from tests.pro.conftest import House, client_of


def test_the_home_page_leads_there(placed: House) -> None:
    assert placed.facility is not None
    page = client_of(placed.member).get("/pro/").content.decode()
    assert f'href="/pro/milieux/{placed.facility.pk}/"' in page

"""The register of the gazetteer is read, never written."""

import pytest
from django.test import Client

from search.models import GazetteerPlace


@pytest.fixture
def place(db: None) -> GazetteerPlace:
    values = {"nis": "92094", "commune": "Namur", "province": "Namur", "latitude": 50.46, "longitude": 4.86}
    GazetteerPlace.objects.create(kind="commune", name_fr="Liège", **(values | {"province": "Liège"}))
    return GazetteerPlace.objects.create(kind="locality", name_fr="Beez", postcode="5000", **values)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", True),
        ("?q=beez", True),
        ("?q=liège", False),
        ("?kind__exact=locality", True),
        ("?province=Liège", False),
    ],
)
def test_it_is_found(office: Client, place: GazetteerPlace, query: str, found: bool) -> None:
    page = office.get(f"/office/gazetteer/{query}")
    assert page.status_code == 200
    assert ("Beez" in page.content.decode()) is found


def test_one_place(office: Client, place: GazetteerPlace) -> None:
    page = office.get(f"/office/gazetteer/inspect/{place.pk}/").content.decode()
    assert "Beez" in page
    assert "50,46" in page or "50.46" in page


@pytest.mark.parametrize("view", ["create/", "edit/{pk}/", "delete/{pk}/", "history/{pk}/"])
def test_nothing_writes(office: Client, place: GazetteerPlace, view: str) -> None:
    address = "/office/gazetteer/" + view.format(pk=place.pk)
    assert office.get(address).status_code == 404
    assert office.post(address, {"name_fr": "x"}).status_code == 404
    assert GazetteerPlace.objects.filter(name_fr="Beez").exists()

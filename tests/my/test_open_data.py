"""Open data: what lists say of places that refuse no search engine, for spreadsheets and programs."""

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from portal.facilities.enums import AddressPrecision, FacilityKind
from portal.facilities.models import Listing
from portal.kernel.schedule import jobs
from portal.my import open_data
from portal.my.search_geojson import feature
from tests.facilities.making import TODAY, make_listing, make_organiser
from tests.strictness.pages import StrictClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_media")]
PAGE, CSV, GEOJSON = "/donnees-ouvertes/", "/donnees-ouvertes/lieux.csv", "/donnees-ouvertes/lieux.geojson"
DESCRIPTION = "/donnees-ouvertes/datapackage.json"


@pytest.fixture(autouse=True)
def places(set_clock: Any) -> list[Listing]:
    set_clock("2026-03-02T10:00Z")
    organiser = make_organiser()
    home = {"kind": FacilityKind.INDEPENDENT_CHILDMINDER, "phone": "+32478112233", "email": "ana@exemple.be"}
    return [
        make_listing(reference_number="M-1", organiser=organiser, name="=Les Petits Pas"),
        make_listing(
            reference_number="M-2", organiser=organiser, name="Chez Ana",
            address_precision=AddressPrecision.ROUNDED, **home,
        ),
        make_listing(reference_number="M-3", organiser=organiser, name="Discrète", noindex=True, **home),
        make_listing(reference_number="M-4", organiser=organiser, name="Caché", visible=False),
    ]  # fmt: skip


def read(address: str, client: Client | None = None) -> str:
    response = (client or Client()).get(address)
    assert response.status_code == 200
    return b"".join(response.streaming_content).decode("utf-8-sig")


def rows() -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(read(CSV)), delimiter=";"))


def test_the_files_hold_what_lists_say_and_no_more(places: list[Listing], settings: Any) -> None:
    assert open_data.write_files(TODAY) == 2
    table, features = rows(), json.loads(read(GEOJSON))["features"]
    # A spreadsheet does not run it.
    assert [row["nom"] for row in table] == ["'=Les Petits Pas", "Chez Ana"]
    assert [one["properties"]["nom"] for one in features] == ["=Les Petits Pas", "Chez Ana"]
    shown = places[0].public_on(TODAY)
    assert features[0] == feature(
        shown, TODAY, base_url=settings.BASE_URL, stale_days=settings.SEARCH_STALE_DAYS
    )
    assert (table[0]["adresse"], table[1]["adresse"]) == ("Rue du Moulin 12 bte 3", "")
    assert (table[1]["position"], table[1]["latitude"]) != ("exacte", str(places[0].latitude))
    for text in (read(CSV), read(GEOJSON)):
        assert not [word for word in ("478", "ana@", "Discr", "Cach") if word in text]


def test_the_description_is_true(places: list[Listing]) -> None:
    open_data.write_files(TODAY)
    said = json.loads(read(DESCRIPTION))
    table, schema = rows(), said["resources"][0]["schema"]
    assert [field["name"] for field in schema["fields"]] == list(table[0])
    assert said["count"] == len(table)
    for field in schema["fields"]:
        values = [row[field["name"]] for row in table]
        rules = field.get("constraints", {})
        assert not rules.get("required") or all(values)
        assert all(value in rules.get("enum", values) for value in values if value)
        if field["type"] in ("integer", "number"):
            assert all(float(value) > 0 for value in values if value)
    assert "confirmer" in said["licenses"][0]["title"]
    assert said["resources"][0]["bytes"] == len(read(CSV).encode("utf-8-sig"))


def test_the_page_says_what_of_when_and_under_what_licence(client: StrictClient, settings: Any) -> None:
    assert "pas encore écrits" in client.get(PAGE).content.decode()
    call_command("open_data", verbosity=0)
    settings.OPEN_DATA_LICENCE = "Une licence choisie"
    shown = client.get(PAGE).content.decode()
    assert "2\u00a0lieux, le" in shown
    assert "2\u00a0mars\u00a02026 à 11\u00a0h\u00a000" in shown
    assert "Une licence choisie" in shown
    for address in (CSV, GEOJSON, DESCRIPTION):
        assert f'href="{address}"' in shown
    assert f'href="{PAGE}"' in client.get("/vie-privee/").content.decode()
    assert PAGE in client.get("/sitemap-pages.xml").content.decode()


def test_new_files_take_the_place_of_former_ones(
    places: list[Listing], set_clock: Any, settings: Any
) -> None:
    open_data.write_files(TODAY)
    first = Client().get(CSV)
    assert b"".join(first)
    set_clock("2026-03-03T10:00Z")
    # Somebody was killed in the middle, later.
    half = Path(settings.MEDIA_ROOT) / open_data.FOLDER / ".nouveau-20270101T000000000000"
    half.mkdir()
    make_listing(reference_number="M-9", organiser=places[0].facility.organiser, name="Nouveau")
    assert open_data.write_files(date(2026, 3, 3)) == 3
    assert len(rows()) == 3
    kept = [place.name for place in half.parent.iterdir()]
    assert sorted(kept) == [half.name, "20260303T100000000000"]
    again = Client().get(CSV, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200
    assert b"".join(again)
    assert Client().get(CSV, headers={"If-None-Match": again["ETag"]}).status_code == 304


def test_scripts_of_other_websites_read_the_files(settings: Any) -> None:
    open_data.write_files(TODAY)
    # Also where a proxy answers for the media.
    settings.MEDIA_SERVED_BY = "proxy"
    response = Client().get(GEOJSON)
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Content-Type"] == "application/geo+json"
    assert "X-Robots-Tag" not in response
    response.close()


def test_they_are_written_once_a_day() -> None:
    (job,) = [job for job in jobs() if job.name == "my.open_data"]
    assert (job.every.days, job.run) == (1, open_data.write_files)

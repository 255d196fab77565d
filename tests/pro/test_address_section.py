"""Adresse du lieu: checked against the gazetteer, placed, exact or rounded."""

import pytest
from django.test import Client

from portal.audit.models import AuditEntry
from portal.facilities import placing
from portal.facilities.addresses import rounded_point
from portal.facilities.enums import FacilityKind
from portal.facilities.models import Facility, Listing
from portal.facilities.services import set_address, set_visibility
from portal.facilities.services.edit import exact_address
from search.gazetteer.geocoder import Point
from search.gazetteer.index import Index
from tests.accounts.conftest import DAY, SYSTEM, MakeFacility
from tests.pro.conftest import House, client_of
from tests.pro.section_forms import SectionPage, open_section

# A home in Wépion; its point has digits of its own, to be looked for.
STREET, NUMBER = "Sentier du Canari-Caché", "9Q77"
LATITUDE, LONGITUDE = 50.4213379, 4.8723119
CANARIES = ("canari-cach", "9q77", "50.4213", "50,4213", "4.8723", "4,8723")


@pytest.fixture
def home(placed: House, make_facility: MakeFacility, gazetteer: Index) -> Facility:
    facility = make_facility(placed.organiser, kind=FacilityKind.INDEPENDENT_CHILDMINDER)
    set_visibility(actor=SYSTEM, listing_id=facility.listing.pk, today=DAY, visible=True, noindex=False)
    return facility


@pytest.fixture
def form(placed: House, home: Facility) -> SectionPage:
    return open_section(client_of(placed.member), home.pk, "adresse")


def filled(form: SectionPage, **others: str) -> SectionPage:
    return form.fill(street=STREET, house_number=NUMBER, box="", postcode="5100", locality="Wépion", **others)


def stored(home: Facility) -> Facility:
    return Facility.objects.select_related("listing").get(pk=home.pk)


def listing_of(home: Facility) -> Listing:
    return stored(home).listing


def writes() -> int:
    return AuditEntry.objects.filter(kind=AuditEntry.Kind.MODIFICATION).count()


class TestPlacing:
    def test_a_new_address_stands_in_its_locality_and_that_is_said(
        self, form: SectionPage, home: Facility
    ) -> None:
        shown = filled(form).press(apercu="1")
        assert "Nous ne situons pas cette adresse : le point est au milieu de la localité." in shown.text
        assert shown.submit().status_code == 302
        facility = stored(home)
        assert (facility.street, facility.locality, facility.postcode) == (STREET, "Wépion", "5100")
        place = placing.place_of(placing.PostalAddress(STREET, NUMBER, "", "5100", "Wépion"))
        assert (facility.latitude, facility.longitude) == (round(place.lat, 6), round(place.lon, 6))
        assert facility.listing.commune == "Namur"

    def test_a_geocoder_knows_better(
        self, form: SectionPage, home: Facility, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(placing, "point_of_address", lambda address, postcode: Point(50.4201, 4.8702))
        shown = filled(form).press(apercu="1")
        assert "Le point est celui de l’adresse." in shown.text
        shown.submit()
        assert (stored(home).latitude, stored(home).longitude) == (50.4201, 4.8702)

    def test_a_point_that_was_moved_is_kept_with_its_address(self, form: SectionPage, home: Facility) -> None:
        shown = filled(form).press(apercu="1")
        moved = shown.fill(latitude=f"{LATITUDE}", longitude=f"{LONGITUDE}").press(apercu="1")
        assert "Le point est là où vous l’avez mis." in moved.text
        assert moved.submit().status_code == 302
        assert (stored(home).latitude, stored(home).longitude) == (round(LATITUDE, 6), round(LONGITUDE, 6))
        # Another box is the same house; another street is not.
        again = open_section(form.client, home.pk, "adresse").fill(box="3")
        again.submit()
        assert stored(home).latitude == round(LATITUDE, 6)
        open_section(form.client, home.pk, "adresse").fill(street="Rue Autre").submit()
        assert stored(home).latitude != round(LATITUDE, 6)

    def test_it_can_be_put_back(self, form: SectionPage) -> None:
        shown = filled(form).press(apercu="1")
        first = shown.fields["latitude"]
        moved = shown.fill(latitude=f"{LATITUDE}", longitude=f"{LONGITUDE}").press(apercu="1")
        assert moved.fields["latitude"] != first
        assert moved.press(situer="1").fields["latitude"] == first

    def test_a_moved_point_outlives_an_error_elsewhere(self, form: SectionPage) -> None:
        shown = filled(form).press(apercu="1").fill(latitude="50.42", longitude="4.87", street="")
        again = shown.refused()
        assert again.fields["latitude"] == ["50.420000"]
        assert again.fill(street=STREET).press(apercu="1").fields["latitude"] == ["50.420000"]

    def test_what_is_shown_and_sent_back_changes_nothing(self, form: SectionPage, home: Facility) -> None:
        filled(form).submit()
        before = writes()
        assert open_section(form.client, home.pk, "adresse").submit().status_code == 302
        assert writes() == before


class TestRefusals:
    @pytest.mark.parametrize(
        ("typed", "field", "said"),
        [
            ({"street": " "}, "street", "Indiquez la rue."),
            ({"postcode": "9999"}, "postcode", "n’existe pas en Belgique"),
            ({"postcode": "abc"}, "postcode", "n’existe pas en Belgique"),
            ({"locality": "Wepionn"}, "locality", "Vouliez-vous dire Wépion ?"),
            ({"postcode": "5000"}, "locality", "Vouliez-vous dire 5100 Wépion ?"),
            ({"locality": "Ostende"}, "locality", "Vouliez-vous dire 8400 Ostende ?"),
            ({"locality": ""}, "locality", "Indiquez la localité."),
            ({"address_precision": "x"}, "address_precision", "Choisissez ce que les parents voient."),
        ],
    )  # fmt: skip
    def test_at_the_exact_field(
        self, form: SectionPage, home: Facility, typed: dict[str, str], field: str, said: str
    ) -> None:
        before = writes()
        again = filled(form).fill(**typed).refused()
        assert said in again.error_at(field)
        assert (writes(), stored(home).street) == (before, "Rue Haute")

    @pytest.mark.parametrize(("latitude", "longitude"), [("51.2", "4.4"), ("0", "0"), ("-90", "1e300")])
    def test_a_point_that_is_elsewhere(
        self, form: SectionPage, home: Facility, latitude: str, longitude: str
    ) -> None:
        before = writes()
        again = filled(form).press(apercu="1").fill(latitude=latitude, longitude=longitude).refused()
        assert "Le point sur la carte est à" in again.text
        assert writes() == before

    @pytest.mark.parametrize("number", ["nan", "inf", "x"])
    def test_a_point_that_is_none(self, form: SectionPage, home: Facility, number: str) -> None:
        before = writes()
        filled(form).press(apercu="1").fill(latitude=number).refused()
        assert writes() == before

    def test_somebody_elses_move_is_told(self, form: SectionPage, home: Facility) -> None:
        set_address(
            actor=SYSTEM, listing_id=home.listing.pk, today=DAY, precision="exacte",
            address=placing.at_point(
                placing.PostalAddress("Rue Neuve", "1", "", "5100", "Wépion"),
                placing.place_of(placing.PostalAddress("Rue Neuve", "1", "", "5100", "Wépion")), 50.42, 4.87,
            ),
        )  # fmt: skip
        again = filled(form).refused()
        assert "Quelqu’un d’autre a modifié cette section" in again.text
        assert again.submit().status_code == 302


class TestRoundedHome:
    """The exact point of a home that shows its neighbourhood is for its people and ONE."""

    @pytest.fixture
    def rounded(self, form: SectionPage, home: Facility) -> SectionPage:
        shown = filled(form, address_precision="exacte").press(apercu="1")
        shown.fill(latitude=f"{LATITUDE}", longitude=f"{LONGITUDE}").submit()
        return open_section(form.client, home.pk, "adresse")

    def test_both_choices_say_what_parents_see(self, rounded: SectionPage) -> None:
        exact = rounded.press(apercu="1")
        assert "rue, le numéro et le point précis" in exact.text
        assert "un cercle d’environ 1 km" in exact.text
        around = rounded.fill(address_precision="arrondie").press(apercu="1")
        assert around.marked == ["Adresse : retiré", "Sur la carte : un cercle d’environ 1 km à Wépion"]
        assert not [canary for canary in CANARIES if canary in around.preview.lower()]

    def test_after_editing_it_is_on_no_public_surface(
        self, rounded: SectionPage, home: Facility, gazetteer: Index, caplog: pytest.LogCaptureFixture
    ) -> None:
        listing_id = home.listing.pk
        public = self._public(listing_id)
        assert "canari-cach" in public  # while it is shown exactly, it is
        answer = rounded.fill(address_precision="arrondie").submit()
        assert answer.status_code == 302
        found = [canary for canary in CANARIES if canary in self._public(listing_id)]
        assert found == []
        assert not [canary for canary in CANARIES if canary in answer.headers["Location"].lower()]
        assert not [canary for canary in CANARIES if canary in caplog.text.lower()]
        kept = listing_of(home)
        assert (kept.latitude, kept.longitude) == rounded_point(LATITUDE, LONGITUDE)
        # It is moved again while it is rounded.
        again = open_section(rounded.client, home.pk, "adresse")
        again.fill(latitude="50.4213399", longitude="4.8723199", house_number="9Q77b")
        again.press(apercu="1").submit()
        assert [canary for canary in CANARIES if canary in self._public(listing_id)] == []
        assert exact_address(listing_of(home)).house_number == "9Q77b"

    def test_the_history_does_not_tell(self, rounded: SectionPage) -> None:
        rounded.fill(address_precision="arrondie").submit()
        entries = " ".join(str(each) for each in AuditEntry.objects.values_list("changes", "subject_label"))
        assert not [canary for canary in CANARIES if canary in entries.lower()]

    @staticmethod
    def _public(listing_id: int) -> str:
        """Everything that a visitor can get of it."""
        client = Client()
        pages = [
            client.get(f"/lieu/{listing_id}-lieu/", follow=True),
            client.get("/recherche/?q=5100"),
            client.get("/recherche/carte.json?q=5100"),
            client.get("/recherche/lieux.geojson?q=5100"),
        ]
        assert [page.status_code for page in pages] == [200] * 4
        return " ".join(page.getvalue().decode() for page in pages).lower()


def test_a_place_that_is_nobodys_home_is_shown_exactly(placed: House, gazetteer: Index) -> None:
    assert placed.facility is not None
    form = open_section(client_of(placed.member), placed.facility.pk, "adresse")
    assert "address_precision" not in form.fields
    assert filled(form, address_precision="arrondie").submit().status_code == 302
    assert listing_of(placed.facility).address_precision == "exacte"
    assert listing_of(placed.facility).street == STREET

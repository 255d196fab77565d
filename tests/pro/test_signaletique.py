"""The sections of each category of professionals: which they are, what each says, and who sees it."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.accounts.enums import LoginLevel, Role, Territory
from portal.audit.models import AuditEntry
from portal.facilities.completeness import missing_of
from portal.facilities.enums import HOME_KINDS, FacilityKind, Sector
from portal.facilities.models import StaffContact
from portal.facilities.services import (
    Contact,
    set_emergency_mobile,
    set_postal_address,
    set_staff_contacts,
    state_bank_account,
)
from portal.pro.sections.registry import SECTIONS, sections_of
from tests.accounts.conftest import DAY, SYSTEM, MakeFacility, MakeUser, strongly
from tests.pro.conftest import House, client_of
from tests.pro.section_values import shown_in

EVERYBODY = {
    "disponibilites", "horaires", "caracteristiques", "presentation", "photos", "projet-pdf", "visibilite",
    "adresse",
    "adresse-courrier", "mobile-d-urgence", "banque", "autorisation",
}  # fmt: skip


@pytest.mark.parametrize("kind", FacilityKind)
def test_each_category_has_its_own(house: House, make_facility: MakeFacility, kind: FacilityKind) -> None:
    facility = make_facility(house.organiser, kind)
    expected = set(EVERYBODY)
    if kind in HOME_KINDS:
        expected |= {"identification"}
    else:
        expected |= {"contact", "personnes-de-contact"}
        if kind.sector != Sector.SUPPORT:
            expected |= {"pouvoir-organisateur"}
    if kind is FacilityKind.CO_CHILDMINDERS:
        expected |= {"co-accueil"}
    assert {section.slug for section in sections_of(facility)} == expected
    client = client_of(house.member)
    page = client.get(f"/pro/milieux/{facility.pk}/").content.decode()
    for section in SECTIONS:
        is_there = section in sections_of(facility)
        assert (f'id="{section.slug}"' in page) is (section.slug in expected)
        if section.form and is_there:
            assert client.get(f"/pro/milieux/{facility.pk}/{section.slug}/").status_code == 200
    for slug in {section.slug for section in SECTIONS} - expected:
        assert client.get(f"/pro/milieux/{facility.pk}/{slug}/").status_code == 404


@pytest.mark.parametrize("kind", FacilityKind)
def test_what_is_missing_is_told_in_a_section_that_is_there(
    house: House, make_facility: MakeFacility, kind: FacilityKind
) -> None:
    facility = make_facility(house.organiser, kind)
    slugs = {section.slug for section in sections_of(facility)}
    missing = missing_of(facility.listing, DAY)
    assert len(missing) >= 4
    assert {each.section_slug for each in missing} <= slugs
    page = client_of(house.member).get(f"/pro/milieux/{facility.pk}/").content.decode()
    assert all(each.sentence in page for each in missing)


def test_the_list_of_what_is_missing_has_what_one_can_complete_alone(
    house: House, make_facility: MakeFacility
) -> None:
    facility = make_facility(house.organiser, FacilityKind.CRECHE)
    page = BeautifulSoup(client_of(house.member).get(f"/pro/milieux/{facility.pk}/").content, "lxml")
    listed = {link["href"].removeprefix("#") for link in page.select(".incomplete a")}
    assert "autorisation" not in listed
    assert {"horaires", "presentation"} <= listed
    told = page.select_one("#autorisation .notice")
    assert "C’est l’ONE qui l’encode" in told.text
    assert "Compléter" not in told.text


def test_what_is_private_is_there_for_its_own_people(house: House, make_facility: MakeFacility) -> None:
    facility = make_facility(house.organiser)
    on = {"actor": SYSTEM, "listing_id": facility.listing.pk}
    set_postal_address(
        **on, today=DAY, postal_street="Rue Cachée 4", postal_postcode="5000", postal_locality="Namur"
    )  # type: ignore[arg-type]
    set_emergency_mobile(**on, today=DAY, emergency_mobile="0470 11 22 33")  # type: ignore[arg-type]
    set_staff_contacts(**on, contacts=[Contact("Zoé Petit", "directrice", "081 22 33 44", "")])  # type: ignore[arg-type]
    state_bank_account(
        actor=strongly(house.holder), organiser_id=house.organiser.pk, version=0, iban="BE91998042775576",
        bic="", account_holder="Les Tilleuls",
    )  # fmt: skip
    for level in (LoginLevel.PASSWORD, LoginLevel.EID):
        page = client_of(house.member, level).get(f"/pro/milieux/{facility.pk}/").content.decode()
        for words in ("M-1", "Rue Cachée 4", "5000 Namur", "0470 11 22 33", "4\u00a0places", "Zoé Petit",
                      "directrice", "081 22 33 44", "BE•• •••• •••• 5576", "Vous et l’ONE seulement",
                      "1er\u00a0janvier\u00a02020"):  # fmt: skip
            assert words in page, words
        assert "9980" not in page
    assert f"/pro/coordonnees-bancaires/{house.organiser.pk}/" in page
    assert f"/pro/historique/{house.organiser.pk}/?lieu={facility.pk}" in page


def test_the_contacts_of_a_place_are_linked_for_its_own_people(
    house: House, make_facility: MakeFacility
) -> None:
    """An agent who reads it has no page of them."""
    facility = make_facility(house.organiser)
    contacts = f"/pro/milieux/{facility.pk}/contacts-one/"
    for user, level, is_own in (
        (house.member, LoginLevel.PASSWORD, True),
        (house.agent, LoginLevel.EID, False),
    ):
        client = client_of(user, level)
        page = client.get(f"/pro/milieux/{facility.pk}/").content.decode()
        assert "Votre interlocuteur" in page
        assert (f'href="{contacts}"' in page) is is_own
        assert client.get(contacts).status_code == (200 if is_own else 404)


def test_what_one_decides_is_read_only(house: House, make_facility: MakeFacility) -> None:
    facility = make_facility(house.organiser)
    page = client_of(house.member).get(f"/pro/milieux/{facility.pk}/").content.decode()
    assert "vous ne pouvez pas les modifier ici" in page
    assert client_of(house.member).get(f"/pro/milieux/{facility.pk}/autorisation/").status_code == 404


def test_a_helpdesk_agent_sees_no_account_at_all(house: House, make_facility: MakeFacility) -> None:
    facility = make_facility(house.organiser)
    state_bank_account(
        actor=strongly(house.holder), organiser_id=house.organiser.pk, version=0, iban="BE91998042775576",
        bic="", account_holder="Les Tilleuls",
    )  # fmt: skip
    page = client_of(house.agent, LoginLevel.EID).get(f"/pro/milieux/{facility.pk}/").content.decode()
    assert "5576" not in page


def test_the_organiser_is_changed_by_who_may_change_all_its_places(
    house: House, make_facility: MakeFacility, make_user: MakeUser
) -> None:
    here = make_facility(house.organiser, FacilityKind.CRECHE)
    officer = make_user("namur", function=Role.CARE_OFFICER, territory=Territory.NAMUR)
    client = client_of(officer, LoginLevel.EID)
    form = f"/pro/milieux/{here.pk}/pouvoir-organisateur/"
    assert form in client.get(f"/pro/milieux/{here.pk}/").content.decode()
    assert client.get(form).status_code == 200
    make_facility(house.organiser, FacilityKind.CRECHE, Territory.LIEGE)
    page = client.get(f"/pro/milieux/{here.pk}/").content.decode()
    assert form not in page
    assert f"/pro/milieux/{here.pk}/contact/" in page
    assert client.get(form).status_code == client.post(form, {"name": "X"}).status_code == 404


def test_whoever_reads_is_in_the_history(house: House, make_facility: MakeFacility) -> None:
    facility = make_facility(house.organiser)
    client_of(house.member).get(f"/pro/milieux/{facility.pk}/presentation/")
    entry = AuditEntry.objects.get(kind="consultation", actor_id=house.member.pk)
    assert (entry.subject_id, entry.purpose) == (facility.pk, "signalétique")


@pytest.mark.parametrize("press", [{"row": "add"}, {"row": "take-0"}, {"row": "take-9"}, {"row": "x"}])
def test_rows_come_and_go_and_nothing_is_saved(
    house: House, make_facility: MakeFacility, press: dict[str, str]
) -> None:
    facility = make_facility(house.organiser)
    address = f"/pro/milieux/{facility.pk}/personnes-de-contact/"
    client = client_of(house.member)
    typed = {
        "rows": "2", "name_0": "Ana", "function_0": "", "phone_0": "12", "email_0": "",
        "name_1": "Zoé", "function_1": "directrice", "phone_1": "", "email_1": "zoe@exemple.be",
        "seen": shown_in(client.get(address).content.decode())["seen"],
    }  # fmt: skip
    html = client.post(address, typed | press).content.decode()
    shown = shown_in(html)
    assert not StaffContact.objects.exists()
    names = [shown[name] for name in sorted(shown) if name.startswith("name_")]
    assert names == {
        "add": ["Ana", "Zoé", ""], "take-0": ["Zoé"], "take-9": ["Ana", "Zoé"], "x": ["Ana", "Zoé"],
    }[press["row"]]  # fmt: skip
    is_button = press["row"] in ("add", "take-0")
    assert ("Rien n’est encore enregistré</h2>" in html) is not is_button


@pytest.mark.parametrize("rows", ["", "-1", "x", "99999", "²"])
def test_rows_that_did_not_come_are_not_taken_away(
    house: House, make_facility: MakeFacility, rows: str
) -> None:
    facility = make_facility(house.organiser)
    set_staff_contacts(
        actor=SYSTEM, listing_id=facility.listing.pk,
        contacts=[Contact("Zoé", "directrice", "081 22 33 44", "")],
    )  # fmt: skip
    address = f"/pro/milieux/{facility.pk}/personnes-de-contact/"
    client = client_of(house.member)
    seen = shown_in(client.get(address).content.decode())["seen"]
    page = client.post(address, {"rows": rows, "seen": seen}).content.decode()
    assert "Le formulaire est arrivé incomplet" in page
    assert StaffContact.objects.count() == 1
    assert client.post(address, {"rows": "0", "seen": seen}).status_code == 302
    assert not StaffContact.objects.exists()


def test_its_queries_do_not_grow_with_its_rows(house: House, make_facility: MakeFacility) -> None:
    facility = make_facility(house.organiser)
    client = client_of(house.member)
    address = f"/pro/milieux/{facility.pk}/"
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    set_staff_contacts(
        actor=SYSTEM, listing_id=facility.listing.pk,
        contacts=[Contact(f"Zoé {n}", "directrice", "081 22 33 44", "") for n in range(10)],
    )  # fmt: skip
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few)
    assert len(few) < 60


def test_what_is_beside_a_listing_is_read_once(
    house: House, make_facility: MakeFacility, django_assert_max_num_queries: Any
) -> None:
    facility = make_facility(house.organiser)
    client = client_of(house.member)
    client.get("/pro/")
    for path, most in ((f"/pro/milieux/{facility.pk}/", 24), (f"/pro/milieux/{facility.pk}/horaires/", 16)):
        with django_assert_max_num_queries(most) as found:
            client.get(path)
        # What is missing is asked of the database by conditions: see `facilities.gaps`.
        asked = [one["sql"] for one in found.captured_queries if "EXISTS" not in one["sql"]]
        for table in ("facilities_openingrange", "facilities_freeplaces", "facilities_group"):
            assert sum(table in sql for sql in asked) == 1, (path, table)

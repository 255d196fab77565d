"""No address under /office/ shows or changes a row that is not the agent's: each is asked, GET and POST."""

import logging
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client

from portal.accounts.enums import LoginLevel, Role
from portal.accounts.models import User
from portal.accounts.person import HeldRole, Person
from portal.facilities import services
from portal.facilities.models import Listing
from portal.kernel.actors import SystemActor
from tests.office.addresses import visited
from tests.office.conftest import DAY, MakeListing, agent_of
from tests.office.test_listings import LIST, posted
from tests.strictness.pages import StrictClient

pytestmark = [pytest.mark.slow, pytest.mark.databases]
# All texts of the foreign listing have both words: one is asked for, and so repeated; the other is the leak.
ASKED, CANARY = "Zyxwvut", "Qpmwzk"


@pytest.fixture(autouse=True)
def quiet_templates(caplog: pytest.LogCaptureFixture) -> None:
    """Wagtail's templates miss hundreds of variables a page, each logged: a crawl would mostly log."""
    caplog.set_level(logging.ERROR, logger="django.template")


@pytest.fixture
def own(make_listing: MakeListing) -> Listing:
    return make_listing("À moi", "M-1", pedagogical_project="Le projet du lieu.")


@pytest.fixture
def foreign(make_listing: MakeListing, own: Listing, office: Client) -> Listing:
    """A listing of another territory, with everything that could tell of it: text, history, a preview."""
    description = f"{ASKED} {CANARY} description"
    listing = make_listing(f"{ASKED} {CANARY}", "M-2", postcode="4000", description=description)
    services.update_listing(
        actor=SystemActor(f"{CANARY} auteur"),
        listing_id=listing.pk,
        version=1,
        today=DAY,
        stated={"description": f"{CANARY} nouvelle description"},
    )
    office.post(f"{LIST}preview/{listing.pk}/", posted(office, listing))
    office.logout()
    organiser_id = listing.facility.organiser_id
    owner = Person(0, CANARY, LoginLevel.EID, (HeldRole(Role.HOLDER, organiser_id=organiser_id),))
    services.state_bank_account(
        actor=owner, organiser_id=organiser_id, version=0, iban="BE91998042775576", bic="",
        account_holder=f"{CANARY} titulaire",
    )  # fmt: skip
    return Listing.objects.get(pk=listing.pk)


@pytest.fixture
def limited(foreign: Listing, monkeypatch: pytest.MonkeyPatch) -> Client:
    """An agent in charge of another territory, to whom Django's own tables give every permission there is."""
    user = agent_of(Role.CARE_OFFICER)
    user.user_permissions.set(Permission.objects.all())
    client = StrictClient(raise_request_exception=False)
    client.level = LoginLevel.EID
    client.force_login(user)
    return client


def variants(listing: Listing) -> list[str]:
    """Every address, and those of the register with what a curious agent would add."""
    pk = listing.pk
    queries = [
        f"q={ASKED}", "sector=petite-enfance", "commune=Namur", f"id={pk}", f"id={pk}&multiple=1", "p=1",
        "ordering=commune", "export=csv", f"object_id={pk}", "_w_hydrate_create_view=1",
    ]  # fmt: skip
    plain = visited(pk)
    listings = [address for address in plain if "listing" in address]
    return plain + [f"{address}?{query}" for address in listings for query in queries]


def content(response: Any) -> str:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body.decode(errors="replace") + str(response.headers)


def test_the_canary_is_found_where_it_may_be(office: Client, foreign: Listing, agent: User) -> None:
    """Without this, the crawl below would prove nothing."""
    office.force_login(agent)
    shown = [address for address in visited(foreign.pk) if CANARY in content(office.get(address))]
    assert len(shown) >= 6, shown


def test_no_address_shows_a_foreign_row(limited: Client, foreign: Listing) -> None:
    addresses = variants(foreign)
    assert len(addresses) > 250
    # An address takes one number for all its arguments: the facility's is the listing's here.
    of_the_facility = {f"/office/milieux/{foreign.facility_id}/{part}" for part in
                       ("", "historique/", "compte-bancaire/")}  # fmt: skip
    assert of_the_facility <= set(addresses)
    for address in addresses:
        response = limited.get(address)
        assert CANARY not in content(response), address
        assert response.status_code < 500, address


def test_no_address_changes_a_foreign_row(limited: Client, foreign: Listing, own: Listing) -> None:
    before = list(Listing.objects.order_by("pk").values())
    data = posted(limited, own) | {"name": "Pris", "version": foreign.version, "id": foreign.pk}
    for address in variants(foreign):
        response = limited.post(address, data | {"next": "/office/"})
        assert CANARY not in content(response), address
        assert response.status_code < 500, address
    assert list(Listing.objects.order_by("pk").values()) == before


def test_own_rows_are_reached(limited: Client, own: Listing) -> None:
    for view in ("inspect", "edit", "history"):
        assert "À moi" in limited.get(f"{LIST}{view}/{own.pk}/").content.decode()
    assert "À moi" in limited.get("/office/snippets/choose/facilities/listing/").json()["html"]
    answer = limited.post(f"{LIST}edit/{own.pk}/", posted(limited, own, name="À moi aussi"))
    assert answer.status_code == 302
    assert Listing.objects.get(pk=own.pk).name == "À moi aussi"


def test_who_may_see_may_not_edit(foreign: Listing, own: Listing) -> None:
    client = StrictClient()
    client.level = LoginLevel.EID
    client.force_login(agent_of(Role.HEALTH_OFFICER))
    assert client.get(f"{LIST}inspect/{own.pk}/").status_code == 200
    for view in ("edit", "preview"):
        assert client.get(f"{LIST}{view}/{own.pk}/").status_code == 404
        assert client.post(f"{LIST}{view}/{own.pk}/", {"name": "x"}).status_code == 404


def test_a_password_lets_no_agent_in(own: Listing) -> None:
    client = StrictClient()
    client.force_login(agent_of(Role.CARE_OFFICER))
    assert client.get(LIST).status_code == 302
    assert client.get(f"{LIST}edit/{own.pk}/").status_code in (302, 404)


@pytest.mark.parametrize("pk", ["999999", "0", "abc", "_5B", "1%00"])
def test_an_id_that_is_none_is_not_found(office: Client, own: Listing, pk: str) -> None:
    for address in (f"{LIST}edit/{pk}/", f"/office/snippets/choose/facilities/listing/chosen/{pk}/"):
        assert office.get(address).status_code == 404


def test_chosen_ids_that_are_none_are_not_found(office: Client, own: Listing) -> None:
    address = "/office/snippets/choose/facilities/listing/chosen-multiple/"
    assert office.get(f"{address}?id=abc").status_code == 404


def test_wagtails_tables_hold_nothing_private(office: Client, make_listing: MakeListing) -> None:
    """Logs, revisions, index of search and of references, previews: written by an agent's whole visit."""
    listing = make_listing("Les Tilleuls", "CANARI-7788", address_precision="exacte")
    services.set_postal_address(
        actor=SystemActor("essai"),
        listing_id=listing.pk,
        today=DAY,
        postal_street="CANARI-7788 rue cachée",
        postal_postcode="5000",
        postal_locality="CANARI-7788",
    )
    services.set_emergency_mobile(
        actor=SystemActor("essai"), listing_id=listing.pk, today=DAY, emergency_mobile="0470 77 88 99"
    )
    for address in visited(listing.pk):
        if "listing" in address:
            office.get(address)
    office.post(f"{LIST}preview/{listing.pk}/", posted(office, listing))
    office.post(f"{LIST}edit/{listing.pk}/", posted(office, listing, name="Les Érables"))
    searched = 0
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label == "facilities":
            continue
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
            for row in cursor.fetchall():
                searched += 1
                assert "CANARI-7788" not in str(row), model
                assert "470778899" not in str(row).replace(" ", ""), model
    assert searched > 50

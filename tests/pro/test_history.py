"""« Historique »: what an organiser's own people read of who read and changed their data."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.accounts.enums import LoginLevel, Role, Territory
from portal.accounts.models import User
from portal.accounts.rights import Right
from portal.audit.models import AuditEntry
from portal.facilities.facility_access import facility_for
from portal.facilities.history import history_for
from portal.facilities.models import Facility, Organiser
from portal.facilities.services import set_presentation, state_bank_account, update_listing
from portal.kernel.service import writing
from portal.pro.views.history import PAGE_SIZE
from tests.accounts.conftest import DAY, MakeFacility, MakeUser, by_password, strongly
from tests.pro.conftest import House, client_of


@pytest.fixture
def agent(make_user: MakeUser) -> User:
    return make_user("sophie", function=Role.CARE_OFFICER, territory=Territory.NAMUR)


@pytest.fixture
def house(placed: House) -> House:
    return placed


def place_of(house: House) -> Facility:
    assert house.facility is not None
    return house.facility


def page(house: House, query: str = "") -> str:
    answer = client_of(house.holder).get(f"/pro/historique/{house.organiser.pk}/{query}")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.content.decode()))


def rename(house: House, name: str, actor: User) -> None:
    listing = place_of(house).listing
    listing.refresh_from_db()
    update_listing(
        actor=strongly(actor), listing_id=listing.pk, version=listing.version, today=DAY,
        stated={"name": name, "visible": True},
    )  # fmt: skip


def test_it_says_who_at_which_level_for_what(house: House, agent: User) -> None:
    facility_for(strongly(agent), place_of(house).pk, right=Right.SEE_FACILITY, purpose="milieu d’accueil")
    rename(house, "Les Érables", agent)
    text = page(house)
    assert "Sophie, Référent·e accueil (connexion par itsme)" in text
    assert "Milieu d’accueil\u00a0: Les Érables" in text or "Milieu d’accueil&nbsp;: Les Érables" in text
    assert "Lieu 1 → Les Érables" in text
    assert "non → oui" in text
    # Of the organiser: its members' accesses.
    assert "Premier accès" in text
    assert "(vide) → Holder" in text
    assert "par le portail lui-même" in text


def test_private_values_stay_covered(house: House) -> None:
    state_bank_account(
        actor=strongly(house.holder), organiser_id=house.organiser.pk, version=0,
        iban="BE91998042775576", bic="", account_holder="Zoé Lambert",
    )  # fmt: skip
    text = page(house)
    assert "IBAN&nbsp;: (vide) → •••" in text
    assert "Zoé Lambert" not in text
    assert "5576" not in text


def test_another_organisers_is_not_in_it(house: House) -> None:
    assert house.foreign_facility is not None
    listing = house.foreign_facility.listing
    set_presentation(
        actor=strongly(house.stranger), listing_id=listing.pk, today=DAY, name="Qpmwzk", description="",
        pedagogical_project="",
    )  # fmt: skip
    assert "Qpmwzk" not in page(house)
    assert "Stranger" not in page(house)


class TestFilters:
    def test_by_place_and_by_kind(self, house: House, agent: User, make_facility: MakeFacility) -> None:
        other = make_facility(house.organiser)
        facility_for(strongly(agent), other.pk, right=Right.SEE_FACILITY, purpose="lu ailleurs")
        rename(house, "Les Érables", agent)
        assert "Lu ailleurs" in page(house)
        here = page(house, f"?lieu={place_of(house).pk}")
        assert "Les Érables" in here
        assert "Lu ailleurs" not in here
        assert "Premier accès" not in here
        assert "Lieu 1 → Les Érables" not in page(house, "?quoi=lectures")
        assert "Lu ailleurs" not in page(house, "?quoi=modifications")

    def test_another_organisers_place_does_not_exist(self, house: House) -> None:
        assert house.foreign_facility is not None
        client = client_of(house.holder)
        for place in (house.foreign_facility.pk, 0, 999_999, 10**30, "x", "-1", "²"):
            answer = client.get(f"/pro/historique/{house.organiser.pk}/?lieu={place}")
            assert answer.status_code == 404, place

    @pytest.mark.parametrize("query", ["?quoi=x", "?page=x", "?page=99", "?page=-1"])
    def test_what_makes_no_sense_breaks_nothing(self, house: House, query: str) -> None:
        assert "Premier accès" in page(house, query)


def fill(house: House, count: int) -> None:
    start = datetime(2026, 5, 4, 8, tzinfo=UTC)
    with writing():
        AuditEntry.objects.bulk_create(
            AuditEntry(
                kind=AuditEntry.Kind.CONSULTATION, at=start + timedelta(minutes=number), actor_id=1,
                actor_label="Agent", level=450, subject_type="facilities.facility",
                subject_id=place_of(house).pk, subject_label="Crèche", purpose=f"lecture {number:03}",
            )
            for number in range(count)
        )  # fmt: skip


class TestPages:
    def test_newest_first_and_filters_stay(self, house: House) -> None:
        fill(house, PAGE_SIZE + 5)
        place = place_of(house).pk
        first = page(house, f"?lieu={place}&quoi=lectures")
        assert first.index("Lecture 054") < first.index("Lecture 053")
        assert "Lecture 000" not in first
        assert "Lecture 000" in page(house, f"?lieu={place}&quoi=lectures&page=2")
        answer = client_of(house.holder).get(
            f"/pro/historique/{house.organiser.pk}/?lieu={place}&quoi=lectures"
        )
        assert answer.context["pager"]["next_url"] == f"?lieu={place}&quoi=lectures&page=2"

    def test_queries_do_not_grow_with_entries(self, house: House, django_assert_num_queries: Any) -> None:
        page(house)
        client = client_of(house.holder)
        address = f"/pro/historique/{house.organiser.pk}/"
        client.get(address)
        with CaptureQueriesContext(connection) as few:
            client.get(address)
        fill(house, 40)
        with django_assert_num_queries(len(few)):
            client.get(address)


class TestAccess:
    """One function for PRO.ONE and OFFICE.ONE."""

    def test_an_agent_reads_of_the_places_in_charge_alone(
        self, house: House, agent: User, make_facility: MakeFacility
    ) -> None:
        elsewhere = make_facility(house.organiser, territory=Territory.LIEGE)
        found = history_for(strongly(agent), house.organiser.pk)
        assert [place.pk for place in found.facilities] == [place_of(house).pk]
        subjects = set(found.entries.values_list("subject_type", "subject_id"))
        assert ("facilities.listing", place_of(house).listing.pk) in subjects
        assert ("facilities.listing", elsewhere.listing.pk) not in subjects
        with pytest.raises(Facility.DoesNotExist):
            history_for(strongly(agent), house.organiser.pk, facility_id=elsewhere.pk)

    @pytest.mark.parametrize("pk", [0, -1, 2**63, 999_999])
    def test_what_is_not_theirs_does_not_exist(self, house: House, pk: int) -> None:
        for number in (pk, house.other.pk):
            with pytest.raises(Organiser.DoesNotExist):
                history_for(by_password(house.holder), number)

    def test_a_function_counts_on_the_days_on_which_it_was_held(self, house: House, agent: User) -> None:
        facility_for(strongly(agent), place_of(house).pk, right=Right.SEE_FACILITY, purpose="x")
        post = agent.posts.get()
        with writing():
            post.until = datetime(2021, 1, 1, tzinfo=UTC).date()
            post.save()
        assert "Sophie (connexion par itsme)" in page(house)

    def test_reading_it_is_in_it(self, house: House) -> None:
        page(house)
        assert "Historique&nbsp;: Les Tilleuls ASBL" in page(house)
        assert AuditEntry.objects.get(purpose="historique").level == LoginLevel.PASSWORD

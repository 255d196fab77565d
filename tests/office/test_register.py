"""« Registre des fiches » and its figures: filters, whose rows, how many queries; figures are its totals."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from portal.accounts.enums import LoginLevel, Role, Territory
from portal.accounts.models import User
from portal.accounts.person import person_of
from portal.facilities.addresses import Address
from portal.facilities.enums import AvailabilityStatus, FacilityKind
from portal.facilities.gaps import Gap
from portal.facilities.models import Listing
from portal.facilities.public import PublicOpening
from portal.facilities.services import AuthorisationEffect, FacilityDraft, open_facilities, register_organiser
from portal.kernel import clock
from portal.kernel.actors import SystemActor
from portal.office.register_filters import RegisterFilterSet
from tests.office.conftest import agent_of
from tests.office.house import client_of
from tests.strictness.pages import StrictClient

pytestmark = pytest.mark.django_db
REGISTER, FIGURES = "/office/registre/", "/office/registre/chiffres/"
SYSTEM = SystemActor("essai")


def many(count: int = 24) -> list[Listing]:
    """Listings of Namur, Liège and elsewhere, of four kinds and of every freshness."""
    today = clock.today()
    organiser = register_organiser(actor=SYSTEM, name="Les Tilleuls")
    kinds = (
        FacilityKind.CRECHE,
        FacilityKind.INDEPENDENT_CHILDMINDER,
        FacilityKind.AFTER_SCHOOL,
        FacilityKind.CONSULTATION,
    )
    drafts = []
    for number in range(count):
        days = (1, 70, 130, None)[number % 4]
        postcode, commune = (("5000", "Namur"), ("4000", "Liège"), ("1630", "Linkebeek"))[number % 3]
        drafts.append(
            FacilityDraft(
                organiser_id=organiser.pk,
                kind=kinds[number // 3 % 4],
                reference_number=f"M-{number}",
                address=Address("Rue Haute", "1", "", postcode, commune, commune, 50.4, 4.8),
                effect=AuthorisationEffect(
                    authorised_capacity=9 if number % 5 else None,
                    in_force_from=date(2020, 1, 1),
                    in_force_until=None if number % 2 else today + timedelta(days=20 * number - 40),
                ),
                stated={
                    "name": f"Lieu {number}",
                    "visible": bool(number % 7),
                    "phone": "081 22 33 44" if number % 3 else "",
                    "opening": (PublicOpening(0, 450, 1080),) if number % 2 else (),
                    "availability": AvailabilityStatus.NOW if days else AvailabilityStatus.UNKNOWN,
                    "confirmed_on": today - timedelta(days=days) if days else None,
                },
            )
        )
    return list(Listing.objects.filter(pk__in=open_facilities(actor=SYSTEM, today=today, drafts=drafts)))


def names(client: StrictClient, address: str = REGISTER, **chosen: str) -> list[str]:
    page = html.fromstring(client.get(address, chosen).content)
    return [link.text_content() for link in page.xpath("//td[@class='title']/a")]


def total(client: StrictClient, address: str) -> int:
    said = (
        html.fromstring(client.get(address).content)
        .xpath("//*[@class='office-register__found']//*[@role='status']")[0]
        .text_content()
    )
    return int(re.sub(r"\D", "", said) or 0)


@pytest.fixture
def officer(db: None) -> StrictClient:
    return client_of(agent_of(Role.CARE_OFFICER))


def test_rows_are_told_with_their_state(office: StrictClient) -> None:
    many(3)
    page = office.get(REGISTER).content.decode()
    assert "3 fiches" in page.replace("\u00a0", " ")
    for said in ("À jour", "À confirmer bientôt", "À confirmer", "Heures d’ouverture", "Échue", "Visible"):
        assert said in page
    assert "Exporter 3 en CSV" in page


def found(agent: User, **chosen: str) -> list[str]:
    """Names, in order, as these filters find them."""
    filters = RegisterFilterSet(chosen, person=person_of(agent, LoginLevel.EID))
    assert filters.is_valid(), filters.errors
    return [row.name for row in filters.rows]


FOUND: list[tuple[dict[str, str], Callable[[Listing], bool]]] = [
    ({"territory": "liege"}, lambda row: row.postcode == "4000"),
    ({"territory": "ailleurs"}, lambda row: row.postcode == "1630"),
    ({"kind": "creche"}, lambda row: row.facility.kind == "creche"),
    ({"sector": "temps-libre"}, lambda row: row.facility.sector == "temps-libre"),
    ({"commune": "Namur"}, lambda row: row.commune == "Namur"),
    ({"postcode": " 4000 "}, lambda row: row.postcode == "4000"),
    ({"freshness": "jamais"}, lambda row: row.confirmed_on is None),
    ({"freshness": "a-confirmer"}, lambda row: row.confirmed_on == clock.today() - timedelta(days=130)),
    ({"completeness": "contact"}, lambda row: not row.phone),
    ({"completeness": "complete"}, lambda row: False),
    ({"completeness": "incomplete"}, lambda row: True),
    (
        {"validity": "echue"},
        lambda row: (
            row.facility.sector != "accompagnement"
            and (row.facility.in_force_until or clock.today()) < clock.today()
        ),
    ),
    (
        {"kind": "creche", "completeness": "visibilite"},
        lambda row: row.facility.kind == "creche" and not row.visible,
    ),
]


def test_each_filter_finds_what_it_says(agent: User) -> None:
    rows = many()
    for chosen, expected in FOUND:
        assert sorted(found(agent, **chosen)) == sorted(row.name for row in rows if expected(row)), chosen


def test_orders(agent: User) -> None:
    rows = many(8)
    by_day = sorted(rows, key=lambda row: (row.confirmed_on or date.min, row.name_key, row.pk))
    assert found(agent, sort="confirmed_on") == [row.name for row in by_day]
    by_end = sorted(rows, key=lambda row: (row.facility.in_force_until or date.max, row.name_key, row.pk))
    assert found(agent, sort="in_force_until") == [row.name for row in by_end]
    assert found(agent) == [row.name for row in sorted(rows, key=lambda row: row.name_key)]


def test_what_is_no_filter_shows_nothing_and_says_so(office: StrictClient) -> None:
    many(3)
    for chosen in ({"postcode": "50"}, {"kind": "chateau"}, {"territory": "\0"}, {"sort": "x"}):
        answer = office.get(REGISTER, chosen)
        assert answer.status_code == 200
        page = answer.content.decode()
        assert "Un des filtres n’est pas possible" in page
        assert "Lieu 1" not in page
        if "postcode" in chosen:
            assert "Un code postal a quatre chiffres." in page
            assert 'value="50"' in page
    assert names(office, p="999") == names(office, p="abc") == ["Lieu 0", "Lieu 1", "Lieu 2"]


def test_an_agent_sees_their_territory_and_function_and_no_filter_shows_more(officer: StrictClient) -> None:
    rows = many()
    theirs = {row.name for row in rows if row.postcode == "5000" and row.facility.sector == "petite-enfance"}
    assert theirs
    assert set(names(officer)) == theirs
    user = User.objects.get(pk=officer.session["_auth_user_id"])
    for chosen in ({"postcode": "4000"}, {"sector": "temps-libre"}, {"kind": "consultation"}):
        assert found(user, **chosen) == []
    for chosen in ({"commune": "Liège"}, {"territory": "liege"}, {"territory": "ailleurs"}):
        assert names(officer, **chosen) == []
    page = officer.get(REGISTER).content.decode()
    assert "Liège" not in page
    assert "Linkebeek" not in page
    figures = officer.get(FIGURES).content.decode()
    assert f">{len(theirs)}<" in figures
    assert "Liège" not in figures
    assert "Accueil extrascolaire" not in figures
    assert "office-figure__table" not in officer.get(f"{FIGURES}?territory=liege").content.decode()


def linked(page: Any) -> list[tuple[int, str]]:
    links = page.xpath("//table[contains(@class, 'office-figure__table')]//a")
    return [(int(re.sub(r"\D", "", link.text_content())), link.get("href")) for link in links]


@pytest.mark.parametrize("narrowed", ["", "?territory=namur&sector=petite-enfance"])
def test_every_figure_is_the_total_of_the_rows_that_it_leads_to(
    office: StrictClient, agent: User, narrowed: str
) -> None:
    many()
    page = html.fromstring(office.get(FIGURES + narrowed).content)
    figures = linked(page)
    assert len(figures) > (10 if narrowed else 40)
    person = person_of(agent, LoginLevel.EID)
    for count, address in figures:
        chosen = dict(parse_qsl(urlsplit(address).query))
        # The page itself, of a few: it counts the same rows.
        assert RegisterFilterSet(chosen, person=person).rows.count() == count, address
        assert not narrowed or (chosen["territory"], chosen["sector"]) == ("namur", "petite-enfance")
    for count, address in (figures[0], figures[-1]):
        assert total(office, address) == count
    rows = page.xpath("//section[@aria-labelledby='manques']//tbody//th")
    gaps = {row.text_content() for row in rows}
    assert gaps <= {str(gap.label) for gap in Gap}
    assert "Heures d’ouverture" in gaps


def test_bars_are_as_wide_as_their_share(office: StrictClient) -> None:
    many()
    page = html.fromstring(office.get(FIGURES).content)
    lines = page.xpath("//section[@aria-labelledby='disponibilite']//*[@class='office-chart__line']")
    assert len(lines) == 4
    for line in lines:
        widths = [float(part.get("width").removesuffix("%")) for part in line.xpath(".//rect")]
        assert sum(widths) == pytest.approx(100, abs=0.1)
    assert not page.xpath("//*[@style]")


def test_nothing_to_count_is_said(office: StrictClient) -> None:
    for address in (REGISTER, FIGURES):
        assert "Aucune fiche, pour le moment." in office.get(address).content.decode()
        assert (
            "Aucune fiche avec ces filtres." in office.get(f"{address}?sector=temps-libre").content.decode()
        )


def test_who_may_not_export_is_offered_none(db: None) -> None:
    many(2)
    page = client_of(agent_of(Role.HELPDESK)).get(REGISTER).content.decode()
    assert "Lieu 1" in page
    assert "Exporter" not in page


# Communes to choose from, how many rows, and those of the page; of the figures, one for all.
@pytest.mark.parametrize(("address", "own"), [(REGISTER, 3), (FIGURES, 1)])
def test_the_number_of_queries_does_not_follow_the_number_of_rows(
    office: StrictClient, address: str, own: int
) -> None:
    many(3)
    office.get(address)
    with CaptureQueriesContext(connection) as few:
        office.get(address)
    many_more()
    with CaptureQueriesContext(connection) as full:
        office.get(address)
    assert len(full) == len(few)
    assert len([query for query in full.captured_queries if "facilities_listing" in query["sql"]]) == own


def many_more() -> None:
    organiser = register_organiser(actor=SYSTEM, name="D’autres")
    drafts = [
        FacilityDraft(
            organiser_id=organiser.pk, kind=FacilityKind.CRECHE, reference_number=f"N-{number}",
            address=Address("Rue Haute", "1", "", "5000", "Namur", "Namur", 50.4, 4.8),
            effect=AuthorisationEffect(), stated={"name": f"Autre {number}"},
        )
        for number in range(60)
    ]  # fmt: skip
    open_facilities(actor=SYSTEM, today=clock.today(), drafts=drafts)


def test_only_ones_own_territories_are_offered(officer: StrictClient, office: StrictClient) -> None:
    offered = re.compile(r'<option value="(\w[\w-]*)">')
    everywhere = set(offered.findall(office.get(REGISTER).content.decode()))
    own = set(offered.findall(officer.get(REGISTER).content.decode()))
    assert everywhere - own == {territory.value for territory in Territory} - {"namur"} | {"ailleurs"}
    assert "namur" in own

"""Disponibilité des places: three answers, places by age, periods without places."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.audit.models import AuditEntry
from portal.facilities.enums import AgeBand, FacilityKind
from portal.facilities.models import Facility, Listing
from portal.facilities.public import Period, PublicFreePlaces, free_places_of, unavailable_of
from portal.facilities.services import state_availability
from portal.kernel import clock
from portal.pro.sections.months import coming_months
from tests.accounts.conftest import DAY, SYSTEM, MakeFacility
from tests.pro.conftest import House, client_of
from tests.pro.section_forms import SectionPage, open_section

TODAY = date(2026, 11, 26)
SOON = TODAY + timedelta(days=40)
BANDS = (PublicFreePlaces(AgeBand.UNDER_ONE, TODAY - timedelta(days=20), 2),)
HOLIDAY = Period(date(2026, 12, 24), date(2027, 1, 2))
OVER = Period(date(2026, 7, 1), date(2026, 7, 15))


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: TODAY)


@pytest.fixture
def place(placed: House) -> Facility:
    assert placed.facility is not None
    state_availability(
        actor=SYSTEM, listing_id=placed.facility.listing.pk, today=TODAY - timedelta(days=30),
        status="maintenant", free_places=BANDS, unavailable=(OVER, HOLIDAY),
    )  # fmt: skip
    return placed.facility


@pytest.fixture
def form(placed: House, place: Facility) -> SectionPage:
    return open_section(client_of(placed.member), place.pk, "disponibilites")


def stored(place: Facility) -> Listing:
    return Listing.objects.get(facility=place)


def typed_in(fields: dict[str, list[str]]) -> dict[str, list[str]]:
    return {
        name: text
        for name, text in fields.items()
        if text != [""] and name not in ("seen", "csrfmiddlewaretoken")
    }


def writes() -> int:
    return AuditEntry.objects.filter(kind=AuditEntry.Kind.MODIFICATION).count()


class TestRoundTrip:
    def test_what_is_shown_and_sent_back_confirms_and_keeps_the_rest(
        self, form: SectionPage, place: Facility
    ) -> None:
        assert form.fields["availability"] == ["maintenant"]
        assert (form.fields["places_1"], form.fields["places_1_des"]) == (["2"], [""])
        assert form.submit().status_code == 302
        listing = stored(place)
        assert listing.confirmed_on == TODAY
        assert free_places_of(listing) == BANDS
        # A period that is over goes with the next statement.
        assert unavailable_of(listing) == (HOLIDAY,)
        before = writes()
        assert form.submit().status_code == 302
        assert writes() == before

    def test_two_taps(self, form: SectionPage, place: Facility) -> None:
        """One answer and « Soumettre », whatever was stated before."""
        for status in ("inconnue", "maintenant"):
            open_section(form.client, place.pk, "disponibilites").fill(availability=status).submit()
            assert stored(place).availability == status
        assert free_places_of(stored(place)) == ()

    def test_not_before_a_day_takes_the_places_by_age_along(self, form: SectionPage, place: Facility) -> None:
        form.fill(availability="pas-avant", available_from=SOON.isoformat()).submit()
        listing = stored(place)
        assert (listing.availability, listing.available_from) == ("pas-avant", SOON)
        assert free_places_of(listing) == (PublicFreePlaces(AgeBand.UNDER_ONE, SOON, 2),)
        again = open_section(form.client, place.pk, "disponibilites")
        assert again.fields["places_1_des"] == [""]
        again.fill(availability="maintenant").submit()
        assert free_places_of(stored(place)) == (PublicFreePlaces(AgeBand.UNDER_ONE, TODAY, 2),)

    @pytest.mark.parametrize("typed", ["1er mars 2027", "1/3/2027", "2027-03-01", "1.3.27"])
    def test_a_day_as_people_type_it(self, form: SectionPage, place: Facility, typed: str) -> None:
        form.fill(availability="pas-avant", available_from=typed).submit()
        assert stored(place).available_from == date(2027, 3, 1)

    def test_a_day_typed_for_another_answer_is_in_nobodys_way(
        self, form: SectionPage, place: Facility
    ) -> None:
        form.fill(available_from="n’importe quoi").submit()
        assert stored(place).confirmed_on == TODAY
        again = open_section(form.client, place.pk, "disponibilites")
        again.fill(availability="inconnue", places_1="abc", places_2_des="x").submit()
        assert stored(place).availability == "inconnue"

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
    @given(
        st.dictionaries(st.sampled_from(list(AgeBand)), st.integers(1, 400), max_size=3),
        st.lists(st.tuples(st.integers(0, 20), st.integers(1, 30)), max_size=4),
    )
    def test_random_statements_are_kept_and_shown_as_typed(
        self, form: SectionPage, place: Facility, bands: dict[AgeBand, int], gaps: list[tuple[int, int]]
    ) -> None:
        periods, day = [], TODAY
        for gap, length in gaps:
            first = day + timedelta(days=gap + 1)
            day = first + timedelta(days=length)
            periods.append(Period(first, day))
        places = tuple(
            PublicFreePlaces(band, TODAY + timedelta(days=days), 1) for band, days in sorted(bands.items())
        )
        sent = open_section(form.client, place.pk, "disponibilites")
        sent.fill(availability="maintenant")
        for name in [name for name in sent.fields if name.startswith(("places_", "periode_"))]:
            sent.fill(**{name: None})
        for free in places:
            name = f"places_{free.band}"
            sent.fill(**{name: str(free.places), f"{name}_des": f"{free.from_day}"})
        for row, period in enumerate(periods, 1):
            sent.fill(**{f"periode_{row}_du": f"{period.first}", f"periode_{row}_au": f"{period.last}"})
        assert sent.submit().status_code == 302
        assert free_places_of(stored(place)) == places
        assert unavailable_of(stored(place)) == tuple(periods)
        shown = open_section(form.client, place.pk, "disponibilites").fields
        assert typed_in(shown) == typed_in(sent.fields)


class TestRefusals:
    @pytest.mark.parametrize(
        ("typed", "field", "said"),
        [
            ({"availability": None}, "availability", "Choisissez une des trois réponses."),
            ({"availability": "x"}, "availability", "Choisissez une des trois réponses."),
            ({"availability": "pas-avant"}, "available_from", "Indiquez la date"),
            ({"availability": "pas-avant", "available_from": "2026-11-26"}, "available_from", "passée"),
            ({"availability": "pas-avant", "available_from": "2062-01-01"}, "available_from", "cinq ans"),
            ({"availability": "pas-avant", "available_from": "demain"}, "available_from", "1er mars 2027"),
            ({"places_1": "beaucoup"}, "places_1", "comme 1 ou 2"),
            ({"places_1": "-1"}, "places_1", "comme 1 ou 2"),
            ({"places_1": "3", "places_3": "2"}, "places_3", "places autorisées (4)"),
            ({"places_1_des": "31/2/2027"}, "places_1_des", "n’existe pas"),
            ({"availability": "pas-avant", "available_from": "2027-03-01", "places_1_des": "2027-02-01"},
             "places_1_des", "ne peut pas être libre avant"),
            ({"periode_1_au": ""}, "periode_1_au", "dernier jour"),
            ({"periode_1_du": ""}, "periode_1_du", "premier jour"),
            ({"periode_1_au": "2026-12-01"}, "periode_1_au", "doit suivre le premier"),
            ({"periode_1_au": "2026-11-01", "periode_1_du": "2026-10-20"}, "periode_1_au", "déjà passée"),
            ({"periode_2_du": "2027-01-01", "periode_2_au": "2027-01-05"}, "periode_2_du", "se chevauchent"),
        ],
    )  # fmt: skip
    def test_at_the_exact_field(
        self, form: SectionPage, place: Facility, typed: dict[str, str | None], field: str, said: str
    ) -> None:
        before, writes_before = stored(place).version, writes()
        again = form.fill(**typed).refused()
        assert said in again.error_at(field)
        kept = {name: text for name, text in typed.items() if text and name != "availability"}
        assert {name: again.fields[name] for name in kept} == {name: [text] for name, text in kept.items()}
        assert (stored(place).version, writes()) == (before, writes_before)

    def test_who_has_no_places_by_age_is_asked_for_none(
        self, placed: House, make_facility: MakeFacility
    ) -> None:
        other = make_facility(placed.organiser, kind=FacilityKind.AFTER_SCHOOL)
        form = open_section(client_of(placed.member), other.pk, "disponibilites")
        assert not [name for name in form.fields if name.startswith("places_")]
        assert form.fill(availability="maintenant", places_1="3").submit().status_code == 302
        assert free_places_of(stored(other)) == ()


class TestWithoutScript:
    def test_one_period_more_and_one_less(self, form: SectionPage, place: Facility) -> None:
        before = writes()
        again = form.press(ajouter="periode").fill(periode_2_du="2027-03-01", periode_2_au="2027-03-05")
        third = again.press(ajouter="periode").fill(periode_3_du="2027-04-01", periode_3_au="2027-04-02")
        left = third.press(retirer="2")
        assert left.fields["periode_2_du"] == ["2027-04-01"]
        assert "periode_3_du" not in left.fields
        assert "La période est retirée. Rien n’est encore enregistré." in left.text
        assert writes() == before
        left.submit()
        assert unavailable_of(stored(place)) == (HOLIDAY, Period(date(2027, 4, 1), date(2027, 4, 2)))

    def test_all_periods_can_go(self, form: SectionPage, place: Facility) -> None:
        left = form.press(retirer="1")
        assert "Aucune période" in left.text
        left.submit()
        assert unavailable_of(stored(place)) == ()

    def test_an_empty_period_is_none(self, form: SectionPage, place: Facility) -> None:
        form.press(ajouter="periode").submit()
        assert unavailable_of(stored(place)) == (HOLIDAY,)

    def test_there_are_so_many(self, form: SectionPage) -> None:
        form.fill(**{f"periode_{row}_du": "" for row in range(2, 25)})
        again = form.press(ajouter="periode")
        assert "periode_25_du" not in again.fields
        assert "au plus 24 périodes" in again.text

    @pytest.mark.parametrize("number", ["", "x", "99", "-1"])
    def test_a_period_that_is_not_there(self, form: SectionPage, number: str) -> None:
        assert form.press(retirer=number).fields["periode_1_du"] == ["2026-12-24"]


class TestWhatParentsSee:
    def test_it_is_shown_before_it_is_saved(self, form: SectionPage) -> None:
        again = form.fill(availability="pas-avant", available_from="2027-03-01").press(apercu="1")
        assert "Libre à partir du 1er mars 2027 confirmé aujourd’hui" in again.marked[0]
        assert "Places par âge : moins de 1 an, 2 places à partir du 1er mars 2027" in again.marked

    def test_the_calendar_shows_what_is_typed(self, form: SectionPage) -> None:
        again = form.press(ajouter="periode")
        again = again.fill(periode_2_du="2027-03-01", periode_2_au="2027-03-05").press(apercu="1")
        last = again.page.select("table.month caption")[-1].get_text()
        assert last == "Mars\u00a02027\u00a0: 5 jours sans place"
        assert len(again.page.select("table.month .month__closed")) == 10 + 5


class TestMonths:
    def test_three_months_at_least_and_a_year_at_most(self) -> None:
        assert [month.name for month in coming_months((), TODAY)] == [
            "Novembre\u00a02026", "Décembre\u00a02026", "Janvier\u00a02027",
        ]  # fmt: skip
        assert len(coming_months([Period(TODAY, date(2031, 1, 1))], TODAY)) == 12

    @pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25), date(2028, 2, 29)])
    def test_days_on_which_the_clock_changes_are_days(self, day: date) -> None:
        period = Period(day - timedelta(days=1), day + timedelta(days=1))
        months = coming_months([period], day)
        cells = [cell for month in months for week in month.weeks for cell in week]
        assert sum(cell.is_closed for cell in cells) == 3
        assert [cell.number for cell in cells if cell.is_today] == [day.day]
        assert all(len(week) == 7 for month in months for week in month.weeks)


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_what_is_stated_on_a_day_when_the_clock_changes_is_confirmed_that_day(
    form: SectionPage, place: Facility, monkeypatch: pytest.MonkeyPatch, day: date
) -> None:
    state_availability(
        actor=SYSTEM, listing_id=place.listing.pk, today=day - timedelta(days=9), status="maintenant"
    )
    monkeypatch.setattr(clock, "today", lambda: day)
    open_section(form.client, place.pk, "disponibilites").submit()
    assert stored(place).confirmed_on == day
    assert day != DAY

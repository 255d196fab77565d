"""Heures d'ouverture: typed as people say them, copied, added, refused at their field."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.audit.models import AuditEntry
from portal.facilities import words
from portal.facilities.models import Facility, OpeningRange
from portal.facilities.opening_rules import opening_hours
from portal.facilities.public import PublicOpening, opening_of
from portal.facilities.services import set_opening_hours
from tests.accounts.conftest import DAY, SYSTEM
from tests.pro.conftest import House, client_of
from tests.pro.section_forms import SectionPage, open_section

USUAL = tuple(PublicOpening(day, 450, 1080) for day in range(5))
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")

# Of a day, from and to, in steps of five minutes.
RANGES = st.tuples(st.integers(0, 6), st.integers(0, 287), st.integers(1, 288)).filter(lambda r: r[1] < r[2])
NONSENSE = st.text("abcxyz?&<\"'é", min_size=1).filter(str.strip)


@pytest.fixture
def place(placed: House) -> Facility:
    assert placed.facility is not None
    set_opening_hours(actor=SYSTEM, listing_id=placed.facility.listing.pk, today=DAY, opening=USUAL)
    return placed.facility


@pytest.fixture
def form(placed: House, place: Facility) -> SectionPage:
    return open_section(client_of(placed.member), place.pk, "horaires")


def stored(place: Facility) -> tuple[PublicOpening, ...]:
    return opening_of(Facility.objects.get(pk=place.pk).listing)


def writes() -> int:
    return AuditEntry.objects.filter(kind=AuditEntry.Kind.MODIFICATION).count()


class TestRoundTrip:
    def test_what_is_shown_and_sent_back_changes_nothing(self, form: SectionPage, place: Facility) -> None:
        before = writes()
        assert form.fields["lundi_1_de"] == ["7\u00a0h\u00a030"]
        assert form.submit().status_code == 302
        assert (stored(place), writes()) == (USUAL, before)

    def test_every_spelling_of_an_hour(self, form: SectionPage, place: Facility) -> None:
        form.fill(
            lundi_1_de="730", lundi_1_a="18", mardi_1_de="7:30", mardi_1_a="midi", mercredi_1_a="6 h du soir"
        )
        form.fill(samedi_1_de="minuit", samedi_1_a="24h", dimanche_1_de="22h", dimanche_1_a="0")
        form.submit()
        kept = {(each.weekday, each.start, each.end) for each in stored(place)}
        assert {(0, 450, 1080), (1, 450, 720), (2, 450, 1080), (5, 0, 1440), (6, 1320, 1440)} <= kept

    def test_an_empty_day_is_closed(self, form: SectionPage, place: Facility) -> None:
        form.fill(mercredi_1_de="", mercredi_1_a=" ").submit()
        assert {each.weekday for each in stored(place)} == {0, 1, 3, 4}

    def test_it_is_said_and_shown_on_the_page_with_what_changed(self, form: SectionPage) -> None:
        answer = form.client.post(form.url, form.fill(mercredi_1_a="12h").fields, follow=True)
        page = answer.content.decode()
        assert answer.redirect_chain[0][0].endswith("?change=day-2")
        assert "Vos horaires sont enregistrés." in page
        assert "Le trait orange montre ce qui vient de changer." in page

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
    @given(
        st.lists(
            st.tuples(st.integers(0, 6), st.integers(0, 287), st.integers(1, 288)).filter(
                lambda r: r[1] < r[2]
            ),
            max_size=12,
        )
    )
    def test_random_hours_are_kept_and_shown_as_typed(
        self, form: SectionPage, place: Facility, drawn: list[tuple[int, int, int]]
    ) -> None:
        rows: dict[int, list[tuple[int, int]]] = {}
        for day, start, end in sorted(drawn):
            last = rows.setdefault(day, [])
            if len(last) < 6 and (not last or last[-1][1] < start * 5):
                last.append((start * 5, end * 5))
        seen = open_section(form.client, place.pk, "horaires").fields["seen"]
        sent: dict[str, list[str]] = {"seen": seen}
        for day, ranges in rows.items():
            for row, (start, end) in enumerate(ranges, 1):
                sent[f"{DAYS[day]}_{row}_de"] = [words.hour(start)]
                sent[f"{DAYS[day]}_{row}_a"] = [words.hour(end)]
        wanted = opening_hours([PublicOpening(day, *each) for day in rows for each in rows[day]])
        assert form.client.post(form.url, sent).status_code == 302
        assert stored(place) == wanted
        again = open_section(form.client, place.pk, "horaires")
        shown = {name: value for name, value in again.fields.items() if name.endswith(("_de", "_a"))}
        shown.pop("copier_de")
        assert {name: value for name, value in shown.items() if value != [""]} == {
            name: value for name, value in sent.items() if name != "seen"
        }


class TestRefusals:
    @pytest.mark.parametrize(
        ("typed", "field", "said"),
        [
            ({"mercredi_1_a": "7 h"}, "mercredi_1_a", "Vouliez-vous dire 17 h ?"),
            ({"mercredi_1_de": "sept heures"}, "mercredi_1_de", "7 h 30, 7:30 ou 18 h"),
            ({"mercredi_1_de": "7:32"}, "mercredi_1_de", "Vouliez-vous dire 7 h 30 ?"),
            ({"mercredi_1_a": ""}, "mercredi_1_a", "Indiquez aussi l’heure de fermeture."),
            ({"mercredi_1_de": ""}, "mercredi_1_de", "Indiquez aussi l’heure d’ouverture."),
            ({"mercredi_2_de": "17h", "mercredi_2_a": "19h"}, "mercredi_2_de", "se chevauchent"),
            ({"mercredi_1_a": "25h"}, "mercredi_1_a", "de 0 h à 24 h"),
        ],
    )  # fmt: skip
    def test_at_the_exact_field_with_what_may_have_been_meant(
        self, form: SectionPage, place: Facility, typed: dict[str, str], field: str, said: str
    ) -> None:
        before = writes()
        again = form.fill(**typed).refused()
        assert said in again.error_at(field)
        assert again.page.title is not None
        assert again.page.title.get_text().startswith("Erreur")
        assert f'href="#id_{field}"' in again.answer.content.decode()
        assert {name: again.fields[name] for name in typed} == {name: [text] for name, text in typed.items()}
        others = [name for name in again.fields if name.endswith(("_de", "_a")) and name != field]
        assert [name for name in others if again.error_at(name)] == []
        assert (stored(place), writes()) == (USUAL, before)

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
    @given(
        st.sampled_from(DAYS[:5]),
        st.sampled_from(["de", "a"]),
        st.text("abcxyz?&<\"'é", min_size=1).filter(str.strip),
    )
    def test_random_nonsense_changes_nothing_and_names_the_field(
        self, form: SectionPage, place: Facility, day: str, end: str, typed: str
    ) -> None:
        before = writes()
        again = open_section(form.client, place.pk, "horaires").fill(**{f"{day}_1_{end}": typed}).refused()
        assert again.error_at(f"{day}_1_{end}")
        assert (stored(place), writes()) == (USUAL, before)


class TestWithoutScript:
    def test_one_range_more(self, form: SectionPage, place: Facility) -> None:
        before = writes()
        again = form.fill(lundi_1_a="12h").press(ajouter="lundi")
        assert again.fields["lundi_1_a"] == ["12h"]
        assert again.fields["lundi_2_de"] == [""]
        assert "Une plage est ajoutée le lundi." in again.text
        assert "Erreur" not in str(again.page.title)
        assert writes() == before
        again.fill(lundi_2_de="13h", lundi_2_a="18h").submit()
        assert [(each.start, each.end) for each in stored(place) if each.weekday == 0] == [
            (450, 720),
            (780, 1080),
        ]

    def test_a_day_has_so_many_ranges(self, form: SectionPage) -> None:
        for _ in range(7):
            form = form.press(ajouter="lundi")
        assert "lundi_6_de" in form.fields
        assert "lundi_7_de" not in form.fields
        assert "au plus 6 plages" in form.text

    def test_monday_for_the_working_days(self, form: SectionPage, place: Facility) -> None:
        form = form.fill(lundi_1_de="8h", lundi_1_a="12h").press(ajouter="lundi")
        again = form.fill(lundi_2_de="13h", lundi_2_a="17h").press(copier="semaine")
        assert "copiées vers mardi, mercredi, jeudi et vendredi. Rien n’est encore enregistré." in again.text
        assert again.fields["vendredi_2_a"] == ["17h"]
        assert again.fields["samedi_1_de"] == [""]
        assert OpeningRange.objects.count() == len(USUAL)
        again.submit()
        assert len(stored(place)) == 10

    def test_any_day_to_chosen_days(self, form: SectionPage) -> None:
        form.fill(samedi_1_de="9h", samedi_1_a="12h", copier_de="samedi", copier_vers=["dimanche", "samedi"])
        again = form.press(copier="choix")
        assert again.fields["dimanche_1_de"] == ["9h"]
        assert "Les heures du samedi sont copiées vers dimanche." in again.text
        assert again.fields["copier_vers"] == ["samedi", "dimanche"]

    def test_a_copy_removes_what_the_other_day_had_more(self, form: SectionPage) -> None:
        form = form.press(ajouter="mardi").fill(mardi_2_de="19h", mardi_2_a="20h")
        assert "mardi_2_de" not in form.press(copier="semaine").fields

    @pytest.mark.parametrize("chosen", [[], ["lundi"], ["x"]])
    def test_a_copy_to_nowhere_says_so(self, form: SectionPage, chosen: list[str]) -> None:
        again = form.fill(copier_de="lundi", copier_vers=chosen).press(copier="choix")
        assert "Choisissez au moins un jour" in again.text

    @pytest.mark.parametrize("button", [{"ajouter": "x"}, {"copier": "x"}, {"ajouter": ""}])
    def test_a_button_that_is_none_of_ours(self, form: SectionPage, button: dict[str, str]) -> None:
        assert form.press(**button).fields["lundi_1_de"] == ["7\u00a0h\u00a030"]

    def test_what_is_wrong_is_not_told_before_it_is_submitted(self, form: SectionPage) -> None:
        again = form.fill(lundi_1_de="x").press(ajouter="mardi")
        assert again.error_at("lundi_1_de") == ""
        assert again.fields["lundi_1_de"] == ["x"]


class TestWhatParentsSee:
    def test_it_is_shown_before_it_is_saved(self, form: SectionPage) -> None:
        before = writes()
        again = form.fill(mercredi_1_de="", mercredi_1_a="", lundi_1_de="6h").press(apercu="1")
        assert again.marked == ["Lundi : 6 h – 18 h", "Mercredi : fermé"]
        assert "Voici ce que verront les parents. Rien n’est encore enregistré." in again.text
        assert writes() == before

    def test_nothing_is_marked_while_nothing_changes(self, form: SectionPage) -> None:
        assert form.marked == form.press(apercu="1").marked == []

    def test_what_is_wrong_is_told_and_what_they_see_now_is_shown(self, form: SectionPage) -> None:
        again = form.fill(lundi_1_a="x").press(apercu="1")
        assert again.error_at("lundi_1_a")
        assert again.marked == []

    def test_the_mark_of_an_address_cannot_be_invented(self, form: SectionPage, place: Facility) -> None:
        page = form.client.get(f"/pro/milieux/{place.pk}/?change=<b>.xyz").content.decode()
        assert "<b>" not in page
        assert "vient de changer" not in page

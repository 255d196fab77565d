"""The search page's URL ⇄ state: tolerant, bounded, canonical."""

from datetime import date
from urllib.parse import parse_qsl, quote, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.facilities.enums import FacilityKind
from portal.my import search_values as values
from portal.my.search_query import LAST_PAGE, MAX_PARAMETERS, PAGE_SIZE, PARAMETERS, SearchState, read
from search.documents import (
    MAX_RESULTS,
    AgeBand,
    Availability,
    CapacityClass,
    Feature,
    OpenAt,
    Opening,
    Order,
    Sector,
    Tariff,
)

TODAY = date(2026, 11, 22)

WHOLE = (
    "q=Namur&lat=50.467&lon=4.867&rayon=5000&secteur=petite-enfance&secteur=temps-libre"
    "&groupe=creches&type=creche&type=sae&dispo=maintenant&dispo=date&dispo=inconnue&date=2027-03-02&age=2"
    "&tarif=revenus&jour=0&de=07%3A30&a=18%3A00&ouverture=tot&ouverture=week-end&capacite=14&taille=moyenne"
    "&caracteristique=exterieur&texte=jardin+potager&tri=distance&page=3"
)


def test_every_parameter_is_read_and_written_back() -> None:
    state = read(WHOLE, TODAY)
    assert state == SearchState(
        place="Namur",
        point=(50.467, 4.867),
        radius=5000,
        sectors=(Sector.EARLY_CHILDHOOD, Sector.LEISURE),
        groups=state.groups,
        kinds=(FacilityKind.CRECHE, FacilityKind.SAE),
        availability=(Availability.NOW, Availability.BY_DAY, Availability.UNKNOWN),
        day=date(2027, 3, 2),
        band=AgeBand.ONE_TO_TWO,
        tariffs=(Tariff.INCOME_BASED,),
        open_at=OpenAt(0, 450, 1080),
        openings=(Opening.EARLY, Opening.WEEKEND),
        capacity_min=14,
        capacity_classes=(CapacityClass.MEDIUM,),
        features=(Feature.OUTDOOR_SPACE,),
        text="jardin potager",
        order=Order.NEAREST,
        page=3,
    )
    assert state.problems == {}
    assert state.query_string() == WHOLE


def test_the_canonical_query_string_forgets_order_noise_and_empty_values() -> None:
    noisy = "utm_source=x&tri=&page=1&texte=%20&type=sae&type=creche&type=sae&q=++Namur%0A&age=9&tri=nom"
    assert read(noisy, TODAY).query_string() == "q=Namur&type=creche&type=sae&tri=nom"


def test_a_moved_map_drops_the_radius() -> None:
    state = read("q=Namur&rayon=5000&bbox=4.80004,50.4,4.9,50.50001", TODAY)
    assert state.radius is None
    assert state.box == (4.8, 50.4, 4.9, 50.501)


@pytest.mark.parametrize(
    "query",
    ["lat=nan&lon=4", "lat=50&lon=1e999", "lat=50", "lat=-50.1&lon=4.1", "lat=50&lon=" + "4" * 400,
     "lat=٥٠&lon=abc", "lat=&lon=", "bbox=1,2", "bbox=1,2,3,4", "bbox=nan,nan,nan,nan", "bbox=5,50,4,51",
     "bbox=,,,", "bbox=-180,-90,1,48", "rayon=0", "rayon=-5", "rayon=1e4", "rayon=99999999999", "zoom=999",
     "type=<script>alert(1)</script>", "secteur=' OR 1=1 --", "dispo=toujours", "age=4", "taille=énorme",
     "tri=prix", "page=0", "page=-1", "page=x", "ouverture=nuit", "%00=%00", "&&&===&", "precision=localite"],
)  # fmt: skip
def test_what_only_a_machine_writes_wrong_is_dropped_in_silence(query: str) -> None:
    state = read(query, TODAY)
    assert state == SearchState()
    assert state.problems == {}


@pytest.mark.parametrize(
    ("query", "field", "word"),
    [
        ("date=demain", "date", "02/03/2027"),
        ("date=2027-02-30", "date", "lisible"),
        ("date=2026-11-21", "date", "passée"),
        ("date=2199-01-01", "date", "lointaine"),
        ("dispo=date", "date", "Indiquez le jour"),
        ("jour=0&de=midi", "de", "7\u00a0h\u00a030"),
        ("jour=0&de=25:00", "de", "lisible"),
        ("jour=0&de=18:00&a=8:00", "a", "suivre"),
        ("jour=0", "de", "heure"),
        ("de=8:00&a=16:00", "jour", "jour"),
        ("capacite=beaucoup", "capacite", "nombre"),
        ("capacite=501", "capacite", "500"),
        ("capacite=-3", "capacite", "nombre"),
    ],
)
def test_what_a_person_typed_wrong_is_told_by_the_field(query: str, field: str, word: str) -> None:
    state = read(query, TODAY)
    assert word in state.problems[field]
    assert state == SearchState()


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [("07:30", 450), ("7h30", 450), ("7 h 30", 450), ("7\u00a0h\u00a030", 450), ("18", 1080),
     ("18h", 1080), ("18 heures", 1080), ("8.15", 495), ("24:00", 1440), ("24:01", None), ("7:60", None),
     ("", None), ("0730", None), ("h", None)],
)  # fmt: skip
def test_times_of_day_as_people_type_them(typed: str, minutes: int | None) -> None:
    assert values.minutes(typed) == minutes


@pytest.mark.parametrize(
    ("query", "open_at"),
    [
        ("jour=5&de=08:02&a=15:58", OpenAt(5, 480, 960)),
        ("jour=6&de=08:00", OpenAt(6, 480, 485)),
        ("jour=6&a=18:30", OpenAt(6, 1105, 1110)),
        ("jour=6&a=00:00", None),
        ("jour=0&de=23:58&a=24:00", OpenAt(0, 1435, 1440)),
    ],
)
def test_hours_are_rounded_outwards_and_one_hour_is_enough(query: str, open_at: OpenAt | None) -> None:
    assert read(query, TODAY).open_at == open_at


def test_a_date_alone_asks_for_a_place_on_that_day() -> None:
    state = read("date=2/3/2027", TODAY)
    assert state.availability == (Availability.BY_DAY,)
    assert state.query_string() == "dispo=date&date=2027-03-02"


def test_a_page_beyond_all_answers_is_the_last() -> None:
    assert read("page=1000000000", TODAY).page == LAST_PAGE
    assert read("page=" + "9" * 5000, TODAY).page == LAST_PAGE
    query = read("page=1000000000", TODAY).search_query(TODAY)
    assert query.offset + query.size == MAX_RESULTS == LAST_PAGE * PAGE_SIZE


def test_the_question_for_the_engine(settings) -> None:
    settings.SEARCH_STALE_DAYS = 90
    query = read(WHOLE, TODAY).search_query(TODAY)
    assert (query.today, query.day, query.offset, query.stale_days) == (
        TODAY.toordinal(),
        date(2027, 3, 2).toordinal(),
        40,
        90,
    )
    assert query.kinds == {"creche", "sae"}
    assert query.tokens


@pytest.mark.parametrize(
    "query",
    ["q=" + "a" * 10_000, "texte=" + "%F0%9F%8E%88" * 5_000, "q=%ff%fe", "q=%E9t%E9", "q=\ud800",
     "&".join(f"p{i}=1" for i in range(5_000)), "&".join(["dispo=maintenant"] * 5_000), "q=%00%01%1b[2J"],
)  # fmt: skip
def test_long_and_broken_values_stay_bounded(query: str) -> None:
    state = read(query, TODAY)
    assert len(state.place) <= values.MAX_TEXT
    assert len(state.text) <= values.MAX_TEXT
    assert state.place.isprintable()
    assert len(state.search_query(TODAY).tokens) <= 8


def test_parameters_beyond_the_limit_are_not_looked_at() -> None:
    many = "&".join(["x=1"] * MAX_PARAMETERS)
    assert read(f"{many}&q=Namur", TODAY).place == ""


hostile = st.one_of(
    st.text(max_size=60),
    st.floats().map(str),
    st.integers().map(str),
    st.dates().map(str),
    st.times().map(str),
    st.lists(st.floats(), max_size=5).map(lambda numbers: ",".join(map(str, numbers))),
    st.sampled_from([value for _, value in parse_qsl(WHOLE)]),
)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PARAMETERS), hostile), max_size=25))
def test_any_query_string_gives_a_state_that_its_url_gives_back(pairs: list[tuple[str, str]]) -> None:
    state = read(urlencode(pairs, errors="replace"), TODAY)
    canonical = state.query_string()
    assert read(canonical, TODAY) == state
    assert read(canonical, TODAY).query_string() == canonical
    assert read(canonical, TODAY).problems == {}
    state.search_query(TODAY)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_in_a_query_string_are_read(data: bytes) -> None:
    read(data.decode("latin-1"), TODAY)
    read(quote(data), TODAY)


@given(st.lists(st.floats(min_value=-10, max_value=60), min_size=4, max_size=4))
def test_a_box_keeps_three_decimals_and_holds_what_was_asked(numbers: list[float]) -> None:
    box = values.bounds(",".join(map(str, numbers)))
    if box is None:
        return
    west, south, east, north = box
    assert west < east
    assert south < north
    assert values.bounds(",".join(map(values.degrees_text, box))) == box
    assert west <= max(numbers[0], values.FRAME[0])
    assert north >= min(numbers[3], values.FRAME[3])


def test_kinds_that_one_does_not_show_cannot_be_chosen(settings) -> None:
    assert read("type=aes&type=creche", TODAY).kinds == (FacilityKind.CRECHE, FacilityKind.AFTER_SCHOOL)
    settings.PUBLIC_AES = False
    assert read("type=aes&type=creche", TODAY).kinds == (FacilityKind.CRECHE,)

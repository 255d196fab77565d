"""Street addresses: telling them, their locality, and the number that must not reach a URL."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.gazetteer import strip_house_number
from search.gazetteer.addresses import locality_in, looks_like_address
from search.gazetteer.index import current

pytestmark = pytest.mark.usefixtures("gazetteer")


@pytest.mark.parametrize(
    "text",
    [
        "rue du Moulin 12 à Huy",
        "12, avenue Louise 1050 Bruxelles",
        "av. Louise",
        "Kerkstraat 12, 9000 Gent",
        "chée de Wavre 1150 Auderghem",
        "Grand’Place 1, Mons",
    ],
)
def test_an_address_is_told(text: str) -> None:
    assert looks_like_address(text)


@pytest.mark.parametrize(
    "text", ["Namur", "5000 Namur", "Namur 12", "Cour-sur-Heure", "Bomal (6941, Durbuy)", "", "xyzzy", "1050"]
)
def test_a_place_is_no_address(text: str) -> None:
    assert not looks_like_address(text)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("rue du Moulin 12 à Huy", "Huy (4500)"),
        ("12, avenue Louise 1050 Bruxelles", "1050 Bruxelles"),
        ("12, avenue Louise 1050 Ixelles", "1050 Ixelles"),
        ("rue X 12, 1180 Bruxelles", "1180 Uccle"),
        # A street is called after another town.
        ("rue de Namur 12 à Huy", "Huy (4500)"),
        ("Huy, rue de Namur 12", "Huy (4500)"),
        ("chaussée de Louvain Namur", "Namur (5000)"),
        ("12 rue de Liège, 5000 Beez", "Beez (5000, Namur)"),
        # The longest name, and the one that has the postcode.
        ("rue de la Gare 3, Louvain-la-Neuve", "Louvain-la-Neuve (1348, Ottignies-Louvain-la-Neuve)"),
        ("rue Haute 3, Bomal 1367", "Bomal (1367, Ramillies)"),
        ("Kerkstraat 12, 9000 Gent", "9000 Gand"),
        # A number that could be a postcode, and is not that of the commune.
        ("Chaussée de Wavre 1150 Auderghem", "Auderghem (1160)"),
        ("Chaussée de Wavre 1150, 1160 Auderghem", "1160 Auderghem"),
        ("avenue Louise 12, 1050", "1050 Ixelles"),
        ("rue de la Station 5, Chalreroi", "Charleroi (6000)"),
        ("une crèche près de Namur", "Namur (5000)"),
    ],
)
def test_the_locality_of_an_address(text: str, label: str) -> None:
    place = locality_in(text)
    assert place is not None
    assert place.match.label == label


@pytest.mark.parametrize(
    "text", ["rue de Namur", "rue Saint-Pierre 12", "avenue Louise", "", "on y va", "12"]
)
def test_the_name_of_a_street_is_no_locality(text: str) -> None:
    assert locality_in(text) is None


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("rue du Moulin 12 à Huy", "rue du Moulin à Huy"),
        ("rue du Moulin 12 a Huy", "rue du Moulin a Huy"),
        ("rue du Moulin 12a, Huy", "rue du Moulin, Huy"),
        ("rue du Moulin 12 B, Huy", "rue du Moulin, Huy"),
        ("12bis rue du Moulin, 4500 Huy", "rue du Moulin, 4500 Huy"),
        ("rue du Moulin n° 12-14, 4500 Huy", "rue du Moulin, 4500 Huy"),
        ("rue du Moulin 12/3 Huy", "rue du Moulin Huy"),
        ("rue du Moulin 12 bte 3, 4500 Huy", "rue du Moulin, 4500 Huy"),
        ("12, avenue Louise 1050 Bruxelles", "avenue Louise 1050 Bruxelles"),
        ("Place du 11 Novembre 3, 4500 Huy", "Place du Novembre, 4500 Huy"),
        ("rue X 12, 1180 Bruxelles", "rue X, 1180 Bruxelles"),
        # May be a postcode, and may be a house: removed.
        ("avenue Louise 1050", "avenue Louise"),
        ("avenue Louise, 1050", "avenue Louise"),
        ("avenue Louise 12, 1050", "avenue Louise"),
        ("avenue Louise 1050 bte 12", "avenue Louise"),
        ("Chaussée de Wavre 1150 Auderghem", "Chaussée de Wavre Auderghem"),
        ("Chaussée de Wavre 1150, 1160 Auderghem", "Chaussée de Wavre, 1160 Auderghem"),
        ("Moulin 1200 Huy", "Moulin Huy"),
        ("Namurr 1050 12", "Namurr"),
        # Places keep their postcode.
        ("5000", "5000"),
        ("5000 Namur", "5000 Namur"),
        ("Namur (5000)", "Namur (5000)"),
        ("Bomal (6941, Durbuy)", "Bomal (6941, Durbuy)"),
        ("B-5000 Namurr", "B-5000 Namurr"),
        ("6000 Liège", "6000 Liège"),
        ("Namur 12", "Namur"),
        ("0475 12 34 56", ""),
        ("rue du Moulin ② ½ ٣, Huy", "rue du Moulin ⁄, Huy"),
        ("", ""),
    ],
)
def test_house_numbers_are_taken_out(text: str, without: str) -> None:
    assert strip_house_number(text) == without


street = st.sampled_from(["rue du Moulin", "avenue Louise", "Kerkstraat", "chaussée de Wavre", "Bd Tirou"])
house = st.one_of(
    st.integers(1, 1999).map(str),
    st.builds("{}{}".format, st.integers(1, 1999), st.sampled_from(["A", "b", " bis", "/2", "-4", " bte 7"])),
)
town = st.sampled_from(
    ["4500 Huy", "1050 Ixelles", "1180 Bruxelles", "Namur", "9000 Gent", "5000 Beez", "Mons"]
)


@given(street, house, town, st.sampled_from(["{s} {h}, {t}", "{h}, {s} {t}", "{s} {h} {t}", "{t}, {s} {h}"]))
def test_no_form_of_an_address_keeps_its_number(s: str, h: str, t: str, form: str) -> None:
    left = re.findall(r"\d+", strip_house_number(form.format(s=s, h=h, t=t)))
    assert left == re.findall(r"\d+", t)


@given(st.text(max_size=250))
def test_only_postcodes_are_left_of_any_text(text: str) -> None:
    without = strip_house_number(text)
    assert all(current().postcode(number) for number in re.findall(r"\d+", without))
    assert len(without) <= 200


@given(
    st.lists(
        st.one_of(street, house, town, st.sampled_from(["à", ",", "(", ")", "/", "-", "n°", "B-", "1050"]))
    )
)
def test_a_text_without_number_stays_as_it_is(parts: list[str]) -> None:
    """A URL that was cleaned once is not changed again by the next request."""
    without = strip_house_number(" ".join(parts))
    assert strip_house_number(without) == without


@given(st.text(max_size=250))
def test_any_text_may_be_asked_for_its_locality(text: str) -> None:
    looks_like_address(text)
    locality_in(text)

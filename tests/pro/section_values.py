"""What people type into every section of the signalétique: right in any way, or wrong in one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from unicodedata import normalize

from bs4 import BeautifulSoup, Tag
from hypothesis import strategies as st

from portal.facilities import words
from portal.facilities.enums import FacilityKind
from portal.kernel import clock
from tests.kernel.numbers import niss_of

# No spaces at the ends nor twice, nothing invisible: what is typed so is kept so.
LETTERS = st.characters(exclude_categories=["C", "Z"], max_codepoint=0x2FFF)
WORD = st.text(LETTERS, min_size=1, max_size=12)
LINE = st.lists(WORD, min_size=1, max_size=4).map(" ".join)
MAYBE_LINE = st.just("") | LINE
PROSE = st.lists(LINE, max_size=4).map("\n".join)
PHONE = st.sampled_from(["", "081 22 33 44", "02 542 14 45", "0470 12 34 56", "+33 6 12 34 56 78"])
MOBILE = st.sampled_from(["", "0470 12 34 56", "0499 00 11 22"])
EMAIL = st.just("") | st.from_regex(r"[a-z]{1,8}\.[a-z]{1,8}@exemple\.(be|org)", fullmatch=True)
WEBSITE = st.just("") | st.from_regex(r"https://www\.[a-z]{2,12}\.be(/[a-z]{1,6})?", fullmatch=True)
FACEBOOK = st.just("") | st.from_regex(r"https://www\.facebook\.com/[a-z]{3,12}", fullmatch=True)
ENTERPRISE = st.sampled_from(["", "0123.456.749", "0403.019.261"])
NISS = st.just("") | st.builds(
    lambda day, counter: _shown(niss_of(day, counter)),
    st.dates(date(1940, 1, 1), date(1999, 12, 31)),
    st.integers(1, 997),
)
BOX = st.sampled_from(["", "on"])
PLACES = (("5000", "Namur"), ("1030", "Schaerbeek"), ("4000", "Liège"))
HOUR = st.integers(0, 24 * 12 - 1).map(lambda fives: fives * 5)
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


def _shown(number: str) -> str:
    return f"{number[:2]}.{number[2:4]}.{number[4:6]}-{number[6:9]}.{number[9:]}"


@dataclass(frozen=True)
class Typed:
    """A section's form as people fill it in. `wrong`: a field, and what may not stand in it."""

    kind: FacilityKind
    right: st.SearchStrategy[dict[str, str]]
    wrong: Mapping[str, tuple[str, ...]]
    # What a wrong value needs beside it.
    beside: Mapping[str, str] = field(default_factory=dict)

    @property
    def faults(self) -> st.SearchStrategy[tuple[str, str]]:
        """A field with something that may not stand in it: known ones, or anything of the sort."""
        known = [(name, value) for name, values in self.wrong.items() for value in values]
        sorts = [
            (name, WRONG[name.partition("_0")[0]]) for name in self.wrong if name.partition("_0")[0] in WRONG
        ]
        return st.sampled_from(known) | st.one_of(*(st.tuples(st.just(name), sort) for name, sort in sorts))


def _ages(first: int, last: int) -> tuple[str, str]:
    return tuple(words.age(each).replace("\u00a0", " ") if each else "0 mois" for each in (first, last))  # type: ignore[return-value]


@st.composite
def groups(draw: st.DrawFn) -> dict[str, str]:
    ages = draw(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 60)), max_size=4))
    pairs = sorted((first, first + more) for first, more in ages)
    typed = {"rows": str(len(pairs) + 1), f"from_{len(pairs)}": "", f"to_{len(pairs)}": ""}
    for row, pair in enumerate(pairs):
        typed[f"from_{row}"], typed[f"to_{row}"] = _ages(*pair)
    size = draw(st.just("") | st.integers(1, 100).map(str))
    boxes = {name: draw(BOX) for name in ("outings", "outdoor_space", "rest_area")}
    return typed | boxes | {"average_group_size": size}


@st.composite
def contacts(draw: st.DrawFn) -> dict[str, str]:
    count = draw(st.integers(0, 4))
    typed = {"rows": str(count + 1)}
    for row in range(count + 1):
        blank = row == count
        phone = "" if blank else draw(PHONE)
        typed |= {
            f"name_{row}": "" if blank else draw(LINE),
            f"function_{row}": "" if blank else draw(LINE),
            f"phone_{row}": phone,
            f"email_{row}": "" if blank else (draw(EMAIL) or ("" if phone else "a@exemple.be")),
        }
    return typed


@st.composite
def hours(draw: st.DrawFn) -> dict[str, str]:
    typed = {}
    for day in DAYS:
        first, last = sorted(draw(st.lists(HOUR, min_size=2, max_size=2, unique=True)))
        is_open = draw(st.booleans())
        typed[f"{day}_1_de"] = words.hour(first) if is_open else ""
        typed[f"{day}_1_a"] = words.hour(last) if is_open else ""
    return typed


@st.composite
def availability(draw: st.DrawFn) -> dict[str, str]:
    status = draw(st.sampled_from(["maintenant", "pas-avant", "inconnue"]))
    days = draw(st.integers(1, 1_500))
    typed = {"availability": status, "available_from": ""}
    if status == "pas-avant":
        typed["available_from"] = (clock.today() + timedelta(days=days)).isoformat()
    for band in (1, 2, 3):
        typed[f"places_{band}"] = "" if status == "inconnue" else draw(st.sampled_from(["", "1"]))
    return typed


@st.composite
def postal(draw: st.DrawFn) -> dict[str, str]:
    if draw(st.booleans()):
        return dict.fromkeys(("postal_street", "postal_postcode", "postal_locality"), "")
    postcode, locality = draw(st.sampled_from(PLACES))
    return {"postal_street": draw(LINE), "postal_postcode": postcode, "postal_locality": locality}


@st.composite
def addresses(draw: st.DrawFn) -> dict[str, str]:
    postcode, locality = draw(st.sampled_from(PLACES))
    return {
        "street": draw(LINE), "house_number": draw(st.integers(1, 400).map(str)),
        "box": draw(st.sampled_from(["", "3"])), "postcode": postcode, "locality": locality,
    }  # fmt: skip


def _all(**fields: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, str]]:
    return st.fixed_dictionaries(fields)


CONTACT = {"phone": PHONE, "email": EMAIL, "website": WEBSITE, "facebook": FACEBOOK}
WRONG_CONTACT = {
    "phone": ("12", "abc", "081 22"),
    "email": ("a@b", "sans arobase", "@exemple.be"),
    "website": ("pas une adresse", "javascript:alert(1)", "https://a:b@exemple.be"),
    "facebook": ("https://exemple.be/moi", "facebook"),
}
WRONG_NISS = ("85.07.30-033.29", "1", "85073003x28", "99.99.99-999.99")
WRONG_ENTERPRISE = ("1", "0123.456.748", "abc")
NUL = "a\x00b"
WITH_NUL = st.builds("{}\x00{}".format, WORD, WORD)
# No digit of any script, nor a sign made of some (¼): Python counts with all of them.
NO_NUMBER = WORD.filter(lambda text: not any(letter.isdigit() for letter in normalize("NFKC", text)))


def _longer(most: int) -> st.SearchStrategy[str]:
    """More than a field takes, by one character or by many."""
    return st.builds("x".ljust, st.sampled_from([most + 1, most + 2, 2 * most, 10 * most]), st.just("é"))


def _off_by_one_digit(number: str, is_right: Callable[[int, int], bool]) -> st.SearchStrategy[str]:
    """This number with another digit in it, which its check digits tell."""
    turned = (
        f"{number[:place]}{digit}{number[place + 1 :]}"
        for place in range(len(number))
        for digit in "0123456789"
    )
    return st.sampled_from([one for one in turned if not is_right(int(one[:-2]), int(one[-2:]))])


# What may not stand in a field of this name, of any sort that people think of.
WRONG: dict[str, st.SearchStrategy[str]] = {
    "phone": NO_NUMBER | WITH_NUL | st.from_regex(r"0[0-9]{1,5}", fullmatch=True),
    "emergency_mobile": NO_NUMBER | WITH_NUL | st.from_regex(r"081 ?[0-9]{6}", fullmatch=True),
    "email": NO_NUMBER.filter(lambda text: "@" not in text) | WITH_NUL | WORD.map("{}@".format),
    "website": WITH_NUL | st.from_regex(r"(ftp|data|javascript|mailto|file):[a-z]{1,9}", fullmatch=True),
    "facebook": WITH_NUL | st.from_regex(r"https://(www\.)?[a-eg-z]{3,12}\.be/[a-z]{1,9}", fullmatch=True),
    "niss": WITH_NUL | NO_NUMBER | _off_by_one_digit(
        "85073003328",
        lambda rest, check: check in (97 - rest % 97, 97 - (2_000_000_000 + rest) % 97),
    ),
    "enterprise_number": WITH_NUL | NO_NUMBER | _off_by_one_digit(
        "0403019261", lambda rest, check: check == 97 - rest % 97
    ),
    "postcode": WITH_NUL | NO_NUMBER | st.from_regex(r"[1-9][0-9]{0,2}|[1-9][0-9]{4,8}", fullmatch=True),
    "postal_postcode": WITH_NUL | st.from_regex(r"[1-9][0-9]{0,2}|[1-9][0-9]{4,8}", fullmatch=True),
    "locality": WITH_NUL | st.from_regex(r"Q[xz]{6,12}", fullmatch=True),
    "average_group_size": NO_NUMBER
    | WITH_NUL
    | st.integers().filter(lambda size: not 1 <= size <= 100).map(str),
    "from": WITH_NUL | st.from_regex(r"[x-z]{2,9}", fullmatch=True),
    "to": WITH_NUL | st.from_regex(r"[x-z]{2,9}", fullmatch=True),
    "mardi_1_a": WITH_NUL | st.from_regex(r"[x-z]{2,9}|(2[5-9]|[3-9][0-9])[ :]?h?", fullmatch=True),
    "mardi_1_de": WITH_NUL | st.from_regex(r"[x-z]{2,9}|(2[5-9]|[3-9][0-9])[ :]?h?", fullmatch=True),
    "available_from": WITH_NUL
    | NO_NUMBER
    | st.dates(date(1900, 1, 1), date(2025, 12, 31)).map("{:%d/%m/%Y}".format),
    "name": WITH_NUL | _longer(201),
    "description": WITH_NUL | _longer(2_000),
    "pedagogical_project": WITH_NUL | _longer(10_000),
    "first_name": WITH_NUL | _longer(100),
    "last_name": WITH_NUL | _longer(100),
    "denomination": WITH_NUL | _longer(200),
    "postal_street": WITH_NUL | _longer(240),
    "postal_locality": WITH_NUL | _longer(100),
    "street": WITH_NUL | _longer(200),
    "function": WITH_NUL | _longer(100),
}  # fmt: skip
CRECHE, HOME, CO_CARE = (
    FacilityKind.CRECHE,
    FacilityKind.INDEPENDENT_CHILDMINDER,
    FacilityKind.CO_CHILDMINDERS,
)
SECTIONS: dict[str, Typed] = {
    "presentation": Typed(
        CRECHE,
        _all(name=LINE, description=PROSE, pedagogical_project=PROSE),
        {"name": ("", "   ", "x" * 201, NUL), "description": ("x" * 2001,),
         "pedagogical_project": ("x" * 10_001,)},
    ),
    "visibilite": Typed(HOME, _all(visible=BOX, noindex=BOX), {}),
    "identification": Typed(
        HOME,
        _all(first_name=LINE, last_name=LINE, niss=NISS, enterprise_number=ENTERPRISE, **CONTACT),
        {"first_name": ("", " ", "x" * 101, NUL), "last_name": ("", "y" * 101), "niss": WRONG_NISS,
         "enterprise_number": WRONG_ENTERPRISE} | WRONG_CONTACT,
        {"first_name": "Zoé", "last_name": "Lambert"},
    ),
    "pouvoir-organisateur": Typed(
        CRECHE,
        _all(name=LINE, enterprise_number=ENTERPRISE),
        {"name": ("", "x" * 201), "enterprise_number": WRONG_ENTERPRISE},
    ),
    "contact": Typed(CRECHE, _all(**CONTACT), WRONG_CONTACT),
    "adresse-courrier": Typed(
        HOME,
        postal(),
        {"postal_postcode": ("500", "ABCD", "50000"), "postal_street": ("", "x" * 241),
         "postal_locality": ("", "y" * 101)},
        {"postal_street": "Rue Haute 1", "postal_postcode": "5000", "postal_locality": "Namur"},
    ),
    "mobile-d-urgence": Typed(
        HOME, _all(emergency_mobile=MOBILE), {"emergency_mobile": ("081 22 33 44", "12", "abc")}
    ),
    "co-accueil": Typed(
        CO_CARE,
        _all(first_name=LINE, last_name=LINE, niss=NISS, denomination=MAYBE_LINE),
        {"first_name": ("",), "last_name": ("", "y" * 101), "niss": WRONG_NISS,
         "denomination": ("x" * 201,)},
        {"first_name": "Zoé", "last_name": "Lambert"},
    ),
    "personnes-de-contact": Typed(
        CRECHE,
        contacts(),
        {"name_0": ("", "x" * 151), "function_0": ("", "y" * 101), "phone_0": ("12",), "email_0": ("a@b",)},
        {"rows": "1", "name_0": "Zoé", "function_0": "directrice", "phone_0": "081 22 33 44",
         "email_0": "a@exemple.be"},
    ),
    "caracteristiques": Typed(
        CRECHE,
        groups(),
        {"average_group_size": ("0", "101", "x", "2.5"), "from_0": ("", "jamais", "3 semaines"),
         "to_0": ("", "1 mois", "300 mois", "19 ans")},
        {"rows": "1", "from_0": "3 mois", "to_0": "3 ans"},
    ),
    "horaires": Typed(
        CRECHE, hours(), {"mardi_1_a": ("", "x", "6 h", "7 h 32", "25 h"), "mardi_1_de": ("", "abc")},
        {"mardi_1_de": "7 h", "mardi_1_a": "18 h"},
    ),
    "disponibilites": Typed(
        CRECHE,
        availability(),
        {"available_from": ("", "32/13/2027", "hier", "1/1/2020"), "availability": ("",)},
        {"availability": "pas-avant", "available_from": "1/3/2027"},
    ),
    "adresse": Typed(
        CRECHE, addresses(),
        {"street": ("", "x" * 201), "postcode": ("", "99", "0000"), "locality": ("", "Nulle-Part")},
        {"street": "Rue Haute", "house_number": "12", "postcode": "5000", "locality": "Namur"},
    ),
}  # fmt: skip


def sent(values: Mapping[str, str], **more: str) -> dict[str, str]:
    """What a browser sends of these values: no box that is not ticked."""
    return {name: value for name, value in (dict(values) | more).items() if value}


def shown_in(html: str) -> dict[str, Any]:
    """What the fields of the page's form show, by their names; a box that is not ticked is empty."""
    form = BeautifulSoup(html, "lxml").select_one("form[data-section-form]")
    assert form is not None
    shown: dict[str, Any] = {}
    for element in form.select("input[name], textarea[name], select[name]"):
        name, value = str(element["name"]), _value(element)
        if element.get("type") == "radio" and "checked" not in element.attrs:
            shown.setdefault(name, "")
            continue
        shown[name] = value
    return shown


def hidden_in(html: str) -> list[str]:
    """The names of the fields that nobody fills in."""
    form = BeautifulSoup(html, "lxml").select_one("form[data-section-form]")
    assert form is not None
    return [str(element["name"]) for element in form.select("input[type=hidden]")]


def _value(element: Tag) -> str:
    if element.name == "textarea":
        return element.text.removeprefix("\n").replace("\r\n", "\n")
    if element.name == "select":
        chosen = element.select_one("option[selected]")
        return str(chosen["value"]) if chosen else ""
    if element.get("type") == "checkbox":
        return "on" if "checked" in element.attrs else ""
    return str(element.get("value", ""))

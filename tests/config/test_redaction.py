"""The last net: what looks private is not written down, what only looks a little like it is."""

import time
import timeit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.logs import text_of
from config.redaction import CUT, LONGEST, shown

NISS, IBAN = "93051822361", "BE68539007547034"


@pytest.mark.parametrize(
    "private",
    [
        NISS, "93.05.18-223.61", "93 05 18 223 61", "930518-223-61", "93.05.18.223.61", "930518 22361",
        "93\u00a005\u00a018\u00a0223\u00a061", "93/05/18-223/61", "93\\xa005\\xa018\\xa0223\\xa061",
        "93%2005%2018%20223%2061", "93+05+18+223+61",
        IBAN, "BE68 5390 0754 7034", "be68 5390 0754 7034", "BE68-5390-0754-7034", "BE00 0000 0000 0000",
        "539-0075470-34", "FR1420041010050500013M02606", "NL91 ABNA 0417 1643 00", "DE89370400440532013000",
        "camille.dupont@example.be", "DETAIL:  Key (niss)=(canari)", "DÉTAIL : La clé « niss »=(canari)",
        "LINE 1: SELECT canari", 'invalid input syntax for type integer: "canari"',
        "valeur en entrée invalide pour le enum x : « canari »",
    ],
)  # fmt: skip
@pytest.mark.parametrize("around", ["{}", "refusé: {}.", "niss={}, x", "/dossiers/{}/", "'{}'", "x{}"])
def test_private_looks_are_left_out(private: str, around: str) -> None:
    if around == "x{}" and not private[:1].isdigit():
        pytest.skip("a word of its own")
    if ":" in private and not around.startswith("{}"):
        private = f"\n{private}"
    told = shown(around.format(private))
    assert CUT in told
    for part in (private, "22361", "7034", "dupont", "canari", "0417"):
        assert part not in told


@pytest.mark.parametrize(
    "harmless",
    [
        "GET /recherche/ 200 51234 12.3ms", "2026-11-26T10:17:33.123+00:00", "20261126101733",
        "1764151234567",
        "1764151234.123456", "/static/css/base.ab12cdef3456.css", "/lieu/123456-les-petits-pas/",
        "4 fiches sur 12345678901234", "Fiche 1234567890", "k3qh-7wzd-m2xa", "état de la recherche", "a@b",
        "7c9e6679-7425-40de-944b-e07fc1f90ae7", "http://localhost:8000/office/", "Quoi ?",
        "50.4613371,4.8723119",
    ],
)  # fmt: skip
def test_what_is_harmless_stays(harmless: str) -> None:
    assert shown(harmless) == harmless


def test_query_strings_and_referrers() -> None:
    assert shown("Not Found: https://my.one.be/recherche/?q=Sentier+7731&x=1 (…)") == (
        "Not Found: https://my.one.be/recherche/?… (…)"
    )
    assert shown("<WSGIRequest: GET '/recherche/?q=7731'>") == "<WSGIRequest: GET '/recherche/?…'>"
    told = shown("Forbidden (Referer checking failed - https://a.be/?q=7731 does not match any): /x/")
    assert told == f"Forbidden (Referer checking failed - {CUT} does not match any): /x/"


def test_where_somebody_looks_on_a_map_is_left_out() -> None:
    assert shown("GET /tuiles/16/33651/22127.png 200") == f"GET /tuiles/{CUT} 200"
    assert shown("/tuiles/") == "/tuiles/"


def test_a_row_is_left_out_to_its_end() -> None:
    """Also where a value has lines of its own."""
    assert (
        shown("refused\nDETAIL:  Failing row contains (1, canari\nHINT: canari)")
        == f"refused\\nDETAIL: {CUT}"
    )


@given(st.text(alphabet=st.characters(), max_size=300))
def test_a_text_is_one_line_of_what_can_be_seen(text: str) -> None:
    told = shown(text)
    assert len(told.splitlines()) <= 1
    assert not any(character < " " or "\x7f" <= character <= "\x9f" for character in told)
    assert not set(told) & set("\u2028\u2029\u202e\u200b\ufeff")
    told.encode("utf-8")


def test_what_moves_the_cursor_is_shown() -> None:
    assert shown("a\r\nb\x1b[2Jc\x00\u202e\ud800") == "a\\r\\nb\\x1b[2Jc\\x00\\u202e\\ud800"


@pytest.mark.parametrize(
    "piece",
    ["x", "a.", "a?", "?", "1", "12 ", "12.", "A1", "AB12 ", "a@", "a@b.", "'", "DETAIL", " ", "\n ", "«"],
)
def test_nobody_makes_us_search_for_long(piece: str) -> None:
    """A long text of the worst kind takes milliseconds of the processor, where it took seconds."""
    text, error = piece * 100_000, ValueError(piece * 400)
    for tell in (lambda: shown(text), lambda: text_of(error)):
        assert min(timeit.Timer(tell, timer=time.process_time).repeat(3, 1)) < 0.1


def test_long_texts_are_cut_and_a_number_at_the_cut_is_not_halved() -> None:
    assert shown("x" * 100_000) == "x" * LONGEST + "…"
    told = shown("x" * (LONGEST - 5) + f" {NISS} " + "y" * 100)
    assert "9305" not in told

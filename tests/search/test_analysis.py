"""Folding and tokens: what must meet meets, what must differ differs."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import MAX_TOKEN_LENGTH, fold, tokens


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Liège", "liege"),
        ("LIÈGE", "liege"),
        ("Lie\u0300ge", "liege"),
        ("Les P’tits Cœurs", "les p tits coeurs"),
        ("Les P'tits Cœurs", "les p tits coeurs"),
        ("Sint-Gillis", "sint gillis"),
        ("  Braine‑l’Alleud \t(1420) ", "braine l alleud 1420"),  # a non-breaking hyphen
        ("Großmünster", "grossmunster"),
        ("Ælia & Œdipe", "aelia oedipe"),
        ("ﬁn", "fin"),
        ("a_b", "a b"),
        ("", ""),
        ("’-’", ""),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_a_folded_text_holds_only_letters_digits_and_single_spaces(text: str) -> None:
    folded = fold(text)
    assert all(char.isalnum() or char == " " for char in folded)
    assert folded == " ".join(folded.split())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("crèche", "CRECHES"),
        ("l’école", "les écoles"),
        ("l'école", "l’école"),
        ("d’enfants", "enfant"),
        ("jusqu’ici", "ici"),
        ("QU’ICI", "ici"),
        ("cœur", "coeur"),
        ("petits", "petite"),
        ("petits", "petit"),
        ("accueillantes", "accueillant"),
        ("activités extérieures", "activite exterieure"),
    ],
)
def test_spellings_that_meet(one: str, other: str) -> None:
    assert tokens(one) == tokens(other) != ()


@pytest.mark.parametrize(("one", "other"), [("maison", "jardin"), ("1000", "1001"), ("aujourd’hui", "hui")])
def test_words_that_differ(one: str, other: str) -> None:
    assert tokens(one) != tokens(other)


def test_order_is_kept_and_duplicates_are_dropped() -> None:
    assert tokens("Le jardin des petits, le petit jardin") == tokens("jardin petit")
    assert len(tokens("jardin petit")) == 2


def test_grammatical_words_are_not_searched_for() -> None:
    assert tokens("une crèche avec jardin à Namur") == tokens("crèche jardin Namur")
    assert tokens("le la les") == ()


def test_a_token_has_a_bounded_length() -> None:
    assert all(len(token) <= MAX_TOKEN_LENGTH for token in tokens("x" * 10_000 + " maison"))


def test_threads_get_the_same_stems() -> None:
    words = [f"accueillantes{i % 7} jardinage{i % 11} petites{i}" for i in range(400)]
    expected = [tokens(word) for word in words]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(tokens, words)) == expected


@given(st.text(alphabet="abcdeilmnorstuxyéèç", max_size=30))
def test_the_tokens_of_tokens_are_themselves(text: str) -> None:
    found = tokens(text)
    assert set(tokens(" ".join(found))) <= set(found)

"""Sealed values open with their key, for their purpose, unaltered; or not at all."""

import base64
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel import crypto
from tests.kernel.rings import use

PURPOSE = "accounts.user.niss"


@given(st.text())
def test_what_is_sealed_opens(text: str) -> None:
    token = crypto.seal(text, PURPOSE)
    assert crypto.is_sealed(token)
    assert crypto.unseal(token, PURPOSE) == text


@given(st.text("0123456789.- ABCDEF", max_size=60))
def test_a_text_has_not_the_shape_of_a_seal(text: str) -> None:
    assert not crypto.is_sealed(text)
    assert not crypto.is_sealed(base64.b64encode(text.encode()).decode())


def test_one_text_is_never_sealed_alike() -> None:
    assert len({crypto.seal("85073003328", PURPOSE) for _ in range(100)}) == 100


def test_every_altered_byte_is_seen() -> None:
    key_id, raw = crypto.seal("85073003328", PURPOSE).split(":")
    sealed = base64.b64decode(raw)
    for place in range(len(sealed)):
        altered = bytearray(sealed)
        altered[place] ^= 1
        with pytest.raises(crypto.Unreadable):
            crypto.unseal(f"{key_id}:{base64.b64encode(altered).decode()}", PURPOSE)


@pytest.mark.parametrize("token", ["", "dev", "dev:", "dev:é", "dev:AAAA", "none:AAAA", "85073003328"])
def test_what_is_no_seal_is_unreadable(token: str) -> None:
    with pytest.raises(crypto.Unreadable) as refused:
        crypto.unseal(token, PURPOSE)
    assert refused.value.__cause__ is None
    assert "85073003328" not in str(refused.value)


@pytest.mark.parametrize("purposes", [("x.niss", PURPOSE), (PURPOSE, "x.niss"), (PURPOSE, "")])
def test_a_value_moved_into_another_column_does_not_open(purposes: tuple[str, str]) -> None:
    sealed_for, opened_for = purposes
    token = crypto.seal("85073003328", sealed_for)
    with pytest.raises(crypto.Unreadable):
        crypto.unseal(token, opened_for)


def test_old_keys_open_and_the_current_one_seals(settings: Any) -> None:
    use(settings, fields="1")
    old = crypto.seal("x", PURPOSE)
    use(settings, fields="2 1")
    new = crypto.seal("x", PURPOSE)
    assert (old[:2], new[:2]) == ("1:", "2:")
    assert (crypto.is_current(old), crypto.is_current(new)) == (False, True)
    assert crypto.unseal(old, PURPOSE) == crypto.unseal(new, PURPOSE) == "x"
    use(settings, fields="2")
    with pytest.raises(crypto.Unreadable):
        crypto.unseal(old, PURPOSE)


def test_the_id_alone_does_not_make_a_key_fit(settings: Any) -> None:
    use(settings, fields="1")
    token = crypto.seal("x", PURPOSE)
    use(settings, fields="2")
    with pytest.raises(crypto.Unreadable):
        crypto.unseal("2" + token[1:], PURPOSE)


def test_digests_of_every_key_the_current_first(settings: Any) -> None:
    use(settings, fields="1", digests="1")
    old = crypto.digest("x", PURPOSE)
    use(settings, fields="1", digests="2 1")
    assert crypto.digests("x", PURPOSE) == [crypto.digest("x", PURPOSE), old]
    assert old.startswith("1:")
    assert len(old) == 2 + 64


@given(st.text(), st.text(), st.text(), st.text())
def test_no_two_pairs_share_a_digest(text: str, purpose: str, other: str, other_purpose: str) -> None:
    same = (text, purpose) == (other, other_purpose)
    assert (crypto.digest(text, purpose) == crypto.digest(other, other_purpose)) is same

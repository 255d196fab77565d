"""Keys are written in one way, and production takes none that protects nothing."""

import base64
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.env import DEVELOPMENT_KEYS
from portal.kernel.keys import KeyRing, check_for_production, new_key
from tests.architecture.tree import ROOT
from tests.kernel.rings import key, ring

SECRET = "0123456789-abcdefghij-" * 3


def test_the_current_one_comes_first() -> None:
    keys = KeyRing.parse(f" {ring('FIELD_KEYS', '2 1')} ,", "FIELD_KEYS")
    assert (keys.current, list(keys.keys)) == ("2", ["2", "1"])


def test_a_ring_shows_no_key() -> None:
    keys = KeyRing.parse(ring("FIELD_KEYS", "1"), "FIELD_KEYS")
    assert repr(keys) == "KeyRing(current='1')"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " , ",
        key("x"),
        f":{key('x')}",
        f"1 :{key('x')}",
        f"é:{key('x')}",
        f"{'1' * 17}:{key('x')}",
        f"1:{key('x')[:-4]}",
        f"1:{key('x')}é",
        "1:" + base64.b64encode(b"x" * 33).decode(),
        f"1:{key('x')},1:{key('y')}",
        f"1:{key('x')},2:{key('x')}",
    ],
)
def test_a_wrong_ring_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"^FIELD_KEYS") as refused:
        KeyRing.parse(text, "FIELD_KEYS")
    assert key("x")[:10] not in str(refused.value)


def test_new_keys_are_random_and_fit_for_production() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "portal.kernel.keys"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    rings = {"FIELD_KEYS": done.stdout.strip(), "DIGEST_KEYS": new_key()}
    assert rings["FIELD_KEYS"] != rings["DIGEST_KEYS"]
    check_for_production(rings, secret_key=SECRET, known=DEVELOPMENT_KEYS)


FIT = {"FIELD_KEYS": ring("FIELD_KEYS", "2 1"), "DIGEST_KEYS": ring("DIGEST_KEYS", "1")}


@pytest.mark.parametrize(
    ("changes", "secret", "said"),
    [
        ({"FIELD_KEYS": DEVELOPMENT_KEYS["FIELD_KEYS"]}, SECRET, "development"),
        ({"DIGEST_KEYS": FIT["DIGEST_KEYS"] + "," + DEVELOPMENT_KEYS["FIELD_KEYS"]}, SECRET, "development"),
        ({"DIGEST_KEYS": f"7:{key('FIELD_KEYS 1')}"}, SECRET, "share a key"),
        ({"FIELD_KEYS": "1:" + base64.b64encode(b"a" * 32).decode()}, SECRET, "not random"),
        ({}, key("DIGEST_KEYS 1"), "SECRET_KEY"),
        ({}, f"django-{key('FIELD_KEYS 1')[:-1]}-and-more", "SECRET_KEY"),
        ({}, base64.b64decode(key("FIELD_KEYS 2")).hex().upper(), "SECRET_KEY"),
    ],
)
def test_production_refuses(changes: dict[str, str], secret: str, said: str) -> None:
    check_for_production(FIT, secret_key=SECRET, known=DEVELOPMENT_KEYS)
    with pytest.raises(ImproperlyConfigured, match=said):
        check_for_production(FIT | changes, secret_key=secret, known=DEVELOPMENT_KEYS)

"""Whose request it is: proxies that are ours, proxies that are not, and headers that somebody typed."""

import logging
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import RequestFactory

from portal.limits import clients
from portal.limits.apps import LimitsConfig
from portal.limits.clients import client_of, digest, networks

VISITOR, OTHER = "203.0.113.7", "198.51.100.9"
PROXY, INNER = "10.1.2.3", "10.9.9.9"


def asked(peer: str, forwarded: str | None = None) -> str | None:
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    return client_of(RequestFactory().get("/", REMOTE_ADDR=peer, headers=headers))


@pytest.fixture(autouse=True)
def proxies(settings: Any) -> None:
    settings.TRUSTED_PROXIES = ["127.0.0.0/8", "::1/128", "10.0.0.0/8"]
    clients._warned.clear()


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        # Nobody in between.
        (VISITOR, None, VISITOR),
        (VISITOR, "", VISITOR),
        # A visitor who says to be somebody else, without and with our proxies.
        (VISITOR, OTHER, VISITOR),
        (VISITOR, f"{OTHER}, {PROXY}", VISITOR),
        (PROXY, f"{OTHER}, {VISITOR}", VISITOR),
        (PROXY, f"{PROXY}, {VISITOR}", VISITOR),
        (PROXY, f"{OTHER}, {VISITOR}, {INNER}", VISITOR),
        # Through one proxy, through two.
        (PROXY, VISITOR, VISITOR),
        ("127.0.0.1", f"{VISITOR}, {INNER}", VISITOR),
        # Somebody of our own network, or a proxy that adds nothing.
        (PROXY, INNER, INNER),
        (PROXY, None, PROXY),
        # What is no address ends the search: the last proxy that was believed is the client.
        (PROXY, "unknown", PROXY),
        (PROXY, f"{VISITOR}, unknown, {INNER}", INNER),
        (PROXY, "' OR 1=1 --", PROXY),
        (PROXY, f"{VISITOR}\n", VISITOR),
        # As proxies write them.
        (PROXY, f"{VISITOR}:52811", VISITOR),
        (PROXY, f' "{VISITOR}" ', VISITOR),
        (f"::ffff:{VISITOR}", None, VISITOR),
        (f"::ffff:{PROXY}", VISITOR, VISITOR),
        # A socket of this machine: whoever is behind it is its proxy.
        ("", VISITOR, VISITOR),
        ("", None, None),
    ],
)
def test_client(peer: str, forwarded: str | None, client: str | None) -> None:
    assert asked(peer, forwarded) == client


def test_an_ipv6_stands_for_what_a_provider_hands_out() -> None:
    first = asked("2001:db8:1:2:aaaa::1")
    assert first == asked("2001:db8:1:2:ffff:ffff:ffff:ffff")
    assert first != asked("2001:db8:1:3::1")
    assert first == asked(PROXY, "[2001:db8:1:2::7]:443") == asked("::1", "2001:db8:1:2::8")


def test_a_long_header_is_not_read_to_its_left_end() -> None:
    many = ", ".join([VISITOR, *[INNER] * 30])
    assert asked(PROXY, many) == INNER
    assert asked(PROXY, "x" * 100_000 + f", {VISITOR}") == VISITOR


def test_a_proxy_of_ours_that_is_not_in_the_setting_is_told_once(
    settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.TRUSTED_PROXIES = ["127.0.0.0/8"]
    assert asked("8.8.4.4", OTHER) == "8.8.4.4"  # anybody may write the header
    assert not caplog.records
    for _ in range(3):
        assert asked(PROXY, VISITOR) == PROXY
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert "TRUSTED_PROXIES" in caplog.text
    assert PROXY not in caplog.text
    assert VISITOR not in caplog.text


def test_a_digest_holds_for_one_day_one_limit_and_one_site(settings: Any) -> None:
    first = digest("2026-11-26", "search", "each", VISITOR)
    assert len(first) == 16
    assert first == digest("2026-11-26", "search", "each", VISITOR)
    others = [
        digest("2026-11-27", "search", "each", VISITOR),
        digest("2026-11-26", "login", "each", VISITOR),
        digest("2026-11-26", "search", "each", OTHER),
    ]
    settings.SECRET_KEY = "another"
    others.append(digest("2026-11-26", "search", "each", VISITOR))
    assert len({first, *others}) == 5


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TRUSTED_PROXIES", ["10.0.0.0/8", "the proxy"]),
        ("TRUSTED_PROXIES", ["10.0.0.1/8"]),
        ("LIMITS", {"search": {"each": "many"}}),
        ("LIMITS", {"search": {"each": "1/1s", "kept": "memory"}}),
        ("LIMITS", {"search": {"eech": "1/1s"}}),
    ],
)
def test_a_setting_that_cant_be_understood_stops_the_start(settings: Any, name: str, value: Any) -> None:
    networks.cache_clear()
    setattr(settings, name, value)
    config = LimitsConfig.create("portal.limits")
    with pytest.raises(ImproperlyConfigured, match="LIMITS, TRUSTED_PROXIES"):
        config.ready()

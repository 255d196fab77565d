"""Whose request is it? The address it comes from, as far as it can be believed, and never kept in clear."""

import hashlib
import logging
from functools import lru_cache
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

from django.conf import settings
from django.http import HttpRequest

logger = logging.getLogger(__name__)

Address = IPv4Address | IPv6Address
# Proxies in a row; who writes more of them into the header is not believed any further.
MOST_PROXIES = 10
# One household, one lodging: what a provider hands out is a whole /64, whose holder may take any address.
IPV6_PREFIX = 64
_warned: set[str] = set()


def client_of(request: HttpRequest) -> str | None:
    """Whose use it is: the IPv4, or the /64 of an IPv6; None where a local proxy does not tell it."""
    address = address_of(request)
    return None if address is None else _grouped(address)


def address_of(request: HttpRequest) -> Address | None:
    """The client's address, as far as it can be believed; None where a local proxy does not tell it.

    Behind proxies of `TRUSTED_PROXIES`, the last address in `X-Forwarded-For` that is none of them: read from
    the right, since each proxy adds who asked it, and whatever stands further left was typed by that one.
    """
    peer = _parsed(request.META.get("REMOTE_ADDR", ""))
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    if forwarded:
        peer = _behind(peer, forwarded)
    return peer


@lru_cache(maxsize=4)
def networks(texts: tuple[str, ...]) -> tuple[IPv4Network | IPv6Network, ...]:
    """The setting, understood; `ValueError` says what is wrong with it."""
    return tuple(ip_network(text.strip()) for text in texts)


def digest(day: str, *parts: str) -> bytes:
    """16 bytes for a limit and whose use it is: the same for a day, and no way back without our key."""
    return hashlib.blake2b(
        "\0".join(parts).encode(), key=_key_of(settings.SECRET_KEY, day), digest_size=16
    ).digest()


@lru_cache(maxsize=2)
def _key_of(secret: str, day: str) -> bytes:
    return hashlib.blake2b(f"limits {day} {secret}".encode()).digest()


def _behind(peer: Address | None, forwarded: str) -> Address | None:
    """Who asked the first of our proxies. A peer of None is a socket of this machine, so a proxy of ours."""
    trusted = networks(tuple(settings.TRUSTED_PROXIES))
    if peer is not None and not _is_in(peer, trusted):
        _warn_once(peer)
        return peer
    for text in reversed(forwarded.rsplit(",", MOST_PROXIES)[-MOST_PROXIES:]):
        nearer = _parsed(text)
        if nearer is None:
            break
        peer = nearer
        if not _is_in(peer, trusted):
            break
    return peer


def _is_in(address: Address, trusted: tuple[IPv4Network | IPv6Network, ...]) -> bool:
    return any(address in network for network in trusted)


def _parsed(text: str) -> Address | None:
    """An address as proxies write it: bare, with a port, in brackets; None for anything else."""
    text = text.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address


def _grouped(address: Address) -> str:
    if isinstance(address, IPv4Address):
        return str(address)
    return str(int(address) >> (128 - IPV6_PREFIX)) + "/64"


def _warn_once(peer: Address) -> None:
    """A proxy of ours that is not in the setting would make one client of all visitors."""
    if peer.is_private and not _warned:
        _warned.add("told")
        logger.warning(
            "Un serveur du réseau interne transmet X-Forwarded-For sans figurer dans TRUSTED_PROXIES\u00a0: "
            "les limites prennent tous ses visiteurs pour un seul."
        )

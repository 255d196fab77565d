"""Every address under /office/, read from the URL resolver, so that a new one cannot be forgotten."""

import re
from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

# What stands for each kind of argument; `pk` of the object under trial is given by the caller.
PLACEHOLDERS = {
    "app_label": "facilities",
    "app_name": "facilities",
    "model_name": "listing",
    "content_type_app_name": "facilities",
    "content_type_model_name": "listing",
    "action": "delete",
    "action_name": "approve",
    "instance_pk": None,
    "pk": None,
    "object_id": None,
}
_ARGUMENT = re.compile(r"<(?:(?P<converter>\w+):)?(?P<name>\w+)>")
_GROUP = re.compile(r"\(\?P<(?P<name>\w+)>[^()]*(?:\([^()]*\)[^()]*)*\)")


def office_addresses(pk: int = 1) -> list[str]:
    """One address for each pattern under /office/, with `pk` wherever an object is asked for."""
    return sorted({address for address in _walk(get_resolver(), "/", pk) if address.startswith("/office/")})


def visited(pk: int = 1) -> list[str]:
    """The same without the way out, which would end the visit."""
    return [address for address in office_addresses(pk) if address != "/office/logout/"]


def _walk(resolver: URLResolver, prefix: str, pk: int) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        address = prefix + _filled(str(pattern.pattern), pk)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, address, pk)
        elif isinstance(pattern, URLPattern):
            yield address


def _filled(route: str, pk: int) -> str:
    def fill(found: re.Match[str]) -> str:
        value: Any = PLACEHOLDERS.get(found["name"], "")
        return str(value or pk)

    filled = _GROUP.sub(fill, _ARGUMENT.sub(fill, route))
    return filled.replace("^", "").replace("$", "").replace("\\", "").replace("(", "").replace(")", "")

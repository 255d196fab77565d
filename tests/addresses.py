"""Every address of the site, read from the URL resolver, so that a new one cannot be forgotten."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from django.urls import URLPattern, URLResolver, get_resolver

_ARGUMENT = re.compile(r"<(?:(?P<converter>\w+):)?(?P<name>\w+)>")
_GROUP = re.compile(r"\(\?P<(?P<name>\w+)>[^()]*(?:\([^()]*\)[^()]*)*\)")


class Pattern(NamedTuple):
    """One pattern of the resolver: its name with its namespaces, empty where it has none, and its route."""

    name: str
    route: str

    @property
    def arguments(self) -> tuple[str, ...]:
        """The names of what the address is made of."""
        groups = _GROUP.finditer(self.route)
        plain = _ARGUMENT.finditer(_GROUP.sub("", self.route))
        return tuple(found["name"] for found in (*groups, *plain))

    def filled(self, value_of: Callable[[str], object]) -> str:
        """The address with these values in it."""

        def fill(found: re.Match[str]) -> str:
            return str(value_of(found["name"]))

        # Groups first: `(?P<pk>…)` holds what looks like an argument.
        filled = _ARGUMENT.sub(fill, _GROUP.sub(fill, self.route))
        return re.sub(r"[\^$\\()]", "", filled)


def patterns() -> list[Pattern]:
    """All of them, in the resolver's order."""
    return list(_walk(get_resolver(), "/", ""))


def _walk(resolver: URLResolver, prefix: str, namespace: str) -> Iterator[Pattern]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern, route, inner)
        elif isinstance(pattern, URLPattern):
            yield Pattern(f"{namespace}{pattern.name}" if pattern.name else "", route)

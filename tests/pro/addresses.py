"""The addresses of PRO.ONE, read from the URL resolver."""

from django.urls import get_resolver


def patterns() -> dict[str, list[str]]:
    """Name → its arguments."""
    found = get_resolver().namespace_dict["pro"][1].reverse_dict
    return {name: list(found.getlist(name)[0][0][0][1]) for name in found if isinstance(name, str)}

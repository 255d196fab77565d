"""The pager of a list (`components/pager.html`): written once for every portal."""

from collections.abc import Callable
from typing import Any


def pager(page: int, last: int, url_of: Callable[[int], str]) -> dict[str, Any] | None:
    """The first page, the last, and the neighbours of the one shown; None where there is one page alone."""
    if last < 2:
        return None
    numbers = sorted({1, last, *range(max(1, page - 1), min(last, page + 1) + 1)})
    pages: list[tuple[int | None, str, bool]] = []
    for before, number in zip([0, *numbers], numbers, strict=False):
        if number > before + 1:
            pages.append((None, "", False))
        pages.append((number, url_of(number), number == page))
    return {
        "previous_url": url_of(page - 1) if page > 1 else "",
        "next_url": url_of(page + 1) if page < last else "",
        "pages": pages,
    }

"""Long lists, page by page."""

from typing import Any

from django.core.paginator import Page


def pager(page: Page[Any], path: str) -> dict[str, Any] | None:
    """For `components/pager.html`: the first, the last, and the neighbours of this page; None: one page."""
    last = page.paginator.num_pages
    if last < 2:
        return None

    def url(number: int) -> str:
        return f"{path}?page={number}" if number > 1 else path

    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        "previous_url": url(page.number - 1) if page.has_previous() else "",
        "next_url": url(page.number + 1) if page.has_next() else "",
        "pages": [
            (number, url(number), number == page.number) if isinstance(number, int) else (None, "", False)
            for number in numbers
        ],
    }

"""The search of what editors publish, for everybody: HTML without a script, and titles while typing."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from acte_content.finding import searching
from acte_content.finding.searching import Result
from portal.limits.limiting import limited

TEXT, PAGE = "q", "page"


@require_safe
@limited("search")
def search(request: HttpRequest) -> HttpResponse:
    """The answers to what was typed; without any, what to do instead."""
    result = searching.search(request.GET.get(TEXT, ""), _number(request.GET.get(PAGE, "")))
    return render(
        request,
        "finding/page.html",
        {"result": result, "pager": _pager(result) if result.pages > 1 else None},
    )


@require_safe
@limited("suggestions", as_json=True)
def suggestions(request: HttpRequest) -> HttpResponse:
    """Titles that begin like `q`: `{"suggestions": [{"label", "note", "url"}]}`, best first.

    Asked for again each time (304 where nothing has changed): what was withdrawn is suggested no more.
    """
    found = searching.suggestions(request.GET.get(TEXT, ""))
    data = [{"label": each.title, "note": each.kind, "url": each.url} for each in found]
    return JsonResponse({"suggestions": data}, json_dumps_params={"ensure_ascii": False})


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 1


def _pager(result: Result) -> dict[str, object]:
    def url_of(number: int) -> str:
        query = QueryDict(mutable=True)
        query[TEXT] = result.text
        if number > 1:
            query[PAGE] = str(number)
        return f"{reverse('finding:search')}?{query.urlencode()}"

    return {
        "previous_url": url_of(result.page - 1) if result.page > 1 else "",
        "next_url": url_of(result.page + 1) if result.page < result.pages else "",
        "pages": _pages(result, url_of),
    }


def _pages(result: Result, url_of: Callable[[int], str]) -> list[tuple[int | None, str, bool]]:
    """The first, the last, and those around this one; None for those left out."""
    pages: list[tuple[int | None, str, bool]] = []
    last = 0
    for number in range(1, result.pages + 1):
        if number in (1, result.pages) or abs(number - result.page) <= 2:
            if number > last + 1:
                pages.append((None, "", False))
            pages.append((number, url_of(number), number == result.page))
            last = number
    return pages

"""The search of what editors publish, for everybody: HTML without a script, and titles while typing."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from acte_content.finding import searching
from acte_content.finding.searching import Result
from portal.kernel.paging import pager
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
        {"result": result, "pager": _pager(result)},
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


def _pager(result: Result) -> dict[str, Any] | None:
    def url_of(number: int) -> str:
        query = QueryDict(mutable=True)
        query[TEXT] = result.text
        if number > 1:
            query[PAGE] = str(number)
        return f"{reverse('finding:search')}?{query.urlencode()}"

    return pager(result.page, result.pages, url_of)

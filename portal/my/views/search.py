"""The search page: HTML that is complete without a script, the map's JSON, GeoJSON, suggestions."""

import json
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    JsonResponse,
    QueryDict,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from portal.kernel import clock
from portal.limits.limiting import limited
from portal.my import search_geojson, search_map, search_page, search_values
from portal.my.search_answer import answer
from portal.my.search_place import settle
from portal.my.search_query import parameters, read
from search import gazetteer

MAX_SUGGESTIONS = 8
# Suggestions are the same for everybody, and change with the gazetteer only.
SUGGESTIONS_SECONDS = 3_600


class SeeOther(HttpResponseRedirect):
    """After a POST: get the address that says what was asked."""

    status_code = 303


# A POST writes nothing and answers nothing: it only keeps a street number out of addresses and logs on its
# way to the redirect. A token would bring a cookie, and a page that no cache may keep.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@limited("search")
def search(request: HttpRequest) -> HttpResponseBase:
    """The results page. Whatever the URL holds, a page comes back; a POST leads to its shareable URL."""
    today = clock.today()
    if request.method == "POST":
        state, _ = settle(read(request.POST, today))
        return SeeOther(search_page.url_of(state))
    asked = read(_asked(request), today)
    state, place = settle(asked)
    if state != asked:
        return HttpResponseRedirect(search_page.url_of(state))
    found = answer(state, place, today)
    return render(request, "my/search/page.html", search_page.whole(found))


@require_safe
@limited("search", as_json=True)
def search_map_data(request: HttpRequest) -> HttpResponse:
    """What a moved map or another filter changes: the map's marks, the list and chips as HTML, counts.

    `parties=carte` gives the marks alone, `parties=compte` the counts alone; `grappe` lists the places of
    one spot. Shapes: `search_map`.
    """
    today = clock.today()
    asked = _asked(request)
    state, place = settle(read(asked, today))
    spot = search_map.spot(asked.get("grappe", ""))
    if spot is not None:
        return JsonResponse(search_map.listed(state, place, today, spot))
    part = asked.get("parties", "")
    found = answer(state, place, today, clusters=part != "compte")
    data: dict[str, Any] = {"total": found.total}
    if part != "compte":
        data |= search_map.marks(found)
    if part != "carte":
        data |= {"counts": search_page.counts(found), "submit": search_page.submit_words(found.total)}
    if not part:
        data |= {
            "url": search_page.url_of(found.state),
            "title": search_page.title(found),
            "results": render_to_string("my/search/results.html", search_page.results(found)),
            "chips": render_to_string("my/search/chips.html", search_page.chip_row(found)),
            "chosen": search_page.chosen(found),
            "view": search_page.view(found),
        }
    return JsonResponse(data, json_dumps_params={"ensure_ascii": False, "separators": (",", ":")})


@require_safe
@limited("geojson", as_json=True)
def search_geojson_data(request: HttpRequest) -> StreamingHttpResponse:
    """All results of the URL, up to the paging cap, as a GeoJSON FeatureCollection."""
    today = clock.today()
    state, place = settle(read(_asked(request), today))
    pieces: Iterator[str] = search_geojson.feature_collection(
        state, place, today, base_url=settings.BASE_URL, stale_days=settings.SEARCH_STALE_DAYS
    )
    response = StreamingHttpResponse(pieces, content_type="application/geo+json")
    response["Content-Disposition"] = 'inline; filename="lieux.geojson"'
    return response


@require_safe
@limited("suggestions", as_json=True)
def suggestions(request: HttpRequest) -> HttpResponse:
    """Places that begin like `q`: `{"suggestions": [{"label", "kind"}]}`, best first."""
    typed = search_values.text(_asked(request).get("q", ""))
    matches = gazetteer.complete(typed, limit=MAX_SUGGESTIONS) if typed else []
    found = {"suggestions": [{"label": match.label, "kind": match.kind} for match in matches]}
    response = HttpResponse(json.dumps(found, ensure_ascii=False), content_type="application/json")
    response["Cache-Control"] = f"public, max-age={SUGGESTIONS_SECONDS}"
    return response


def _asked(request: HttpRequest) -> QueryDict:
    """The parameters of the URL, read from the raw query string: `request.GET` refuses very many of them."""
    # WSGI hands over bytes as if they were latin-1.
    raw = str(request.META.get("QUERY_STRING", "")).encode("latin-1", "replace").decode("utf-8", "replace")
    return parameters(raw)

"""ACTE for whoever reads: the scheme, its axes and actions, the explanatory document."""

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from acte_content.catalogue import access, filtering, papers, pdf
from acte_content.catalogue.filtering import AXIS, FACETS, PAGE, Criteria, Facet, Found
from acte_content.catalogue.models import Axis
from acte_content.catalogue.pdf import Paper
from acte_content.editorial.access import faq_themes
from acte_content.editorial.enums import FaqPlace
from portal.kernel.paging import pager
from portal.limits.answers import as_page
from portal.limits.limiting import spend

PER_PAGE = 18


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What the scheme is, and the ways into it."""
    axes = access.axes()
    total = sum(axis.action_count for axis in axes)
    return render(request, "acte/home.html", {"axes": axes, "total": total})


@require_safe
def axis(request: HttpRequest, slug: str) -> HttpResponse:
    """One axis: why, the questions of its self-diagnosis, its actions."""
    found = access.axis_by_slug(slug)
    return render(request, "acte/axis.html", {"axis": found, "actions": access.actions_of(found)})


@require_safe
def actions(request: HttpRequest) -> HttpResponse:
    """The catalogue, filtered by the address: every filter is a link, and works without a script."""
    axes = access.axes()
    criteria = filtering.criteria_in(request.GET, axes)
    found = filtering.search(criteria, axes)
    page = Paginator(found.ids, PER_PAGE).get_page(request.GET.get(PAGE))
    here = reverse("acte:actions")
    return render(
        request,
        "acte/actions.html",
        {
            "criteria": criteria,
            "chosen": _words_of(criteria, axes),
            "total": len(found.ids),
            "actions": access.actions_with(list(page)),
            "axis_chips": _axis_chips(criteria, found, axes),
            "facets": [_facet(facet, criteria, found) for facet in FACETS],
            "is_filtered": bool(criteria.values or criteria.text),
            "is_refined": any(facet.name in criteria.values for facet in FACETS),
            "clear_url": here,
            "print_url": reverse("acte:print_actions") + criteria.as_query(),
            "pager": _pager(page, criteria),
            "hidden": list(criteria.values.items()),
            "canonical": f"{settings.BASE_URL}{here}",
        },
    )


@require_safe
def print_actions(request: HttpRequest) -> HttpResponse:
    """What was found, all of it on one page made for paper."""
    axes = access.axes()
    criteria = filtering.criteria_in(request.GET, axes)
    found = filtering.search(criteria, axes)
    return render(
        request,
        "acte/print_actions.html",
        {
            "actions": access.actions_with(found.ids),
            "criteria": criteria,
            "chosen": _words_of(criteria, axes),
            "back_url": reverse("acte:actions") + criteria.as_query(),
        },
    )


@require_safe
def action(request: HttpRequest, slug: str) -> HttpResponse:
    """One action: why, how, what helps; worth printing."""
    return render(request, "acte/action.html", {"action": access.action_by_slug(slug)})


@require_safe
def explanation(request: HttpRequest) -> HttpResponse:
    """The explanatory document, for everybody."""
    found = access.explanation()
    document = papers.offer(papers.of_explanation(found), "acte:explanation_pdf")
    return render(request, "acte/explanation.html", {"explanation": found, "document": document})


@require_safe
def explanation_pdf(request: HttpRequest) -> HttpResponseBase:
    """The same, to take away."""
    return _document(request, papers.of_explanation(access.explanation()))


@require_safe
def charter(request: HttpRequest) -> HttpResponse:
    """The charter in force, for everybody: what those who sign commit themselves to."""
    found = access.charter()
    document = papers.offer(papers.of_charter(found), "acte:charter_pdf")
    return render(request, "acte/charter.html", {"charter": found, "document": document})


@require_safe
def charter_pdf(request: HttpRequest) -> HttpResponseBase:
    """The same, to take away."""
    return _document(request, papers.of_charter(access.charter()))


def _document(request: HttpRequest, paper: Paper) -> HttpResponseBase:
    """A document that is kept; made now, seldom and never without limit, where what it says is new."""
    path = pdf.kept(paper)
    if path is None:
        if not pdf.is_possible():
            raise Http404
        if refusal := spend("acte_pdf", None):
            return as_page(request, refusal.seconds, refusal.whose)
        path = pdf.made(paper)
    return FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=f"acte-{paper.name}.pdf",
        content_type="application/pdf",
        headers={
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )


@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """What people ask about ACTE, theme by theme, and the answers."""
    return render(request, "acte/questions.html", {"themes": faq_themes(FaqPlace.ACTE)})


def _chip(criteria: Criteria, found: Found, name: str, value: str, label: str) -> dict[str, object]:
    return {
        "label": label,
        "url": reverse("acte:actions") + criteria.with_value(name, value).as_query(),
        "count": found.counts[name, value],
        "on": criteria.values.get(name) == value,
    }


def _axis_chips(criteria: Criteria, found: Found, axes: list[Axis]) -> list[dict[str, object]]:
    every = {
        "label": "Tous les axes",
        "url": reverse("acte:actions") + criteria.with_value(AXIS, "").as_query(),
        "count": found.without[AXIS],
        "on": AXIS not in criteria.values,
        "icon": "list",
    }
    chips = [_chip(criteria, found, AXIS, axis.slug, axis.title) | {"icon": axis.icon} for axis in axes]
    return [every, *chips]


def _facet(facet: Facet, criteria: Criteria, found: Found) -> dict[str, object]:
    return {
        "name": facet.name,
        "label": facet.label,
        "chips": [_chip(criteria, found, facet.name, value, label) for value, label in facet.choices],
    }


def _words_of(criteria: Criteria, axes: list[Axis]) -> list[str]:
    """What was chosen, as its chips say it."""
    return [_label_of(name, value, axes) for name, value in criteria.values.items()]


def _label_of(name: str, value: str, axes: list[Axis]) -> str:
    if name == AXIS:
        return next(axis.title for axis in axes if axis.slug == value)
    return next(dict(facet.choices)[value] for facet in FACETS if facet.name == name)


def _pager(page: Page, criteria: Criteria) -> dict[str, object] | None:
    def url_of(number: int) -> str:
        query = criteria.as_query()
        if number == 1:
            return reverse("acte:actions") + query
        return f"{reverse('acte:actions')}{query or '?'}{'&' if query else ''}{PAGE}={number}"

    return pager(page.number, page.paginator.num_pages, url_of)

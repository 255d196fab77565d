"""The words, links and counts of the search page, for its templates."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from portal.facilities import words
from portal.facilities.map_tiles import tiles_url
from portal.facilities.presentation import ListingCard
from portal.facilities.public import public_kinds
from portal.kernel import paging
from portal.my import search_place
from portal.my.search_answer import Answer, Hit, nearest, total
from portal.my.search_filters import (
    AGES,
    LEADING_CHIPS,
    ORDERS,
    RADII_KM,
    Axis,
    Option,
    axes,
    toggled,
    wishes,
    without_wishes,
)
from portal.my.search_query import LAST_PAGE, PAGE_SIZE, TYPED, SearchState
from search.documents import Availability, Order

NUMBERS = ("", "", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf")
WIDER = 2  # a view that finds nothing is widened by this factor, more than once where it must be
MAX_RELAXATIONS = 4
# A character for private use, which stands in no text of a card.
_SLOT = "\ue000"


@dataclass(frozen=True, slots=True)
class Chip:
    label: str
    url: str
    count: int | None
    on: bool


@dataclass(frozen=True, slots=True)
class Box:
    """One box to tick in the form."""

    id: str
    name: str
    value: str
    label: str
    count: int
    checked: bool


@dataclass(frozen=True, slots=True)
class Relaxation:
    """A step that finds something: what to give up, in words, how many places it brings, where it leads."""

    words: str
    count: str
    url: str


def current_axes() -> tuple[Axis, ...]:
    return axes(settings.SEARCH_EARLY_BEFORE, settings.SEARCH_LATE_AFTER, public_kinds())


def url_of(state: SearchState) -> str:
    query = state.query_string()
    return f"{reverse('my:search')}?{query}" if query else reverse("my:search")


def results(found: Answer) -> dict[str, Any]:
    """What the list, its title and its pager need."""
    return {
        "title": title(found),
        "total": found.total,
        "hits": [hit_html(hit) for hit in found.hits],
        "place": found.place,
        "others": [(label, url_of(_elsewhere(found.state, label))) for label in found.place.others],
        "orders": _orders(found),
        "pager": pager(found),
        "geojson_url": f"{reverse('my:search_geojson')}?{found.state.at_page(1).query_string()}",
        "shown": shown(found),
        "relaxations": relaxations(found) if not found.total else [],
        "nearest": _nearest(found) if not found.total else "",
        "is_cut": found.state.page == LAST_PAGE,
    }


def hit_html(hit: Hit) -> SafeString:
    """One line of the list. Twenty of them are most of a page's work, and most say what they said before."""
    before, after = _hit_parts(hit.card)
    return mark_safe(before + escape(hit.distance and f" · {hit.distance}") + after)


@lru_cache(maxsize=20_000)
def _hit_parts(card: ListingCard) -> tuple[str, str]:
    """What comes before and after the distance, which alone depends on the search."""
    drawn = render_to_string("my/search/hit.html", {"card": card, "distance": _SLOT})
    before, _, after = drawn.rpartition(_SLOT)
    return before, after


def _nearest(found: Answer) -> str:
    hit = nearest(found.state, found.place, found.today)
    return hit_html(hit) if hit else ""


def title(found: Answer) -> str:
    """`86 lieux autour de Namur`; for none: which wishes nothing meets."""
    where = _where(found)
    if found.total:
        return f"{words.count(found.total, 'lieu', 'lieux')} {where}"
    asked = chosen(found)
    if not asked:
        return f"Aucun lieu {where}"
    if asked == 1:
        return f"Aucun lieu ne répond à ce critère {where}"
    number = NUMBERS[asked] if asked < len(NUMBERS) else str(asked)
    return f"Aucun lieu ne réunit ces {number} critères {where}"


def _where(found: Answer) -> str:
    if found.state.box:
        return "sur cette carte"
    if not found.place.known or found.place.latitude is None:
        return "en Wallonie et à Bruxelles"
    return around(found.place.name)


def around(name: str) -> str:
    """`autour de Namur`, `autour d’Arlon`, `autour du Rœulx`, `autour des Bons Villers`."""
    if not name:
        return "autour du point choisi"
    if "," in name:
        return f"autour de «\u00a0{name}\u00a0»"
    for article, joined in (("Le ", "du "), ("Les ", "des ")):
        if name.startswith(article):
            return f"autour {joined}{name[len(article) :]}"
    return f"autour d’{name}" if name[0] in "AEIOUYÀÂÉÈÊËÎÏÔŒ" else f"autour de {name}"


def shown(found: Answer) -> str:
    """`1 à 20 sur 86`, where there is more than one page."""
    if found.pages < 2:
        return ""
    first = (found.state.page - 1) * PAGE_SIZE + 1
    last = min(first + PAGE_SIZE - 1, found.total)
    return f"{first} à {last} sur {words.count(found.total, 'lieu', 'lieux')}"


def pager(found: Answer) -> dict[str, Any] | None:
    """The pages of the list: each address holds the whole state."""
    return paging.pager(found.state.page, found.pages, lambda page: url_of(found.state.at_page(page)))


def chips(found: Answer) -> list[Chip]:
    """The leading chips, then whatever else is chosen: each link toggles one filter."""
    by_parameter = {axis.parameter: axis for axis in current_axes()}
    made = [
        _chip(found, by_parameter[name], _option(by_parameter[name], value)) for name, value in LEADING_CHIPS
    ]
    leading = set(LEADING_CHIPS)
    for axis in current_axes():
        for option in axis.options:
            is_chosen = option.value in getattr(found.state, axis.field)
            if is_chosen and (axis.parameter, option.value) not in leading:
                made.append(_chip(found, axis, option))
    made += [Chip(wish.words, url_of(wish.without), None, True) for wish in wishes(found.state, ())]
    return made


def _option(axis: Axis, value: Any) -> Option:
    return next(option for option in axis.options if option.value == value)


def _chip(found: Answer, axis: Axis, option: Option) -> Chip:
    return Chip(
        label=option.chip,
        url=url_of(toggled(found.state, axis, option.value)),
        count=_count(found, axis, option),
        on=option.value in getattr(found.state, axis.field),
    )


def _count(found: Answer, axis: Axis, option: Option) -> int:
    return found.facets.get(axis.facet, {}).get(str(getattr(option.value, "value", option.value)), 0)


def counts(found: Answer) -> dict[str, int]:
    """`parameter:value` → live count, for a script to write beside the boxes of the form."""
    return {
        f"{axis.parameter}:{option.value.value}": _count(found, axis, option)
        for axis in current_axes()
        for option in axis.options
    }


def form(found: Answer) -> dict[str, Any]:
    """The form of all filters, as it stands after the answer."""
    state = found.state
    kept = ("q", "lat", "lon", "precision", "bbox", "tri")
    stated = {**state.typed, **dict(state.pairs())}
    return {
        "boxes": {axis.parameter: _boxes(found, axis) for axis in current_axes()},
        "hidden": [(name, stated.get(name, "")) for name in kept],
        "date": stated.get("date", ""),
        "day_count": found.facets.get("availability", {}).get(Availability.BY_DAY.value),
        "ages": [(int(band), label, band == state.band) for band, label in AGES],
        "weekdays": [
            (index, name.capitalize(), stated.get("jour") == str(index))
            for index, name in enumerate(words.WEEKDAYS)
        ],
        "from": stated.get("de", ""),
        "to": stated.get("a", ""),
        "capacity": stated.get("capacite", ""),
        "text": state.text,
        "radii": [(km * 1000, f"{km}\u00a0km", state.radius == km * 1000) for km in RADII_KM],
        "has_radius": found.place.latitude is not None and state.box is None,
        "other_radius": state.radius if state.radius and state.radius // 1000 not in RADII_KM else None,
        "errors": {name: state.problems.get(name, "") for name in TYPED},
        "messages": list(state.problems.items()),
        "submit": submit_words(found.total),
        "clear_url": clear_url(found),
        "chosen": chosen(found),
    }


def _boxes(found: Answer, axis: Axis) -> list[Box]:
    """One a choice, with how many listings it would leave."""
    return [
        Box(
            id=f"f-{axis.parameter}-{option.value.value}",
            name=axis.parameter,
            value=str(option.value.value),
            label=option.label,
            count=_count(found, axis, option),
            checked=option.value in getattr(found.state, axis.field),
        )
        for option in axis.options
    ]


def chosen(found: Answer) -> int:
    """How many wishes limit the answer."""
    return len(list(wishes(found.state, current_axes())))


def submit_words(number: int) -> str:
    return f"Voir {words.count(number, 'lieu', 'lieux')}" if number else "Aucun lieu\u00a0: voir que changer"


def _orders(found: Answer) -> list[tuple[str, str, bool]]:
    """(words, url, is current). Without a place there is no nearest."""
    orders = [order for order in ORDERS if order[0] != Order.NEAREST or found.place.latitude is not None]
    current = found.state.order if any(found.state.order == order for order, _ in orders) else Order.DEFAULT
    if current == Order.FREE_FIRST:
        current = Order.DEFAULT
    first = found.state.at_page(1)
    return [(label, url_of(replace(first, order=order)), order == current) for order, label in orders]


def _elsewhere(state: SearchState, label: str) -> SearchState:
    return replace(state, place=label, point=None, approximate=False, box=None, radius=None, page=1)


def relaxations(found: Answer) -> list[Relaxation]:
    """What finds something again: without one wish, or a wider view; the most places first."""
    state, place, today = found.state, found.place, found.today
    steps = [
        (f"Sans «\u00a0{wish.words}\u00a0»" if "«" not in wish.words else f"Sans {wish.words}", wish.without)
        for wish in wishes(state, current_axes())
    ]
    counted = [(text, step, total(step, place, today)) for text, step in steps]
    counted.sort(key=lambda each: -each[2])
    wider = _wider(found)
    kept = [each for each in counted if each[2]][:MAX_RELAXATIONS] + ([wider] if wider else [])
    if not kept and steps:
        bare = without_wishes(state)
        kept = [("Sans aucun critère", bare, total(bare, place, today))]
    return [
        Relaxation(text, words.count(number, "lieu", "lieux"), url_of(step))
        for text, step, number in kept
        if number
    ]


def _wider(found: Answer) -> tuple[str, SearchState, int] | None:
    """The first larger circle around the place that finds something, or the whole region."""
    state, place, today = found.state, found.place, found.today
    if place.latitude is not None and state.box is None:
        radius = state.radius or place.radius or search_place.POINT_RADIUS_M
        for km in RADII_KM:
            step = replace(state, radius=km * 1000, page=1)
            if km * 1000 >= radius * WIDER and (number := total(step, place, today)):
                return f"Jusqu’à {km}\u00a0km {around(place.name)}", step, number
    everywhere = replace(
        state, place="", point=None, approximate=False, radius=None, box=None, page=1, order=Order.DEFAULT
    )
    number = total(everywhere, search_place.Place(), today)
    return ("Dans toute la Wallonie et à Bruxelles", everywhere, number) if number else None


def chip_row(found: Answer) -> dict[str, Any]:
    """For `my/search/chips.html`."""
    row = chips(found)
    return {"chips": row, "clear_url": clear_url(found), "clear_needed": any(chip.on for chip in row)}


def clear_url(found: Answer) -> str:
    """The same place without any wish."""
    return url_of(without_wishes(found.state))


def view(found: Answer) -> str:
    """The view in degrees, as `west,south,east,north`."""
    return ",".join(f"{edge:.5f}" for edge in search_place.view_degrees(found.state, found.place))


def whole(found: Answer) -> dict[str, Any]:
    """Everything that the page's template needs."""
    return {
        **results(found),
        **chip_row(found),
        "form": form(found),
        "state": found.state,
        "canonical_url": url_of(found.state),
        "view": view(found),
        "tiles_url": tiles_url(),
        "tiles_credit": settings.TILES_ATTRIBUTION,
        "bar": [pair for pair in found.state.pairs() if pair[0] in CARRIED],
    }


# What a new place keeps of the search before: every wish and the order, nothing of the place.
CARRIED = frozenset({
    "secteur", "groupe", "type", "dispo", "date", "age", "tarif", "jour", "de", "a", "ouverture", "capacite",
    "taille", "caracteristique", "texte", "tri",
})  # fmt: skip

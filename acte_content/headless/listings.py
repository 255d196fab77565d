"""Public listings for programs: the search's own parameters, as JSON and as GeoJSON."""

from dataclasses import dataclass, replace
from typing import Any, Literal

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from ninja import Field, Query, Router

from acte_content.headless import listing_schemas as shapes
from acte_content.headless.problems import Refused
from acte_content.headless.reading import NOT_UNDERSTOOD, Asked, link_to_other_pages, pages
from portal.facilities.access import public_listings
from portal.facilities.enums import FacilityKind
from portal.facilities.public import PublicListing
from portal.kernel import clock
from portal.my import search_values as values
from portal.my.search_answer import question
from portal.my.search_geojson import feature, properties
from portal.my.search_place import settle
from portal.my.search_query import MAX_CAPACITY, MAX_RADIUS_M, MIN_RADIUS_M, PARAMETERS, SearchState, read
from search.documents import (
    MAX_RESULTS,
    Availability,
    CapacityClass,
    Feature,
    KindGroup,
    Opening,
    Order,
    Sector,
    Tariff,
)
from search.engines import searcher

router = Router(tags=["Lieux"])
GEOJSON = "application/geo+json"
MOST_VALUES = 20


class AskedListings(Asked):
    """The parameters of the search page (docs/search.md), each with what it may hold."""

    q: str = Field(
        "",
        description="Code postal, localité, commune ou adresse.",
        examples=["5000 Namur"],
        max_length=values.MAX_TEXT,
    )
    lat: float | None = Field(None, ge=values.FRAME[1], le=values.FRAME[3], allow_inf_nan=False)
    lon: float | None = Field(None, ge=values.FRAME[0], le=values.FRAME[2], allow_inf_nan=False)
    precision: Literal["", "localite"] = Field("", description="`q` est la localité de ce qui a été écrit.")
    rayon: int | None = Field(None, ge=MIN_RADIUS_M, le=MAX_RADIUS_M, description="En mètres.")
    bbox: str = Field(
        "",
        description="Ouest, sud, est, nord, en degrés.",
        examples=["4.8,50.4,5,50.5"],
        max_length=values.MAX_TEXT,
    )
    secteur: list[Sector] = Field([], max_length=MOST_VALUES)
    groupe: list[KindGroup] = Field([], max_length=MOST_VALUES)
    type: list[FacilityKind] = Field([], max_length=MOST_VALUES)
    dispo: list[Availability] = Field([], max_length=MOST_VALUES)
    date: str = Field(
        "", description="Pour `dispo=date`.", examples=["2027-03-01"], max_length=values.MAX_TEXT
    )
    age: int | None = Field(None, ge=1, le=3)
    tarif: list[Tariff] = Field([], max_length=MOST_VALUES)
    jour: int | None = Field(None, ge=0, le=6, description="0\u00a0: lundi.")
    de: str = Field("", examples=["07:30"], max_length=values.MAX_TEXT)
    a: str = Field("", examples=["18:00"], max_length=values.MAX_TEXT)
    ouverture: list[Opening] = Field([], max_length=MOST_VALUES)
    capacite: int | None = Field(None, ge=1, le=MAX_CAPACITY)
    taille: list[CapacityClass] = Field([], max_length=MOST_VALUES)
    caracteristique: list[Feature] = Field([], max_length=MOST_VALUES)
    texte: str = Field("", description="Mots du nom ou de la présentation.", max_length=values.MAX_TEXT)
    tri: Order = Order.DEFAULT


@dataclass(frozen=True, slots=True)
class _Found:
    """One page of what was found: each listing with its distance in metres, where there is one."""

    total: int
    pages: int
    rows: list[tuple[PublicListing, int | None]]


@router.get("/lieux", response=shapes.ListingList, summary="Chercher des lieux", url_name="listings")
def listings(request: HttpRequest, response: HttpResponse, asked: Query[AskedListings]) -> Any:
    """Les paramètres de la page `/recherche/`, avec ses réponses\u00a0: les lieux publics aujourd’hui."""
    found = _found(request.GET, asked)
    if links := link_to_other_pages(request, asked.page, found.pages):
        response["Link"] = links
    return {
        "total": found.total,
        "page": asked.page,
        "pages": found.pages,
        "resultats": [_summary(listing, distance) for listing, distance in found.rows],
    }


@router.get(
    "/lieux.geojson", response=shapes.ListingFeatures, summary="Chercher des lieux, en GeoJSON",
    url_name="listings_geojson",
)  # fmt: skip
def listings_geojson(request: HttpRequest, asked: Query[AskedListings]) -> HttpResponse:
    """La même réponse pour une carte. `/recherche/lieux.geojson` donne tous les résultats en une fois."""
    found = _found(request.GET, asked)
    today, stale = clock.today(), settings.SEARCH_STALE_DAYS
    features = [
        feature(listing, today, base_url=settings.BASE_URL, stale_days=stale) for listing, _ in found.rows
    ]
    data = {
        "type": "FeatureCollection",
        "total": found.total,
        "page": asked.page,
        "pages": found.pages,
        "features": features,
    }
    response = JsonResponse(data, json_dumps_params={"ensure_ascii": False}, content_type=GEOJSON)
    if links := link_to_other_pages(request, asked.page, found.pages):
        response["Link"] = links
    return response


@router.get("/lieux/{int:id}", response=shapes.ListingDetail, summary="Un lieu", url_name="listing")
def listing(request: HttpRequest, id: int) -> Any:
    """Tout ce que sa page dit, sauf téléphone, e-mail et photos\u00a0: `url` y mène."""
    found = public_listings([id], clock.today()).get(id)
    if found is None:
        raise Http404
    return _detail(found)


def _found(query: QueryDict, asked: AskedListings) -> _Found:
    asked.refuse_unknown(query)
    first = (asked.page - 1) * asked.par_page
    if first + asked.par_page > MAX_RESULTS:
        raise Refused({"page": f"On ne va pas au-delà de {MAX_RESULTS} résultats. Précisez la recherche."})
    today = clock.today()
    state, place = settle(_state(query))
    searched = replace(
        question(state, place, today), offset=first, size=asked.par_page, facets=False, clusters=False
    )
    result = searcher().search(searched)
    shown = public_listings(result.ids, today)
    distances = result.distances or [None] * len(result.ids)
    rows = [(shown[pk], metres) for pk, metres in zip(result.ids, distances, strict=True) if pk in shown]
    reachable = min(result.total, MAX_RESULTS - MAX_RESULTS % asked.par_page)
    return _Found(result.total, pages(reachable, asked.par_page), rows)


def _state(query: QueryDict) -> SearchState:
    """The state of the search page; what that page would tell beside a field, or leave out, is refused."""
    paging = ("page", "par_page")
    asked = QueryDict(mutable=True)
    for name, stated in query.lists():
        if name not in paging and (kept := [value for value in stated if value]):
            asked.setlist(name, kept)
    state = read(asked, clock.today())
    errors = dict(state.problems)
    understood = {name for name, _ in state.pairs()}
    ignored = (name for name in PARAMETERS if name in asked and name not in understood)
    errors |= {name: NOT_UNDERSTOOD for name in ignored if name not in errors}
    if errors:
        raise Refused(errors)
    return state


def _properties(listing: PublicListing) -> dict[str, Any]:
    return properties(
        listing, clock.today(), base_url=settings.BASE_URL, stale_days=settings.SEARCH_STALE_DAYS
    )


def _summary(listing: PublicListing, distance_m: int | None) -> dict[str, Any]:
    # From a neighbourhood nobody measures to the metre: it would tell where its centre is not.
    rounded = (
        None if distance_m is None else distance_m if listing.address_is_exact else round(distance_m, -2)
    )
    return _properties(listing) | _place(listing) | {"distance_m": rounded}


def _place(listing: PublicListing) -> dict[str, Any]:
    return {
        "id": listing.id,
        "latitude": round(listing.latitude, 5),
        "longitude": round(listing.longitude, 5),
    }


def _detail(listing: PublicListing) -> dict[str, Any]:
    has = {"sorties": listing.outings, "exterieur": listing.outdoor_space, "repos": listing.rest_area}
    return (
        _properties(listing)
        | _place(listing)
        | {
            "organisateur": listing.organiser,
            "description": listing.description,
            "projet_pedagogique": listing.pedagogical_project,
            "caracteristiques": [name for name, is_so in has.items() if is_so],
            "groupe_moyen": listing.average_group_size,
            "ages": [{"de_mois": first, "a_mois": last} for first, last in listing.ages],
            "horaires": [
                {
                    "jour": stretch.weekday,
                    "de": values.clock_time(stretch.start),
                    "a": values.clock_time(stretch.end),
                }
                for stretch in listing.opening
            ],
            "places_libres": [
                {"age": int(free.band), "des_le": free.from_day, "places": free.places}
                for free in listing.free_places
            ],
            "sans_place": [{"du": period.first, "au": period.last} for period in listing.unavailable],
            "moteurs_de_recherche": not listing.noindex,
        }
    )

"""The search as a good developer writes it with the usual tools: the ORM, django-filter, one query a facet.

It reads the portal's own tables, in a scratch database. Availability, hours and facets are the contract's;
clusters are made in Python of the rows found (`NaiveSearch`) or by the database (`SqlClusters`).
"""

import math
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

import django_filters
from django.db.models import (
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    FloatField,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.functions import ASin, Cos, Floor, Ln, Power, Radians, Sin, Sqrt
from django.db.models.lookups import LessThanOrEqual

from portal.facilities.enums import AvailabilityStatus, FacilityKind
from portal.facilities.models import Listing
from portal.facilities.models.listing import FreePlaces, OpeningRange, UnavailabilityPeriod
from search import geo
from search.documents import (
    AgeBand,
    Availability,
    CapacityClass,
    Cluster,
    Feature,
    Opening,
    Order,
    Position,
    SearchQuery,
    SearchResult,
)

LAT_STEP, LON_STEP = 180 / 2**32, 360 / 2**32
CAPACITIES = {
    CapacityClass.SMALL: Q(facility__authorised_capacity__lte=8),
    CapacityClass.MEDIUM: Q(facility__authorised_capacity__range=(9, 24)),
    CapacityClass.LARGE: Q(facility__authorised_capacity__gte=25),
}
FEATURES = {
    Feature.OUTINGS: "outings",
    Feature.OUTDOOR_SPACE: "outdoor_space",
    Feature.REST_AREA: "rest_area",
}


class Stated:
    """The availability of the contract as conditions on rows, for one query."""

    def __init__(self, query: SearchQuery) -> None:
        self.today = date.fromordinal(query.today)
        self.day = date.fromordinal(query.day) if query.day is not None else None
        self.band = query.band
        self.known = ~Q(availability=AvailabilityStatus.UNKNOWN) & Q(
            confirmed_on__gte=self.today - timedelta(days=query.stale_days)
        )
        if self.band != AgeBand.ANY:
            self.known &= Q(Exists(FreePlaces.objects.filter(listing=OuterRef("pk"), band=self.band)))

    def free_on(self, day: date) -> Q:
        free = self.known & Q(confirmed_on__lte=day)
        free &= Q(available_from__isnull=True) | Q(available_from__lte=day)
        if self.band != AgeBand.ANY:
            places = FreePlaces.objects.filter(listing=OuterRef("pk"), band=self.band, from_day__lte=day)
            free &= Q(Exists(places))
        closed = UnavailabilityPeriod.objects.filter(
            listing=OuterRef("pk"), first_day__lte=day, last_day__gte=day
        )
        return free & ~Q(Exists(closed))

    def bucket(self, bucket: Availability) -> Q:
        if bucket is Availability.UNKNOWN:
            return ~self.known
        if bucket is Availability.NOW:
            return self.free_on(self.today)
        if bucket is Availability.LATER:
            # What is stated has no end: if it is known and not now, it is later.
            return self.known & ~self.free_on(self.today)
        return self.free_on(self.day) if self.day else Q(pk__in=[])


def _opens(opening: Opening, query: SearchQuery) -> Q:
    ranges = OpeningRange.objects.filter(listing=OuterRef("pk"))
    if opening is Opening.EARLY:
        ranges = ranges.filter(weekday__lt=5, start__lt=query.early_before)
    elif opening is Opening.LATE:
        ranges = ranges.filter(end__gt=query.late_after)
    else:
        ranges = ranges.filter(weekday__gte=5)
    return Q(Exists(ranges))


def _any(conditions: Iterable[Q]) -> Q:
    either = Q()
    for condition in conditions:
        either |= condition
    return either


class ListingFilter(django_filters.FilterSet):
    """One filter an axis; the data are the query's own sets."""

    sector = django_filters.CharFilter(method="by_values")
    group = django_filters.CharFilter(method="by_group")
    kind = django_filters.CharFilter(method="by_values")
    tariff = django_filters.CharFilter(method="by_values")
    capacity_class = django_filters.CharFilter(method="by_capacity_class")
    availability = django_filters.CharFilter(method="by_availability")
    feature = django_filters.CharFilter(method="by_feature")
    opening = django_filters.CharFilter(method="by_opening")

    class Meta:
        model = Listing
        fields: list[str] = []

    FIELDS = {"sector": "facility__sector", "kind": "facility__kind", "tariff": "tariff"}

    def __init__(self, data: Mapping[str, str], queryset: QuerySet[Listing], query: SearchQuery) -> None:
        super().__init__(data, queryset)
        self.query = query
        self.when = Stated(query)

    def by_values(self, queryset: QuerySet[Listing], name: str, value: str) -> QuerySet[Listing]:
        return queryset.filter(**{f"{self.FIELDS[name]}__in": value.split(",")})

    def by_group(self, queryset: QuerySet[Listing], name: str, value: str) -> QuerySet[Listing]:
        return queryset.filter(facility__kind__in=[k for k in FacilityKind if k.group in value.split(",")])

    def by_capacity_class(self, queryset: QuerySet[Listing], name: str, value: str) -> QuerySet[Listing]:
        return queryset.filter(_any(CAPACITIES[CapacityClass(v)] for v in value.split(",")))

    def by_availability(self, queryset: QuerySet[Listing], name: str, value: str) -> QuerySet[Listing]:
        return queryset.filter(_any(self.when.bucket(Availability(v)) for v in value.split(",")))

    def by_feature(self, queryset: QuerySet[Listing], name: str, value: str) -> QuerySet[Listing]:
        return queryset.filter(**{FEATURES[Feature(v)]: True for v in value.split(",")})

    def by_opening(self, queryset: QuerySet[Listing], name: str, value: str) -> QuerySet[Listing]:
        for opening in value.split(","):
            queryset = queryset.filter(_opens(Opening(opening), self.query))
        return queryset


class NaiveSearch:
    """One search: a handful of queries, as a page makes them."""

    def __init__(self, query: SearchQuery) -> None:
        self.query = query
        self.when = Stated(query)
        chosen = {
            "sector": query.sectors,
            "group": query.groups,
            "kind": query.kinds,
            "tariff": query.tariffs,
            "capacity_class": query.capacity_classes,
            "availability": query.availability,
            "feature": query.features,
            "opening": query.openings,
        }
        self.data = {name: ",".join(sorted(values)) for name, values in chosen.items() if values}

    def answer(self) -> SearchResult:
        query = self.query
        found = self.filtered()
        first, end = query.page_bounds
        page = list(self.ordered(found)[first:end].values_list("pk", "latitude", "longitude"))
        near = query.near.position if query.near else None
        return SearchResult(
            total=found.count(),
            ids=tuple(pk for pk, _, _ in page),
            distances=tuple(
                math.floor(geo.distance_m(near, geo.encode(lat, lon))) for _, lat, lon in page if near
            ),
            facets=self.facets() if query.facets else {},
            cluster_zoom=geo.cluster_zoom(query.view),
            clusters=self.clusters(found) if query.clusters else (),
        )

    def filtered(self, without: str = "") -> QuerySet[Listing]:
        data = {name: value for name, value in self.data.items() if name != without}
        return ListingFilter(data, self.base(), self.query).qs

    def base(self) -> QuerySet[Listing]:
        query = self.query
        rows = Listing.objects.filter(
            Q(facility__sector="accompagnement") | Q(facility__in_force_from__lte=self.when.today),
            visible=True,
        )
        if query.view:
            rows = rows.filter(
                latitude__gte=query.view.south * LAT_STEP,
                latitude__lt=(query.view.north + 1) * LAT_STEP,
                longitude__gte=query.view.west * LON_STEP,
                longitude__lt=(query.view.east + 1) * LON_STEP,
            )
        for token in query.tokens:
            rows = rows.filter(Q(name_key__contains=token) | Q(description__icontains=token))
        if query.near and query.near.radius is not None:
            rows = self.around(rows, query.near.position, query.near.radius)
        if query.capacity_min is not None:
            rows = rows.filter(facility__authorised_capacity__gte=query.capacity_min)
        if query.open_at:
            wanted = query.open_at
            ranges = OpeningRange.objects.filter(
                listing=OuterRef("pk"), weekday=wanted.weekday, start__lte=wanted.start, end__gte=wanted.end
            )
            rows = rows.filter(Exists(ranges))
        return rows

    @staticmethod
    def around(rows: QuerySet[Listing], here: Position, radius: int) -> QuerySet[Listing]:
        """Haversine in SQL, after a box that an index can help with."""
        lat, lon = geo.decode(here)
        height = math.degrees(radius / geo.EARTH_RADIUS_M) * 1.001
        width = height / math.cos(math.radians(lat))
        return rows.filter(
            latitude__range=(lat - height, lat + height), longitude__range=(lon - width, lon + width)
        ).filter(Q(_haversine(here, radius)))

    def ordered(self, rows: QuerySet[Listing]) -> QuerySet[Listing]:
        query = self.query
        order = query.effective_order
        if order is Order.NEAREST and query.near:
            return rows.annotate(distance=_distance(query.near.position)).order_by("distance", "pk")
        if order is Order.NAME:
            return rows.order_by("name_key", "pk")
        newest = F("confirmed_on").desc(nulls_last=True)
        if order is Order.FRESHEST:
            return rows.order_by(newest, "pk")
        free = self.when.free_on(self.when.day or self.when.today)
        rows = rows.annotate(tier=Case(When(free, then=0), default=1, output_field=IntegerField()))
        if not query.scores_text:
            return rows.order_by("tier", newest, "pk")
        in_name = sum(
            (Case(When(name_key__contains=token, then=1), default=0) for token in query.tokens),
            start=Value(0),
        )
        return rows.annotate(in_name=in_name).order_by("-in_name", "tier", newest, "pk")

    def facets(self) -> dict[str, dict[str, int]]:
        counts: dict[str, dict[str, int]] = {
            axis: dict(
                self.filtered(axis)
                .order_by()
                .values_list(field)
                .annotate(n=Count("pk"))
                .values_list(field, "n")
            )
            for axis, field in ListingFilter.FIELDS.items()
        }
        kinds = self.filtered("group").order_by().values_list("facility__kind").annotate(n=Count("pk"))
        counts["group"] = {}
        for kind, number in kinds:
            group = str(FacilityKind(kind).group or "")
            counts["group"][group] = counts["group"].get(group, 0) + number
        counts["capacity_class"] = self._count("capacity_class", CAPACITIES) | {
            "": self.filtered("capacity_class").filter(facility__authorised_capacity=None).count()
        }
        counts["availability"] = self._count("availability", {b: self.when.bucket(b) for b in Availability})
        counts["feature"] = self._count("", {f: Q(**{field: True}) for f, field in FEATURES.items()})
        counts["opening"] = self._count("", {o: _opens(o, self.query) for o in Opening})
        return {axis: {str(v): n for v, n in found.items() if n} for axis, found in counts.items()}

    def _count(self, without: str, conditions: Mapping[Any, Q]) -> dict[str, int]:
        numbers = {f"n_{i}": Count("pk", filter=condition) for i, condition in enumerate(conditions.values())}
        counted = self.filtered(without).aggregate(**numbers)
        return dict(zip(map(str, conditions), counted.values(), strict=True))

    def clusters(self, rows: QuerySet[Listing]) -> tuple[Cluster, ...]:
        zoom = geo.cluster_zoom(self.query.view)
        now = Case(When(self.when.free_on(self.when.today), then=1), default=0, output_field=IntegerField())
        tiles: dict[tuple[int, int], list[tuple[int, int, int, int]]] = {}
        for pk, lat, lon, free in rows.annotate(now=now).values_list("pk", "latitude", "longitude", "now"):
            position = geo.encode(lat, lon)
            x, y = geo.tile(position, zoom)
            tiles.setdefault((y, x), []).append((pk, position.lat, position.lon, free))
        return tuple(_cluster(zoom, x, y, tiles[y, x]) for y, x in sorted(tiles))


def _cluster(zoom: int, x: int, y: int, inside: list[tuple[int, int, int, int]]) -> Cluster:
    ids, lats, lons, free = (list(column) for column in zip(*inside, strict=True))
    bounds = (min(lats), max(lats), min(lons), max(lons))
    return Cluster(zoom, x, y, len(inside), sum(free), min(ids), sum(lats), sum(lons), *bounds)


class SqlClusters(NaiveSearch):
    """The sober variant: the database groups by tile."""

    def clusters(self, rows: QuerySet[Listing]) -> tuple[Cluster, ...]:
        zoom = geo.cluster_zoom(self.query.view)
        size, shift = 1 << geo.TILE_ZOOM, 1 << (geo.TILE_ZOOM - zoom)
        sine = Sin(Radians(F("latitude")))
        height = 0.5 - Ln((1 + sine) / (1 - sine)) / (4 * math.pi)
        tiles = (
            rows.order_by()
            .annotate(
                x=Floor((F("longitude") + 180.0) / 360.0 * size / shift),
                y=Floor(ExpressionWrapper(height, FloatField()) * size / shift),
                now=Case(
                    When(self.when.free_on(self.when.today), then=1), default=0, output_field=IntegerField()
                ),
            )
            .values("y", "x")
            .annotate(
                n=Count("pk"),
                free=Sum("now"),
                first_id=Min("pk"),
                lat_sum=Sum("latitude"),
                lon_sum=Sum("longitude"),
                lat_min=Min("latitude"),
                lat_max=Max("latitude"),
                lon_min=Min("longitude"),
                lon_max=Max("longitude"),
            )
            .order_by("y", "x")
        )
        return tuple(
            Cluster(
                zoom, int(t["x"]), int(t["y"]), t["n"], t["free"], t["first_id"],
                *(round(t[name] / (LAT_STEP if name.startswith("lat") else LON_STEP)) for name in _SUMS),
            )
            for t in tiles
        )  # fmt: skip


_SUMS = ("lat_sum", "lon_sum", "lat_min", "lat_max", "lon_min", "lon_max")


def _distance(here: Position) -> Any:
    lat, lon = geo.decode(here)
    h = Power(Sin(Radians(F("latitude") - lat) / 2), 2) + math.cos(math.radians(lat)) * Cos(
        Radians(F("latitude"))
    ) * Power(Sin(Radians(F("longitude") - lon) / 2), 2)
    return ExpressionWrapper(2 * geo.EARTH_RADIUS_M * ASin(Sqrt(h)), FloatField())


def _haversine(here: Position, radius: int) -> Any:
    return LessThanOrEqual(_distance(here), Value(radius, FloatField()))

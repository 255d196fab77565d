"""Open data: the public listings as files, written once a day, beside the copies that parents get.

In them is what lists on MY.ONE say of a place on that day, and of no place that refuses search engines:
whoever takes the files puts them where such engines look. A telephone or an e-mail address is in none.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from operator import itemgetter
from typing import Any, BinaryIO

from django.conf import settings
from django.urls import reverse

from portal.facilities.access import IndexableListings, public_listings
from portal.files import publishing
from portal.kernel import clock
from portal.kernel.spreadsheets import Column, Format, written
from portal.my.search_geojson import feature

FOLDER = "donnees-ouvertes"
CSV, GEOJSON, DESCRIPTION = "lieux.csv", "lieux.geojson", "datapackage.json"
MEDIA_TYPES = {
    CSV: Format.CSV.media_type,
    GEOJSON: "application/geo+json",
    DESCRIPTION: "application/json",
}
_AT_ONCE = 500
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """A column of the table, by the name that it has in GeoJSON; its type is one of Table Schema."""

    name: str
    type: str
    words: str
    values: tuple[str, ...] = ()
    required: bool = False


FIELDS = (
    Field("id", "integer", "Numéro de la fiche, celui de son adresse.", required=True),
    Field("nom", "string", "Nom du lieu.", required=True),
    Field("secteur", "string", "Secteur.", ("petite-enfance", "temps-libre", "accompagnement"), True),
    Field("type", "string", "Type d’accueil, comme dans les adresses de la recherche.", required=True),
    Field("groupe", "string", "Pour la petite enfance, le groupe de types.", ("creches", "accueillants")),
    Field("adresse", "string", "Rue et numéro. Vide si le lieu ne montre que son quartier."),
    Field("code_postal", "string", "Code postal."),
    Field("localite", "string", "Localité."),
    Field("commune", "string", "Commune."),
    Field("position", "string", "Arrondie\u00a0: le point est le centre d’un quartier.",
          ("exacte", "arrondie"), True),
    Field("latitude", "number", "Latitude en degrés (WGS\u00a084).", required=True),
    Field("longitude", "number", "Longitude en degrés (WGS\u00a084).", required=True),
    Field("tarif", "string", "Selon les revenus des parents, ou fixé par le lieu.", ("revenus", "libre")),
    Field("capacite", "integer", "Nombre d’enfants autorisé."),
    Field("disponibilite", "string", "Disponibilité des places, le jour du fichier.",
          ("libre", "a-confirmer", "plus-tard", "non-communiquee"), True),
    Field("confirme_le", "date", "Jour où cette disponibilité a été confirmée."),
    Field("url", "string", "Page du lieu, où se trouvent ses coordonnées.", required=True),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Published:
    """The files as they lie there now. `token`: which ones; `count`: how many places are in them."""

    token: str
    at: datetime
    count: int
    sizes: dict[str, int]


def write_files(today: date) -> int:
    """Write the files of this day, all of them or none, and take the former ones away; how many places."""
    now = clock.now()
    features = list(_features(today))
    contents = {CSV: _csv(features), GEOJSON: _geojson(features, today)}
    contents[DESCRIPTION] = _as_json(_description(len(features), now, contents))
    token = f"{now:%Y%m%dT%H%M%S%f}"
    publishing.publish(FOLDER, token, contents)
    # Never those of somebody who has written at the same time, and later.
    for former in publishing.published_tokens(FOLDER):
        if former < token:
            publishing.unpublish(FOLDER, former)
    return len(features)


def published() -> Published | None:
    """The newest files; None before the first have been written."""
    for token in sorted(publishing.published_tokens(FOLDER), reverse=True):
        if publishing.is_published(FOLDER, token, MEDIA_TYPES):
            with publishing.opened(FOLDER, token, DESCRIPTION) as file:
                said = json.load(file)
            sizes = {resource["path"]: resource["bytes"] for resource in said["resources"]}
            return Published(token, datetime.fromisoformat(said["created"]), said["count"], sizes)
    return None


def opened(token: str, name: str) -> BinaryIO:
    """One of these files; `OSError` where newer ones have taken its place meanwhile."""
    return publishing.opened(FOLDER, token, name)


def _features(today: date) -> Iterator[dict[str, Any]]:
    listings = IndexableListings(today)
    for start in range(0, len(listings), _AT_ONCE):
        ids = [listing.id for listing in listings[start : start + _AT_ONCE]]
        for listing in public_listings(ids, today).values():
            yield feature(listing, today, base_url=settings.BASE_URL, stale_days=settings.SEARCH_STALE_DAYS)


def _row(feature: dict[str, Any]) -> Row:
    longitude, latitude = feature["geometry"]["coordinates"]
    return {
        "id": feature["id"],
        "latitude": str(latitude),
        "longitude": str(longitude),
        **feature["properties"],
    }


def _csv(features: list[dict[str, Any]]) -> bytes:
    columns: list[Column[Row]] = [Column(field.name, itemgetter(field.name)) for field in FIELDS]
    rows = (_row(feature) for feature in features)
    with written(rows, columns, Format.CSV, "lieux").file as file:
        return file.read()


def _geojson(features: list[dict[str, Any]], today: date) -> bytes:
    return _as_json(
        {
            "type": "FeatureCollection",
            "date": today.isoformat(),
            "licence": settings.OPEN_DATA_LICENCE,
            "total": len(features),
            "features": features,
        }
    )


def _description(count: int, now: datetime, contents: dict[str, bytes]) -> dict[str, Any]:
    """A Data Package: what the files are, and the Table Schema of the columns."""
    return {
        "name": "lieux",
        "title": "Lieux d’accueil publics",
        "homepage": f"{settings.BASE_URL}{reverse('my:open_data')}",
        "created": now.isoformat(),
        "count": count,
        "licenses": [{"title": settings.OPEN_DATA_LICENCE}],
        "contributors": [{"title": "Office de la Naissance et de l’Enfance (ONE)", "role": "publisher"}],
        "resources": [
            {
                "name": "lieux-csv", "path": CSV, "format": "csv", "encoding": "utf-8",
                "dialect": {"delimiter": ";"}, "bytes": len(contents[CSV]), "schema": _table_schema(),
            },
            {"name": "lieux-geojson", "path": GEOJSON, "format": "geojson", "bytes": len(contents[GEOJSON])},
        ],
    }  # fmt: skip


def _table_schema() -> dict[str, Any]:
    return {"fields": [_described(field) for field in FIELDS], "primaryKey": "id", "missingValues": [""]}


def _described(field: Field) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": True} if field.required else {}
    if field.values:
        constraints["enum"] = list(field.values)
    described = {"name": field.name, "type": field.type, "description": field.words}
    return described | ({"constraints": constraints} if constraints else {})


def _as_json(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()

"""From `data/gazetteer.csv` to the table: the file is the truth, the table its copy."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from django.db import transaction

from search.gazetteer import index
from search.models import GazetteerPlace

FILE = Path(__file__).parent / "data" / "gazetteer.csv"
_FIELDS = [field.name for field in GazetteerPlace._meta.concrete_fields if not field.primary_key]


class Loaded(NamedTuple):
    """How many places the table holds now, and whether they had to be written."""

    places: int
    changed: bool


def read(path: Path = FILE) -> Iterator[GazetteerPlace]:
    """The places of the file, in its order, not saved. Raises KeyError or ValueError on a malformed file."""
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            yield GazetteerPlace(
                kind=GazetteerPlace.Kind(row["kind"]),
                name_fr=row["name_fr"],
                name_nl=row["name_nl"],
                name_de=row["name_de"],
                postcode=row["postcode"],
                nis=row["nis"],
                commune=row["commune_fr"],
                province=row["province_fr"],
                latitude=float(row["lat"]),
                longitude=float(row["lon"]),
                population=int(row["population"]) if row["population"] else None,
            )


def load(path: Path = FILE) -> Loaded:
    """Make the table equal to the file, in one transaction; where it already is, write nothing.

    Running processes take the new table at their next query (see `index.current`).
    """
    places = list(read(path))
    wanted = [tuple(getattr(place, name) for name in _FIELDS) for place in places]
    with transaction.atomic():
        if list(GazetteerPlace.objects.order_by("pk").values_list(*_FIELDS)) == wanted:
            return Loaded(len(places), changed=False)
        GazetteerPlace.objects.all().delete()
        GazetteerPlace.objects.bulk_create(places, batch_size=1_000)
        transaction.on_commit(index.announce_reload)
    return Loaded(len(places), changed=True)

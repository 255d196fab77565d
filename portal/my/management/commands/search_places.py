"""`manage.py search_places`: one query string of the search page a line on stdin, one JSON object a line."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from portal.kernel import clock
from portal.my import search_map
from portal.my.search_answer import question
from portal.my.search_everything import every_id
from portal.my.search_place import settle
from portal.my.search_query import read
from search.documents import Cluster
from search.engines import ENGINES, engine, searcher
from search.geo import decode
from search.ports import Searcher


class Command(BaseCommand):
    help = (
        "Lit une requête par ligne (celle de la page de recherche, sans le «\u00a0?\u00a0») et écrit, "
        "pour chacune, le total, les identifiants d’une page, les comptes par filtre et les groupes "
        "de la carte en JSON."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--all-ids", action="store_true", help="tous les identifiants, et non ceux d’une seule page"
        )
        parser.add_argument(
            "--engine", choices=ENGINES, help="ce moteur et nul autre (par défaut : comme les pages)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        asked = engine(options["engine"]) if options["engine"] else searcher()
        for line in sys.stdin.buffer:
            text = line.decode("utf-8", errors="replace").rstrip("\r\n").removeprefix("?")
            self.stdout.write(
                json.dumps(_answer(asked, text, all_ids=options["all_ids"]), ensure_ascii=False)
            )


def _answer(asked: Searcher, text: str, *, all_ids: bool) -> dict[str, Any]:
    today = clock.today()
    state, place = settle(read(text, today))
    query = question(state, place, today)
    result = asked.search(query)
    return {
        "query": text,
        "total": result.total,
        "ids": every_id(asked, query) if all_ids else list(result.ids),
        "facets": {axis: dict(values) for axis, values in result.facets.items()},
        "clusters": [_cluster(cluster) for cluster in result.clusters],
    }


def _cluster(cluster: Cluster) -> dict[str, Any]:
    """The integers of the contract, and the centre in degrees."""
    return {
        "zoom": cluster.zoom,
        "x": cluster.x,
        "y": cluster.y,
        "count": cluster.count,
        "free": cluster.free,
        "first_id": cluster.first_id,
        "lat_sum": cluster.lat_sum,
        "lon_sum": cluster.lon_sum,
        "lat_min": cluster.lat_min,
        "lat_max": cluster.lat_max,
        "lon_min": cluster.lon_min,
        "lon_max": cluster.lon_max,
    } | dict(zip(("lat", "lon"), decode(search_map.centre(cluster)), strict=True))

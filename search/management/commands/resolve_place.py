"""`manage.py resolve_place`: one query a line on stdin, one JSON object a line on stdout."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search.gazetteer import GazetteerEmpty, Match, resolve


class Command(BaseCommand):
    help = "Lit une recherche de lieu par ligne et écrit, pour chacune, les lieux trouvés en JSON."

    def handle(self, *args: Any, **options: Any) -> None:
        for line in sys.stdin.buffer:
            # Bytes that are no UTF-8 are somebody's typing too: they become U+FFFD, which matches nothing.
            query = line.decode("utf-8", errors="replace").rstrip("\r\n")
            try:
                matches = resolve(query)
            except GazetteerEmpty as error:
                raise CommandError(str(error)) from None
            # Escaped, so that it can be written whatever the terminal's encoding is.
            self.stdout.write(json.dumps({"query": query, "matches": [as_json(match) for match in matches]}))


def as_json(match: Match) -> dict[str, Any]:
    """The published fields of a match: kind, name, postcode, commune, lat, lon."""
    return {
        "kind": match.kind,
        "name": match.name,
        "postcode": match.postcode,
        "commune": match.commune,
        "lat": match.lat,
        "lon": match.lon,
    }

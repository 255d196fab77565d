"""Finding the place: from what a parent types to a point, without a network.

`resolve` for a finished query, `complete` while typing; `communes` for whoever spreads things over the
country.
"""

from search.gazetteer.communes import Commune, Locality, communes
from search.gazetteer.index import GazetteerEmpty
from search.gazetteer.places import Match, Region
from search.gazetteer.resolving import complete, resolve

__all__ = [
    "Commune",
    "GazetteerEmpty",
    "Locality",
    "Match",
    "Region",
    "communes",
    "complete",
    "resolve",
]

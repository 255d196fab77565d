"""Finding the place: from what a parent types to a point, without a network.

`resolve` for a finished query, `complete` while typing; `locate` adds street addresses; `strip_house_number`
makes a text fit for a URL; `communes` serves whoever spreads things over the country.
"""

from search.gazetteer.addresses import strip_house_number
from search.gazetteer.communes import Commune, Locality, communes
from search.gazetteer.index import GazetteerEmpty
from search.gazetteer.locating import Location, locate
from search.gazetteer.places import Match, Region
from search.gazetteer.resolving import complete, resolve

__all__ = [
    "Commune",
    "GazetteerEmpty",
    "Locality",
    "Location",
    "Match",
    "Region",
    "communes",
    "complete",
    "locate",
    "resolve",
    "strip_house_number",
]

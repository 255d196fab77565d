"""Finding the place: from what a parent types to a point, without a network.

`resolve` for a finished query, `complete` while typing.
"""

from search.gazetteer.index import GazetteerEmpty
from search.gazetteer.places import Match, Region
from search.gazetteer.resolving import complete, resolve

__all__ = ["GazetteerEmpty", "Match", "Region", "complete", "resolve"]

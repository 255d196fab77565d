"""What professionals find of editors' texts in « Chercher dans le portail »: what is public, and theirs."""

from collections.abc import Iterator

from acte_content.finding.searching import opened, ranked
from acte_content.finding.sources import Actions, Informations, Pages, Questions, Scheme, Source
from acte_content.finding.words import beginning, words_of
from portal.kernel.finding import Asked, Found, register_finder

# Read together: about as many as one page shows.
_AT_ONCE = 8


def register() -> None:
    """Called in `AppConfig.ready()`."""
    register_finder("Informations", find_informations)
    register_finder("Accueil en transition écologique", lambda asked: _found(asked, Scheme(), Actions()))
    register_finder("Guides pour les parents", lambda asked: _found(asked, Pages()))
    register_finder("Questions fréquentes", lambda asked: _found(asked, Questions()))


def find_informations(asked: Asked) -> Iterator[Found]:
    """Those for everybody, and for the categories of one's own places."""
    return _found(asked, Informations({facility.get_category() for facility in asked.facilities}))


def _found(asked: Asked, *sources: Source) -> Iterator[Found]:
    found = ranked(sources, words_of(asked.text))
    for first in range(0, len(found), _AT_ONCE):
        for answer in opened(found[first : first + _AT_ONCE]):
            yield Found(answer.title, answer.under or beginning(answer.lead), answer.url)

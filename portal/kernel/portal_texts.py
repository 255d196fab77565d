"""Short texts around forms and lists that ONE may put in other words, without a developer.

An app registers the texts of its pages; who keeps the other words is registered at start-up too, and the
pages know nothing of it.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db import DatabaseError

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PortalText:
    """`where`: the page and the place in it, for editors. `default` empty: nothing is said there."""

    key: str
    where: str
    default: str = ""


TextSource = Callable[[], Mapping[str, str]]
_texts: dict[str, PortalText] = {}
_sources: list[TextSource] = []


def register_texts(*texts: PortalText) -> None:
    """Called in `AppConfig.ready()`."""
    _texts.update({text.key: text for text in texts})


def register_text_source(source: TextSource) -> None:
    """Who keeps the other words, by key. Called in `AppConfig.ready()`, by one app."""
    _sources[:] = [source]


def all_texts() -> list[PortalText]:
    """In the order of their registration."""
    return list(_texts.values())


def stated_texts() -> Mapping[str, str]:
    """The other words, by key: one query."""
    try:
        return _sources[0]() if _sources else {}
    except DatabaseError:
        log.warning("Texts of the portal are the first ones: no database answers.")
        return {}


def in_words(key: str, stated: Mapping[str, str]) -> str:
    """What a page says there: the other words, or the portal's own. `KeyError` where nobody registered it."""
    return stated.get(key) or _texts[key].default

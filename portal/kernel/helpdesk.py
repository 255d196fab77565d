"""How the helpdesk is reached, for pages and e-mails of every app: the helpdesk's own app says it."""

from collections.abc import Callable
from dataclasses import dataclass

# Until somebody states anything else (the portal's guide, 3.1).
PHONE, HOURS = "+3225421445", "du lundi au vendredi, de 9\u00a0h à 16\u00a0h"


@dataclass(frozen=True, slots=True)
class HelpdeskWords:
    """« 02 542 14 45 » and its `tel:` link, the address, « du lundi au vendredi… », and what is new."""

    phone: str
    phone_url: str
    email: str
    hours: str
    notice: str = ""


_sources: list[Callable[[], HelpdeskWords]] = []


def register_helpdesk(source: Callable[[], HelpdeskWords]) -> None:
    """Called in `AppConfig.ready()`, by one app."""
    _sources[:] = [source]


def helpdesk_words() -> HelpdeskWords:
    """As every page says it; where no app knows better (a site of few apps), as the guide does."""
    if _sources:
        return _sources[0]()
    return HelpdeskWords("02\u00a0542\u00a014\u00a045", f"tel:{PHONE}", "pro@one.be", HOURS)

"""What waits for a professional: each domain app registers who tells of it, PRO.ONE's home page shows it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from portal.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """One thing to do: what it means, then one action that leads to `url`.

    `about`: the name of the place, shown to whoever has several. `is_urgent` comes first. `template`: for a
    line that is more than a link (a button that posts); it gets the line as `line`, and `extra` in it.
    """

    title: str
    text: str
    action: str
    url: str
    icon: str = "info"
    about: str = ""
    is_urgent: bool = False
    template: str = "pro/waiting_line.html"
    extra: Mapping[str, Any] = field(default_factory=dict)


# Gets who asks, their own facilities (`Facility` with listing and organiser) and the day.
WaitingSource = Callable[[Actor, Sequence[Any], date], Iterable[WaitingLine]]
_sources: list[WaitingSource] = []


def register_waiting(source: WaitingSource) -> None:
    """Called in `AppConfig.ready()`. A source asks a constant number of queries, however many facilities."""
    if source not in _sources:
        _sources.append(source)


def waiting_lines(actor: Actor, facilities: Sequence[Any], today: date) -> list[WaitingLine]:
    """Everything that waits for this person: urgent things first, then in the order of the sources."""
    lines = [line for source in _sources for line in source(actor, facilities, today)]
    return sorted(lines, key=lambda line: not line.is_urgent)

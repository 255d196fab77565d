"""What an agent looks at in a queue: filters of its address, and what comes before and after an item."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet

from portal.accounts.enums import Territory
from portal.accounts.person import Person
from portal.facilities.territories import in_territory, territories_of
from portal.kernel import clock
from portal.queues.claims import taken
from portal.queues.registry import Queue

STATE, TERRITORY, TAKEN, AGE = "etat", "territoire", "prise", "age"
DECIDED = "decides"
_ANY = Q()
_FREE, _MINE, _COLLEAGUES = "libres", "moi", "collegues"
_TAKEN = {_FREE: "Par personne", _MINE: "Par moi", _COLLEAGUES: "Par des collègues"}
_AGES = {"2": "Plus de 2\u00a0jours", "7": "Plus de 7\u00a0jours", "30": "Plus de 30\u00a0jours"}


@dataclass(frozen=True, slots=True)
class FilterField:
    """One choice of the form above a list."""

    name: str
    label: str
    options: Sequence[tuple[str, str]]
    chosen: str


@dataclass(frozen=True)
class Filters:
    """Read from an address: what is no option of this queue, for this person, counts for nothing."""

    queue: Queue
    person: Person
    fields: tuple[FilterField, ...] = field(default=())
    is_decided: bool = False

    @classmethod
    def read(cls, queue: Queue, person: Person, typed: Mapping[str, Any]) -> "Filters":
        fields = []
        for name, label, options in _offered(queue, person):
            chosen = str(typed.get(name, ""))
            fields.append(FilterField(name, label, [*options.items()], chosen if chosen in options else ""))
        return cls(queue, person, tuple(fields), typed.get(STATE) == DECIDED)

    @property
    def query(self) -> str:
        """« ?territoire=namur », or nothing: what leads back to the same list."""
        chosen = [(each.name, each.chosen) for each in self.fields if each.chosen]
        if self.is_decided:
            chosen.insert(0, (STATE, DECIDED))
        return f"?{urlencode(chosen)}" if chosen else ""

    @property
    def is_narrowed(self) -> bool:
        return any(each.chosen for each in self.fields)

    @property
    def ordering(self) -> tuple[str, ...]:
        """What waits, the most urgent and the oldest first; what was decided, the newest first."""
        return (f"-{self.queue.since}", "-pk") if self.is_decided else self.queue.ordering

    def rows(self) -> QuerySet[Any]:
        """What this agent looks at, in order."""
        condition = ~self.queue.waits if self.is_decided else self.queue.waits
        rows = self.queue.items(self.person).filter(condition).order_by(*self.ordering)
        for each in self.fields:
            if each.chosen:
                rows = rows.filter(self._condition(each.name, each.chosen))
        return rows

    def _condition(self, name: str, chosen: str) -> Any:
        if name == TERRITORY:
            return in_territory(Territory(chosen), self.queue.postcode)
        if name == AGE:
            return Q(**{f"{self.queue.since}__lt": clock.now() - timedelta(days=int(chosen))})
        if name == TAKEN:
            if chosen == _FREE:
                return ~taken(self.queue)
            return (
                taken(self.queue, by=self.person)
                if chosen == _MINE
                else taken(self.queue, but_by=self.person)
            )
        return next(each for each in self.queue.choices if each.name == name).options[chosen][1]


def neighbours(
    filters: Filters, item_id: int, *, before: int, after: int, condition: Any = _ANY
) -> tuple[list[Any], list[Any]]:
    """What stands around an item, in the order of what is looked at; also around one that is gone from it.

    `condition` narrows them. By comparing, not by counting: as quick at the end of a long queue as at its
    beginning.
    """
    queue, rows = filters.queue, filters.rows().filter(condition)
    names = [name.removeprefix("-") for name in filters.ordering]
    at = queue.items(filters.person).filter(pk=item_id).values(*names).first()
    if at is None:
        return [], list(rows[:after])
    earlier = rows.filter(_beyond(filters.ordering, at, forwards=False)).reverse()[:before]
    later = rows.filter(_beyond(filters.ordering, at, forwards=True))[:after]
    return [*reversed(earlier)], [*later]


def _beyond(ordering: Sequence[str], at: Mapping[str, Any], *, forwards: bool) -> Q:
    """Rows that come after (or before) one with these values."""
    found, same = Q(pk__in=()), Q()
    for each in ordering:
        name = each.removeprefix("-")
        rises = not each.startswith("-")
        comparison = "gt" if rises is forwards else "lt"
        found |= same & Q(**{f"{name}__{comparison}": at[name]})
        same &= Q(**{name: at[name]})
    return found


def _offered(queue: Queue, person: Person) -> list[tuple[str, str, dict[str, str]]]:
    """Name, label and options of each filter that means something here."""
    offered: list[tuple[str, str, dict[str, str]]] = []
    territories = territories_of(person, queue.right) if queue.postcode else []
    if len(territories) > 1:
        offered.append((TERRITORY, "Territoire", {each.value: each.label for each in territories}))
    offered.append((TAKEN, "Prise", _TAKEN))
    offered.append((AGE, "En attente depuis", _AGES))
    for choice in queue.choices:
        options = {value: label for value, (label, _) in choice.options.items()}
        offered.append((choice.name, choice.label, options))
    return offered

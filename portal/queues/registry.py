"""Queues of OFFICE.ONE: a domain registers what waits for agents; taking, pages and batches are written once.

The domain keeps what it knows best: which objects there are and for whom (an access function), their
statuses, and the services that decide. A queue never writes an object of a domain: it calls its services.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol

from django.db.models import Q, QuerySet

from portal.accounts.forms import PlainForm
from portal.accounts.person import Person
from portal.accounts.rights import Right

# A service of the domain: checks access and status itself, and writes. Called as
# `service(actor=person, item_id=pk, **typed)`: `reason`, and what the form of the decision asks for, come by
# name. `ValidationError` (also `TransitionRefused`) says in French why nothing is done; `ObjectDoesNotExist`
# where the item is not the actor's.
Verb = Callable[..., object]


class _Possible(Protocol):
    def __call__(self, person: Person, item: Any, /) -> bool: ...


def always(person: Person, item: Any, /) -> bool:
    """For what is offered whatever the item says."""
    return True


@dataclass(frozen=True, slots=True)
class Undo:
    """How a decision is taken back: offered to whoever decided, `within` this time, while `possible`.

    `possible` is asked of the item as it is now, only to offer the button: the service refuses by itself
    once something was built on the decision.
    """

    service: Verb
    within: timedelta = timedelta(minutes=30)
    possible: _Possible = always


@dataclass(frozen=True, slots=True)
class Decision:
    """One button of an item.

    `name` stands in addresses and forms, `label` is the verb on the button (« Approuver et publier »), `done`
    what is said afterwards, of the item (« Photo approuvée »), `effect` what will happen, as the preview of a
    batch says it (« La photo est publiée sur MY.ONE, et la personne est prévenue. »).
    """

    name: str
    label: str
    done: str
    effect: str
    service: Verb
    # A letter of the keyboard, unique in the queue; not j, k, z and ?, nor the digits.
    shortcut: str
    # The person concerned reads a text: asked for, with the queue's canned ones. The service gets `reason`.
    needs_reason: bool = False
    takes_reason: bool = False
    reason_label: str = "Ce que la personne lira"
    # Refuses, or takes away.
    is_serious: bool = False
    # The item no longer waits afterwards. Where False, its page comes back (« Mettre en attente »).
    ends: bool = True
    in_batches: bool = True
    # More than a reason: its `cleaned_data` go to the service by name.
    form_class: type[PlainForm] | None = None
    undo: Undo | None = None
    offered: _Possible = always

    @property
    def asks_reason(self) -> bool:
        return self.needs_reason or self.takes_reason


@dataclass(frozen=True, slots=True)
class Line:
    """An item in a list: nothing private, since lists are not consultations.

    `title`: of what (« La Maison de Nadia »); `text`: which (« Le jardin »). `image_url`: a small picture, by
    an address that checks access itself; its words are the title's.
    """

    title: str
    text: str = ""
    image_url: str = ""
    is_urgent: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """All that is needed to decide: a template of the domain (a part of the page), and its context.

    Headings in it start at `h3`; the frame has the title in its `h2`.
    """

    template: str
    context: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Choice:
    """One more filter of a queue: `options` by value, each with its words and what it finds."""

    name: str
    label: str
    options: Mapping[str, tuple[str, Q]]


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits, for whom, and how it is decided.

    `items(person)`: all that this person may decide *or has decided and may read again*, by function and
    territory: made of access functions, without order; it names what `line` reads (`select_related`).
    `waits`: which of them still wait. `show(person, pk)`: one of `items`, whole; it records the consultation
    and raises `ObjectDoesNotExist` for others.
    """

    key: str  # in the address: "photos"
    title: str  # « Photos à valider »
    words: tuple[str, str]  # one, several: ("photo", "photos")
    icon: str  # of Wagtail's, for menu and header
    right: Right
    items: Callable[[Person], QuerySet[Any]]
    waits: Q
    line: Callable[[Any], Line]
    show: Callable[[Person, int], Shown]
    decisions: Sequence[Decision]
    # Since when it waits: a field of the item (`DateTimeField`), never null.
    since: str
    # In the menu, which is narrow (« Photos »); the title where it is empty.
    short: str = ""
    # What comes before the oldest: fields or annotations of `items`, "-" for the highest first, never null.
    order: tuple[str, ...] = ()
    # Path to the postcode by which territories are told apart ("facility__postcode"); empty: has none.
    postcode: str = ""
    # Path to the facility that an item is about ("facility"): the page of that facility lists what waits.
    about: str = ""
    # After how many days an item is shown as late.
    late_after: timedelta = timedelta(days=7)
    # What to look at, on the page of an item: one sentence each.
    advice: Sequence[str] = ()
    choices: Sequence[Choice] = ()
    # The first canned reasons, by decision: what the agent chooses by, what the person reads.
    canned: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)

    def waiting(self, person: Person) -> QuerySet[Any]:
        """What waits for this person, the most urgent and then the oldest first."""
        return self.items(person).filter(self.waits).order_by(*self.ordering)

    @property
    def ordering(self) -> tuple[str, ...]:
        return (*self.order, self.since, "pk")

    def decision(self, name: str) -> Decision | None:
        return next((each for each in self.decisions if each.name == name), None)


_queues: dict[str, Queue] = {}


def register_queue(queue: Queue) -> None:
    """Called in `AppConfig.ready()`. A queue that contradicts itself is refused at start."""
    keys = [decision.shortcut for decision in queue.decisions]
    names = [decision.name for decision in queue.decisions]
    if len(set(keys)) != len(keys) or len(set(names)) != len(names) or set(keys) & set("jkz?123456789"):
        raise ValueError(f"{queue.key}: two decisions have one name or one key, or a key that is taken.")
    _queues[queue.key] = queue


def queues_for(person: Person) -> list[Queue]:
    """Those whose right this person has somewhere, in the order of their registration."""
    return [queue for queue in _queues.values() if person.may(queue.right)]


def all_queues() -> list[Queue]:
    """Every one that is registered."""
    return list(_queues.values())


def queue_of(key: str) -> Queue | None:
    """The one with this key."""
    return _queues.get(key)

"""Documents put there by hand, with versions from the real log: a source for tests of engines."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.db import transaction

from search import changes
from search.documents import DAY_MAX, DAY_MIN, DayRange, ListingDocument, Order, Position, SearchQuery

EVERYTHING = SearchQuery(today=1, order=Order.NAME)


class Shelf:
    """A source whose documents are put there by hand; versions come from the log, as in the portal."""

    def __init__(self) -> None:
        self.names: dict[int, str] = {}
        self.rules = ""

    def count(self) -> int:
        return len(self.names)

    def documents(self, ids: Sequence[int] | None = None) -> Iterator[ListingDocument]:
        wanted = sorted(self.names) if ids is None else ids
        versions = changes.last_sequence_of(wanted)
        for id_ in wanted:
            if id_ in self.names:
                yield self.document(id_, versions[id_])

    def document(self, id_: int, version: int) -> ListingDocument:
        """A listing without a name is not public; one called "invalid" breaks the contract."""
        name = self.names[id_]
        document = ListingDocument(
            id=id_,
            version=version,
            position=Position(id_, id_),
            public=(DayRange(DAY_MIN, DAY_MAX),) if name else (),
            name=name,
            name_key=name,
        )
        return replace(document, public=document.public * 3) if name == "invalid" else document

    def put(self, **names: str) -> None:
        """`put(a1="x")`: listing 1 is called x, and the log says so."""
        with transaction.atomic():
            self.names |= {int(key[1:]): name for key, name in names.items()}
            changes.append(int(key[1:]) for key in names)

    def drop(self, id_: int) -> None:
        """Remove a listing for good."""
        with transaction.atomic():
            del self.names[id_]
            changes.append([id_])

"""The documents of the small site."""

import time
from collections.abc import Iterator, Sequence

from search import changes
from search.documents import DAY_MAX, DAY_MIN, DayRange, ListingDocument, Position, Sector
from tests.search.processes.places.models import Place, Twin

EVER = DayRange(DAY_MIN, DAY_MAX)


class PlaceSource:
    """`name` and `capacity` come from two tables: they are equal in every document that is not torn."""

    @property
    def rules(self) -> str:
        return ""

    def count(self) -> int:
        return Place.objects.count()

    def documents(self, ids: Sequence[int] | None = None) -> Iterator[ListingDocument]:
        wanted = list(Place.objects.order_by("pk").values_list("pk", flat=True)) if ids is None else list(ids)
        versions = changes.last_sequence_of(wanted)
        numbers = dict(Place.objects.filter(pk__in=wanted).order_by("pk").values_list("pk", "number"))
        time.sleep(0.01)  # time for others to commit in between
        twins = dict(Twin.objects.filter(place__in=wanted).order_by("pk").values_list("place", "number"))
        for pk, number in numbers.items():
            yield ListingDocument(
                id=pk,
                version=versions[pk],
                position=Position(600_000_000 + pk * 1_000, 50_000_000 + pk * 1_000),
                public=(EVER,) if number % 10 else (),
                name=f"Lieu {number}",
                name_key=f"lieu {number:09}",
                name_tokens=frozenset({"lieu", str(number)}),
                text_tokens=frozenset({"lieu", str(number)}),
                sector=Sector.EARLY_CHILDHOOD,
                capacity=twins.get(pk),
            )

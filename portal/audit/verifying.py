"""Does the history still say what it said when it was sealed? Read from one end to the other.

In bounded memory, while others write: seals that are made meanwhile are left to the next time.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from itertools import islice
from pathlib import Path

from portal.audit import chain, heads, unsealed
from portal.audit.chain import ORIGIN, ChainHead
from portal.audit.heads import NoHead
from portal.audit.models import AuditSeal
from portal.audit.unsealed import Unsealed
from portal.kernel import clock

AT_ONCE = 1_000


class Kind(StrEnum):
    """What may be wrong."""

    MISSING_SEALS = "missing_seals"
    STRAY_SEALS = "stray_seals"
    MISSING_ENTRY = "missing_entry"
    UNREADABLE_ENTRY = "unreadable_entry"
    BROKEN_LINK = "broken_link"
    HEADS_DIFFER = "heads_differ"
    HEADS_MISSING = "heads_missing"
    UNREADABLE_HEAD = "unreadable_head"
    UNSEALED = "unsealed"


@dataclass(frozen=True, slots=True)
class Problem:
    """`number`: of the first seal (or line) concerned; `entry`: as that seal names it; `count`: how many."""

    kind: Kind
    number: int | None = None
    entry: int | None = None
    count: int = 1
    since: str | None = None


class Verification:
    """One reading; its figures are complete once `problems()` has come to its end."""

    def __init__(self, *, unsealed_after: timedelta, heads_files: Sequence[Path] = ()) -> None:
        self._unsealed_after = unsealed_after
        self._heads_files = heads_files
        self.seals = 0
        self.heads = 0
        self.unsealed = Unsealed(0, None)
        # How long the oldest entry without a seal has waited; None where its moment can't be read.
        self.unsealed_for: timedelta | None = timedelta(0)

    def problems(self) -> Iterator[Problem]:
        """What is wrong, in the order of the chain; then what the exported heads and the unsealed tell."""
        yield from self._along_the_chain(chain.head().number)
        for path in self._heads_files:
            yield from self._against(path)
        self.unsealed = unsealed.all_unsealed()
        self.unsealed_for = self.unsealed.age(clock.now())
        if self.unsealed_for is None or self.unsealed_for > self._unsealed_after:
            since = self.unsealed.since
            yield Problem(
                Kind.UNSEALED, count=self.unsealed.count, since=since.isoformat() if since else None
            )

    def _along_the_chain(self, last: int) -> Iterator[Problem]:
        """Each link is made from the stored one before: one change is not told to the end of the chain."""
        # These would give a seal to entries that are nowhere in the chain.
        if strays := AuditSeal.objects.filter(number__lt=1).count():
            yield Problem(Kind.STRAY_SEALS, count=strays)
        before = ChainHead(0, ORIGIN)
        while seals := _seals_after(before.number, last):
            contents = chain.contents_of([seal.entry_id for seal in seals])
            for seal in seals:
                if missing := seal.number - before.number - 1:
                    yield Problem(Kind.MISSING_SEALS, before.number + 1, count=missing)
                elif problem := _of_one(seal, contents, before.link):
                    yield Problem(problem, seal.number, seal.entry_id)
                before = ChainHead(seal.number, seal.link)
            self.seals += len(seals)

    def _against(self, path: Path) -> Iterator[Problem]:
        """Heads that were exported: a chain that was made again, or cut, is told by the first of them."""
        differ, missing = _Numbers(), _Numbers()
        lines = heads.read(path)
        while some := list(islice(lines, AT_ONCE)):
            known = [head for head in some if isinstance(head, ChainHead)]
            yield from (Problem(Kind.UNREADABLE_HEAD, line.line) for line in some if isinstance(line, NoHead))
            seals = AuditSeal.objects.filter(number__in=[head.number for head in known])
            links = dict(seals.order_by("number").values_list("number", "link"))
            for head in known:
                if head.number not in links:
                    missing.add(head.number)
                elif links[head.number] != head.link:
                    differ.add(head.number)
            self.heads += len(known)
        for kind, numbers in ((Kind.HEADS_DIFFER, differ), (Kind.HEADS_MISSING, missing)):
            if numbers.count:
                yield Problem(kind, numbers.lowest, count=numbers.count)


class _Numbers:
    """The lowest of many numbers, and how many they are."""

    def __init__(self) -> None:
        self.count, self.lowest = 0, 0

    def add(self, number: int) -> None:
        self.lowest = min(self.lowest, number) if self.count else number
        self.count += 1


def _seals_after(number: int, last: int) -> list[AuditSeal]:
    return list(AuditSeal.objects.filter(number__gt=number, number__lte=last).order_by("number")[:AT_ONCE])


def _of_one(seal: AuditSeal, contents: dict[int, str | None], before: str) -> Kind | None:
    if seal.entry_id not in contents:
        return Kind.MISSING_ENTRY
    content = contents[seal.entry_id]
    if content is None:
        return Kind.UNREADABLE_ENTRY
    return None if chain.link_of(content, before) == seal.link else Kind.BROKEN_LINK

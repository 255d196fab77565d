"""The sealer: it gives every entry of the history its link in the chain, a few seconds after it was written.

Services write plain rows, so that none waits for another; whoever seals comes after them. What has no seal
yet is the bound of what the chain proves: `unsealed` says how much, and since when.
"""

import logging
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import DatabaseError, connection

from portal.audit import chain, heads, unsealed
from portal.audit.chain import ChainHead
from portal.audit.models import AuditSeal
from portal.audit.unsealed import Waiting
from portal.kernel import clock
from portal.kernel.actors import Actor, SystemActor
from portal.kernel.service import service

logger = logging.getLogger(__name__)

AT_ONCE = 500
POLL_SECONDS = 2.0
# Between two attempts while something fails: longer and longer, and never in step with another sealer.
FIRST_WAIT, LONGEST_WAIT = 0.5, 10.0
SEALER = SystemActor("scellement")
# A number of our own among PostgreSQL's advisory locks: "seal" in ASCII.
_LOCK = 0x7365616C


@dataclass(frozen=True, slots=True)
class Sealed:
    """What one batch did. Unreadable entries stay without a seal: what they say can't be told."""

    seals: int = 0
    more: bool = False
    unreadable: tuple[int, ...] = ()


def seal_next() -> Sealed:
    """Seal up to `AT_ONCE` entries, in one transaction; where there is nothing to do, nothing is locked."""
    return _seal(actor=SEALER) if unsealed.waiting(1) else Sealed()


@service
def _seal(*, actor: Actor) -> Sealed:
    """The next links, by one sealer at a time. That they are made is no act of somebody's: none is recorded.

    A second lock is in the tables: two who made links at once would draw the same numbers, of which the
    database takes one.
    """
    _wait_for_other_sealers()
    found = unsealed.waiting(AT_ONCE)
    contents = chain.contents_of([entry_id for entry_id, _ in found])
    readable = [(one, content) for one in found if (content := contents.get(one.entry_id)) is not None]
    AuditSeal.objects.bulk_create(_links(readable, chain.head()))
    unsealed.close([one for one, _ in readable])
    return Sealed(
        seals=len(readable),
        more=bool(readable) and len(found) == AT_ONCE,
        unreadable=tuple(entry_id for entry_id, content in contents.items() if content is None),
    )


def _links(found: list[tuple[Waiting, str]], before: ChainHead) -> Iterator[AuditSeal]:
    link = before.link
    for number, (one, content) in enumerate(found, start=before.number + 1):
        link = chain.link_of(content, link)
        yield AuditSeal(number=number, entry_id=one.entry_id, link=link)


@service
def mend_gaps(*, actor: Actor) -> bool:
    """Write the gaps again where they aren't those between the seals; whether they were not."""
    _wait_for_other_sealers()
    if unsealed.gaps_are_true():
        return False
    unsealed.write_gaps_again()
    return True


def _wait_for_other_sealers() -> None:
    """Until the end of this transaction. SQLite lets one writer begin at a time: the wait is over."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def why(error: Exception) -> str:
    """What stands in the way, for operators. What a database says of a row stays out of it."""
    if isinstance(error, DatabaseError):
        reason = "la base ne répond pas, ou refuse"
    elif isinstance(error, OSError):
        return f"La tête de la chaîne n’est plus exportée\u00a0: {error}."
    else:
        reason = "erreur inattendue"
    return f"L’historique n’est plus scellé\u00a0: {reason} ({type(error).__name__})."


class Sealer:
    """Seals again and again, and exports the head after each commit."""

    def __init__(self, heads_file: Path) -> None:
        self._heads_file = heads_file
        self._exported: ChainHead | None = None
        self._gaps_looked_at = False
        self._file_looked_at = False
        self._attempts = 0
        self._unreadable: tuple[int, ...] = ()

    def follow(self, sleep: Callable[[float], bool]) -> None:
        """Batch by batch, until `sleep(seconds)` says that it is time to end. Each outage is logged once."""
        ended = False
        while not ended:
            started = time.monotonic()
            try:
                more = self.step()
            except Exception as error:
                # A fault of ours must not end the work either: it is told in full.
                if not isinstance(error, DatabaseError | OSError) and not self._attempts:
                    logger.exception("Erreur inattendue en scellant l’historique")
                ended = sleep(self._failed(error))
                continue
            if self._attempts:
                logger.warning("L’historique est de nouveau scellé.")
                self._attempts = 0
            # With much to do, half of the time is left to others who write.
            ended = sleep(min(POLL_SECONDS, time.monotonic() - started) if more else POLL_SECONDS)

    def drain(self) -> ChainHead:
        """Seal all that waits now. Raises what stands in the way."""
        while self.step():
            pass
        return chain.head()

    def step(self) -> bool:
        """One batch; whether there may be more."""
        if not self._gaps_looked_at:
            self._mend_gaps()
        done = seal_next()
        if done.unreadable != self._unreadable:
            self._unreadable = done.unreadable
            if done.unreadable:
                logger.error("Entrées de l’historique illisibles, donc sans sceau\u00a0: %s", done.unreadable)
        self._export()
        return done.more

    def _mend_gaps(self) -> None:
        if not unsealed.gaps_are_true() and mend_gaps(actor=SEALER):
            logger.warning("Les numéros passés de l’historique ont été relevés à nouveau.")
        self._gaps_looked_at = True

    def _look_at_file(self) -> None:
        """Whether the chain goes on from what was exported before."""
        self._exported = heads.last(self._heads_file)
        if self._exported is not None and not chain.has(self._exported):
            logger.error(
                "La chaîne de l’historique ne contient plus le sceau n° %s, exporté dans %s\u00a0: "
                "des données restaurées, ou une histoire réécrite. Voir audit_verify.",
                self._exported.number,
                self._heads_file,
            )
        self._file_looked_at = True

    def _export(self) -> None:
        """Of another sealer's too: each has all heads in its own file."""
        if not self._file_looked_at:
            self._look_at_file()
        head = chain.head()
        if head.number and head != self._exported:
            heads.append(self._heads_file, head, clock.now())
            self._exported = head

    def _failed(self, error: Exception) -> float:
        """Seconds to wait."""
        if isinstance(error, DatabaseError):
            connection.close()
            # The gaps may be the reason.
            self._gaps_looked_at = False
        if not self._attempts:
            logger.error("%s Le travail reprendra.", why(error))
        wait = min(LONGEST_WAIT, FIRST_WAIT * 2**self._attempts)
        self._attempts = min(self._attempts + 1, 20)
        return wait * random.uniform(0.5, 1.0)  # noqa: S311 -- not a secret

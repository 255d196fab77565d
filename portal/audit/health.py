"""How the history stands, in one look at the database: for `/readyz` and `/metrics`."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.conf import settings

from portal.audit import chain
from portal.audit.unsealed import first_unsealed
from portal.kernel import clock


class AuditTrouble(StrEnum):
    """What somebody should look at; people are served all the same."""

    UNSEALED = "history_unsealed"


@dataclass(frozen=True, slots=True)
class AuditHealth:
    """`seals` is the number of the last one; `unsealed` counts up to a thousand entries.

    `unsealed_seconds` is the age of the oldest of them: 0 where there is none, None where it can't be read.
    """

    seals: int
    unsealed: int
    unsealed_seconds: float | None

    @property
    def troubles(self) -> tuple[AuditTrouble, ...]:
        late = self.unsealed_seconds is None or self.unsealed_seconds > settings.AUDIT_UNSEALED_AFTER_SECONDS
        return (AuditTrouble.UNSEALED,) if late else ()


def audit_health(now: datetime | None = None) -> AuditHealth:
    """How far the chain goes, and what waits for its seal."""
    seals = chain.head().number
    waiting = first_unsealed()
    age = waiting.age(now or clock.now())
    return AuditHealth(seals, waiting.count, None if age is None else age.total_seconds())

"""Uses kept in the database, so that every machine counts the same: for forms, which are posted."""

import random
from collections.abc import Sequence

from django.db import Error, transaction

from portal.limits.models import Allowance
from portal.limits.stores import Refused, StoreFailed, Use, decide

# One in so many uses removes what has grown back, so many rows at a time.
SWEEP_ONE_IN = 50
SWEPT_AT_ONCE = 500


class Database:
    """Its own short transaction: what is refused or fails later was used all the same."""

    def spend(self, uses: Sequence[Use], now: float) -> Refused | None:
        try:
            refused = _spend(uses, now)
            if random.randrange(SWEEP_ONE_IN) == 0:  # noqa: S311 -- a broom, not a secret
                sweep(now)
        except Error as error:
            raise StoreFailed(type(error).__name__) from error
        return refused


def _spend(uses: Sequence[Use], now: float) -> Refused | None:
    keys = [use.key.hex() for use in uses]
    # In one order for everybody, or two would wait for each other.
    new = [Allowance(key=key, full_at=0.0) for key in sorted(keys)]
    with transaction.atomic(durable=True):
        # A row that is not there can't be locked.
        Allowance.objects.bulk_create(new, ignore_conflicts=True)
        rows = Allowance.objects.select_for_update().filter(key__in=keys).order_by("key")
        kept = {row.key: row.full_at for row in rows}
        after, refused = decide(uses, [kept.get(key, 0.0) for key in keys], now)
        if refused is None:
            Allowance.objects.bulk_create(
                [Allowance(key=key, full_at=moment) for key, moment in sorted(zip(keys, after, strict=True))],
                update_conflicts=True, unique_fields=["key"], update_fields=["full_at"],
            )  # fmt: skip
    return refused


def sweep(now: float) -> None:
    """Remove rows that tell nothing any more; those that somebody is using are left for the next time."""
    with transaction.atomic(durable=True):
        old = Allowance.objects.select_for_update(skip_locked=True).filter(full_at__lt=now).order_by("key")
        keys = [row.key for row in old[:SWEPT_AT_ONCE]]
        Allowance.objects.filter(key__in=keys).delete()

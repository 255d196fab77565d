"""Private values under the current keys: what `manage.py rotate_keys` does.

Rows are read in chunks, opened and sealed again outside any transaction, and written in one short transaction
a chunk. A row is written only where the stored seal is still the one that was read: what a service has
stored meanwhile stays, and is looked at in its turn. Seal and digest change in one UPDATE. So it may be
killed at any moment and started again, beside running writers; a second run finds nothing to do.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ExpressionWrapper, F, Model, QuerySet, TextField
from django.views.decorators.debug import sensitive_variables

from portal.kernel import crypto
from portal.kernel.actors import Actor
from portal.kernel.private_fields import Private, PrivateTextField, sealed
from portal.kernel.service import service

# So many rows are written in one transaction, for which other writers wait.
CHUNK = 200
# How often a row that others keep changing is looked at.
ATTEMPTS = 5


@dataclass(slots=True)
class Outcome:
    """What became of one private field's values. Rows are named by their ids."""

    read: int = 0
    # In a dry run: what would be.
    renewed: int = 0
    # No key opens these: they are left as they are.
    unreadable: list[Any] = field(default_factory=list)
    # Their digest is that of another value: somebody went around the services. Left as they are.
    contradicted: list[Any] = field(default_factory=list)
    # Another row has the same value, where only one may: left as they are.
    doubled: list[Any] = field(default_factory=list)
    # Others changed these at every attempt.
    restless: list[Any] = field(default_factory=list)

    @property
    def is_complete(self) -> bool:
        return not (self.unreadable or self.contradicted or self.doubled or self.restless)


class _Contradiction(Exception):  # noqa: N818 -- names what is so
    """A digest that is not of the value beside it."""


@dataclass(frozen=True, slots=True)
class _Stored:
    """A value as it was read."""

    pk: Any
    value: Private
    digest: str | None


@dataclass(frozen=True, slots=True)
class _Renewal:
    """What to write, where the stored seal is still this one."""

    pk: Any
    token: str
    values: dict[str, Any] = field(repr=False)


def rotate(*, actor: Actor, model: type[Model], private: PrivateTextField, dry_run: bool = False) -> Outcome:
    """Seal and digest every value of this field with the current keys; those that are so already stay.

    Every value is opened, whatever its key, so that what can't be is known before a key is taken away.
    """
    outcome = Outcome()
    rows = _rows(model, private)
    chunk = _read(rows[:CHUNK])
    while chunk:
        outcome.read += len(chunk)
        _renew(chunk, outcome, actor=actor, model=model, private=private, dry_run=dry_run)
        chunk = _read(rows.filter(pk__gt=chunk[-1].pk)[:CHUNK])
    return outcome


def _renew(
    chunk: list[_Stored],
    outcome: Outcome,
    *,
    actor: Actor,
    model: type[Model],
    private: PrivateTextField,
    dry_run: bool,
) -> None:
    for _ in range(ATTEMPTS):
        renewals = _renewals(chunk, outcome, model, private)
        if dry_run or not renewals:
            outcome.renewed += len(renewals)
            return
        moved, doubled = store_renewals(actor=actor, model=model, private=private, renewals=renewals)
        outcome.doubled += doubled
        outcome.renewed += len(renewals) - len(moved) - len(doubled)
        if not moved:
            return
        chunk = _read(_rows(model, private).filter(pk__in=moved))
    outcome.restless += moved


@service
def store_renewals(
    *, actor: Actor, model: type[Model], private: PrivateTextField, renewals: Sequence[_Renewal]
) -> tuple[list[Any], list[Any]]:
    """Write them, and say which rows hold something else by now, and which would double another's value.

    No entry in the history: nobody's data change.
    """
    moved, doubled = [], []
    for renewal in renewals:
        try:
            with transaction.atomic():
                if not _still(model, private, renewal).update(**renewal.values):
                    moved.append(renewal.pk)
        except IntegrityError:
            doubled.append(renewal.pk)
    return moved, doubled


def _renewals(
    chunk: Sequence[_Stored], outcome: Outcome, model: type[Model], private: PrivateTextField
) -> list[_Renewal]:
    renewals = []
    for stored in chunk:
        try:
            values = _current(stored, model, private)
        except crypto.Unreadable:
            outcome.unreadable.append(stored.pk)
        except _Contradiction:
            outcome.contradicted.append(stored.pk)
        else:
            if values:
                renewals.append(_Renewal(stored.pk, stored.value.token, values))
    return renewals


@sensitive_variables()
def _current(stored: _Stored, model: type[Model], private: PrivateTextField) -> dict[str, Any]:
    """What of seal and digest is not of the current keys, made anew."""
    text = stored.value.reveal()
    if stored.digest and crypto.contradicts(stored.digest, text, private.purpose):
        raise _Contradiction
    values = sealed(model, private.name, text)
    if crypto.is_current(stored.value.token):
        del values[private.name]
    if private.digest_field and values[private.digest_field] == stored.digest:
        del values[private.digest_field]
    return values


def _rows(model: type[Model], private: PrivateTextField) -> QuerySet[Any]:
    names = [private.name, private.digest_field] if private.digest_field else [private.name]
    rows = model._base_manager.filter(**{f"{private.name}__isnull": False})
    return rows.order_by("pk").values_list("pk", *names)


def _read(rows: QuerySet[Any]) -> list[_Stored]:
    return [_Stored(pk, value, digest[0] if digest else None) for pk, value, *digest in rows]


def _still(model: type[Model], private: PrivateTextField, renewal: _Renewal) -> QuerySet[Any]:
    """The row, if its stored seal is the one that was read; the field itself compares nothing."""
    stored = ExpressionWrapper(F(private.name), output_field=TextField())
    return model._base_manager.alias(stored_seal=stored).filter(pk=renewal.pk, stored_seal=renewal.token)

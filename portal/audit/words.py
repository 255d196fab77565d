"""An entry of the history in words: the one place that says what its names, values and numbers mean.

The apps above register what their entries are about, and what names beside a model's own fields mean: an
entry has no foreign key, and may be about something that is gone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import DateField, Model
from django.utils.text import capfirst

from portal.audit.models import AuditEntry
from portal.kernel.days import long_date

YES_OR_NO = {True: "oui", False: "non"}
EMPTY = "(vide)"
_KINDS = {AuditEntry.Kind.CONSULTATION: "Lecture", AuditEntry.Kind.MODIFICATION: "Modification"}
_BY_THE_PORTAL = "par le portail lui-même"


@dataclass(slots=True)
class _Subject:
    model: type[Model]
    names: dict[str, str] = field(default_factory=dict)


_subjects: dict[str, _Subject] = {}
_levels: dict[int, str] = {}


@dataclass(frozen=True, slots=True)
class ChangeInWords:
    """« Téléphone : 081 22 33 44 → (vide) »; of an export, without `before`: « Nombre de fiches : 12 »."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Told:
    """An entry as somebody reads it. `subject` is the label that the entry kept of what it is about."""

    at: datetime
    kind: str
    is_change: bool
    who: str
    level: str
    subject_type: str
    subject: str
    purpose: str
    changes: tuple[ChangeInWords, ...]


def register_subject(model: type[Model], names: Mapping[str, str] | None = None) -> None:
    """Entries may be about this model; `names` are of what they tell beside its fields. In `ready()`."""
    subject = _subjects.setdefault(model._meta.label_lower, _Subject(model))
    subject.names.update(names or {})


def register_levels(levels: Iterable[tuple[int, str]]) -> None:
    """What the numbers of the levels of log-in mean. Called in `AppConfig.ready()`."""
    _levels.update(levels)


def subject_types() -> list[tuple[str, str]]:
    """What entries can be about, for a choice: (as entries keep it, in words), by its words."""
    return sorted(((label, type_words(label)) for label in _subjects), key=lambda pair: pair[1])


def type_words(subject_type: str) -> str:
    """« Fiche publique »; as it was kept where nobody knows it any more."""
    subject = _subjects.get(subject_type)
    return str(capfirst(subject.model._meta.verbose_name)) if subject else subject_type


def model_of(subject_type: str) -> type[Model] | None:
    """What entries of this type are about; None where nobody knows it."""
    subject = _subjects.get(subject_type)
    return subject.model if subject else None


def level_choices() -> list[tuple[int, str]]:
    """The levels of log-in, weakest first."""
    return sorted(_levels.items())


def level_words(entry: AuditEntry) -> str:
    """« connexion par itsme »; « par le portail lui-même » for a command.

    Empty for somebody who was not signed in yet: at the log-in, or by a link of an e-mail.
    """
    if entry.level is None:
        return _BY_THE_PORTAL if entry.actor_id is None else ""
    return f"connexion par {_levels.get(entry.level, f'niveau {entry.level}')}"


def changes_in_words(entry: AuditEntry) -> tuple[ChangeInWords, ...]:
    """What changed, field by field, in the order of the entry; what an export held; nothing for a look."""
    is_change = entry.kind == AuditEntry.Kind.MODIFICATION
    return tuple(
        ChangeInWords(
            name_in_words(entry.subject_type, name),
            value_in_words(entry.subject_type, name, before) if is_change else "",
            value_in_words(entry.subject_type, name, after),
        )
        for name, (before, after) in entry.changes.items()
    )


def told(entry: AuditEntry) -> Told:
    """The whole entry in words."""
    return Told(
        at=entry.at,
        kind=_KINDS[AuditEntry.Kind(entry.kind)],
        is_change=entry.kind == AuditEntry.Kind.MODIFICATION,
        who=entry.actor_label,
        level=level_words(entry),
        subject_type=type_words(entry.subject_type),
        subject=entry.subject_label,
        purpose=entry.purpose,
        changes=changes_in_words(entry),
    )


def name_in_words(subject_type: str, name: str) -> str:
    """« Téléphone »; the name itself where nobody knows it any more."""
    subject = _subjects.get(subject_type)
    if subject and name in subject.names:
        return subject.names[name]
    known = _field(subject_type, name)
    return str(capfirst(getattr(known, "verbose_name", name)))


def value_in_words(subject_type: str, name: str, value: Any) -> str:
    """One value as people say it; what was masked stays so."""
    if value in (None, "", []):
        return EMPTY
    if isinstance(value, bool):
        return YES_OR_NO[value]
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    known = _field(subject_type, name)
    if isinstance(known, DateField):
        return _day(value)
    choices = dict(getattr(known, "flatchoices", ()))
    return str(choices.get(value, value))


def _field(subject_type: str, name: str) -> Any:
    subject = _subjects.get(subject_type)
    try:
        return subject.model._meta.get_field(name) if subject else None
    except FieldDoesNotExist:
        return None


def _day(value: Any) -> str:
    try:
        return long_date(date.fromisoformat(str(value)))
    except ValueError:
        return str(value)

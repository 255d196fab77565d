"""The state of the search in words for agents: what it means for parents, then what to watch."""

from collections.abc import Iterator
from dataclasses import dataclass

from search.health import IndexHealth, SearchHealth, Trouble

NBSP = "\u00a0"
NNBSP = "\u202f"
_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the page; `tone` is "good", "wait", "stop", or empty for what is neither good nor bad."""

    label: str
    text: str
    tone: str = ""


def number(count: int) -> str:
    """`6 024`, with a narrow no-break space."""
    return f"{count:,}".replace(",", NNBSP)


def counted(count: int, noun: str) -> str:
    """`1 fiche`, `12 fiches`."""
    return f"{number(count)}{NBSP}{noun}{'s' if count > 1 else ''}"


def lasting(seconds: float) -> str:
    """How long: `40 s`, `5 min`, `3 h`, `2 jours`. A unit is used from two of it on."""
    if seconds < 1:
        return "moins d’une seconde"
    if seconds < 2 * _MINUTE:
        return f"{seconds:.0f}{NBSP}s"
    if seconds < 2 * _HOUR:
        return f"{seconds // _MINUTE:.0f}{NBSP}min"
    if seconds < 2 * _DAY:
        return f"{seconds // _HOUR:.0f}{NBSP}h"
    return f"{seconds // _DAY:.0f}{NBSP}jours"


def facts(found: SearchHealth, listings: int) -> list[Fact]:
    """What an agent may want to know, most important first."""
    told = list(_of_index(found.index)) if found.index else [_inside()]
    return [
        *told,
        Fact("Fiches dans la base", number(listings)),
        Fact("Dernière modification enregistrée", f"n°{NBSP}{number(found.head.sequence)}"),
    ]


def _inside() -> Fact:
    return Fact("Qui répond aux parents", "La recherche du site lui-même", "good")


def _of_index(index: IndexHealth) -> Iterator[Fact]:
    yield _who_answers(index)
    yield _lateness(index)
    yield _worker(index)
    if index.building:
        done = f"{number(index.building.built)} sur {counted(index.building.to_build, 'fiche')}"
        yield Fact("Copie en train d’être refaite", done, "wait")
    yield _failure(index)
    refused = counted(index.refused, "fiche") if index.refused else "Aucune"
    yield Fact("Fiches refusées", refused, "stop" if index.refused else "good")


def _who_answers(index: IndexHealth) -> Fact:
    label = "Qui répond aux parents"
    if not index.breaker_reason:
        return Fact(label, "Elasticsearch", "good")
    text = f"La recherche du site, à la place d’Elasticsearch{NBSP}: {index.breaker_reason}"
    return Fact(label, text, "wait")


def _lateness(index: IndexHealth) -> Fact:
    label = "Copie des fiches"
    changes = counted(index.late_entries, "modification")
    if index.late_seconds is None:
        return Fact(label, f"Jamais encore à jour{NBSP}: {changes} à reprendre", "stop")
    if not index.late_entries:
        return Fact(label, "À jour", "good")
    late = f"En retard de {changes}, depuis {lasting(index.late_seconds)}"
    return Fact(label, late, "wait" if Trouble.LATE in index.troubles else "")


def _worker(index: IndexHealth) -> Fact:
    label = "Programme de mise à jour"
    silent = Trouble.SILENT in index.troubles
    if index.silent_seconds is None:
        return Fact(label, "Aucun signe de vie jusqu’à présent", "stop" if silent else "")
    since = lasting(index.silent_seconds)
    if silent:
        return Fact(label, f"Aucun signe de vie depuis {since}", "stop")
    # Whoever makes the copy again may be this program, which is busy, or somebody at a keyboard.
    return Fact(label, f"Dernier signe de vie il y a {since}", "" if index.building else "good")


def _failure(index: IndexHealth) -> Fact:
    if index.failing_seconds is None:
        return Fact("Panne", "Aucune", "good")
    text = f"Depuis {lasting(index.failing_seconds)}{NBSP}: {index.failing_reason}"
    return Fact("Panne", text, "stop")

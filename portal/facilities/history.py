"""The history of an organiser, for its own people and for the agents in charge: in PRO.ONE and OFFICE.ONE."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from portal.accounts.models import AgentPost
from portal.accounts.person import Person
from portal.accounts.posts import posts_of
from portal.accounts.rights import Right
from portal.audit.models import AuditEntry
from portal.audit.services import record_consultation
from portal.audit.words import Told, told
from portal.facilities.facility_access import facilities_for, organiser_for
from portal.facilities.models import Facility, Listing, Organiser
from portal.kernel import clock

PURPOSE = "historique"


@dataclass(frozen=True, slots=True)
class History:
    """What a person may read: the organiser, its facilities that are theirs to read, and the entries."""

    organiser: Organiser
    facilities: tuple[Facility, ...]
    entries: QuerySet[AuditEntry]


@dataclass(frozen=True, slots=True)
class Line:
    """An entry in words; `function` is what an agent did at ONE on that day, `about` what people call it."""

    told: Told
    function: str
    about: str


def history_for(person: Person, organiser_id: int, *, facility_id: int | None = None) -> History:
    """Who read or changed what: of the organiser, its members' accesses and its account, its facilities and
    their listings; newest first. With `facility_id`, of this facility and its listing alone.

    An agent in charge reads of those facilities that are theirs, not of others of the same organiser.
    `Organiser.DoesNotExist`, `Facility.DoesNotExist` where it is not the person's; that it was read is in the
    history before it is returned.
    """
    organiser = organiser_for(person, organiser_id, right=Right.SEE_HISTORY)
    facilities = tuple(
        facilities_for(person, Right.SEE_HISTORY)
        .filter(organiser=organiser)
        .select_related("listing")
        .order_by("listing__name_key", "pk")
    )
    if facility_id is None:
        record_consultation(actor=person, subject=organiser, purpose=PURPOSE)
        return History(organiser, facilities, _entries(facilities, organiser))
    chosen = [facility for facility in facilities if facility.pk == facility_id]
    if not chosen:
        raise Facility.DoesNotExist
    record_consultation(actor=person, subject=chosen[0], purpose=PURPOSE)
    return History(organiser, facilities, _entries(chosen))


def lines(history: History, entries: Iterable[AuditEntry]) -> list[Line]:
    """These entries in words: places by their names of today, agents with their function of that day."""
    found = list(entries)
    names = {_key(history.organiser): history.organiser.name}
    for facility in history.facilities:
        names[_key(facility)] = names[_key(facility.listing)] = facility.listing.name
    posts = posts_of({entry.actor_id for entry in found if entry.actor_id is not None})
    return [
        Line(
            told(entry),
            _function(entry, posts.get(entry.actor_id or 0, ())),
            names.get((entry.subject_type, entry.subject_id), entry.subject_label),
        )
        for entry in found
    ]


def _entries(facilities: Iterable[Facility], organiser: Organiser | None = None) -> QuerySet[AuditEntry]:
    """By ids and not by subqueries, so that every part has the index of the subject."""
    places = list(facilities)
    wanted = _about(Facility, [place.pk for place in places])
    wanted |= _about(Listing, [place.listing.pk for place in places])
    if organiser is not None:
        wanted |= _about(Organiser, [organiser.pk])
    return AuditEntry.objects.filter(wanted).order_by("-at", "-pk")


def _about(model: type[Any], ids: list[int]) -> Q:
    return Q(subject_type=model._meta.label_lower, subject_id__in=ids)


def _key(subject: Any) -> tuple[str, int]:
    return subject._meta.label_lower, subject.pk


def _function(entry: AuditEntry, posts: Iterable[AgentPost]) -> str:
    """« Agent conseil (ACA) »; empty for who was no agent on that day."""
    day = entry.at.astimezone(clock.BRUSSELS).date()
    held = (post for post in posts if post.since <= day and (post.until is None or day <= post.until))
    return ", ".join(dict.fromkeys(post.get_function_display() for post in held))

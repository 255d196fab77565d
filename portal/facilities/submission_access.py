"""The door to photos, projects and bank statements: a facility's own people, and the agents who decide.

A file that is held waits for the scanner, and for nobody's decision before.
"""

from dataclasses import replace
from typing import TypeVar

from django.db.models import QuerySet

from portal.accounts.enums import Role
from portal.accounts.person import Person
from portal.accounts.rights import Right
from portal.audit.services import record_consultation
from portal.facilities.access import possible
from portal.facilities.enums import FacilityKind, SubmissionState
from portal.facilities.facility_access import facilities_for, organisers_for
from portal.facilities.models import BankStatement, Facility, PedagogicalProject, Photo
from portal.files.enums import FileState

T = TypeVar("T", Photo, PedagogicalProject)

PHOTO_PURPOSE = "photo à valider"
PROJECT_PURPOSE = "projet pédagogique à valider"
STATEMENT_PURPOSE = "relevé d’identité bancaire à valider"
_ADVISED = (FacilityKind.INDEPENDENT_CHILDMINDER, FacilityKind.CO_CHILDMINDERS)


def photos_of(facility: Facility) -> QuerySet[Photo]:
    """All that its people have not withdrawn, in their order; whose facility it is was asked before."""
    return _present(Photo.objects.filter(facility=facility)).order_by("position", "pk")


def projects_of(facility: Facility) -> QuerySet[PedagogicalProject]:
    """The same, the newest first: at most one that waits, one that is public, and those that were refused."""
    return _present(PedagogicalProject.objects.filter(facility=facility)).order_by("-sent_at", "-pk")


def decided_by_one(person: Person) -> QuerySet[Facility]:
    """The facilities whose photos and projects this agent decides about.

    Of independent childminders that is the agent conseil alone (guide, 4.2), whatever a coordinator reaches.
    """
    adviser = replace(person, roles=tuple(held for held in person.roles if held.role is Role.ADVISER))
    others = replace(person, roles=tuple(held for held in person.roles if held.role is not Role.ADVISER))
    return facilities_for(adviser, Right.DECIDE_PHOTOS) | facilities_for(others, Right.DECIDE_PHOTOS).exclude(
        kind__in=_ADVISED
    )


def photos_to_decide_for(person: Person) -> QuerySet[Photo]:
    """What this agent may decide or read again, withdrawn ones excepted."""
    return _to_decide(Photo.objects.filter(facility__in=decided_by_one(person).order_by().values("pk")))


def projects_to_decide_for(person: Person) -> QuerySet[PedagogicalProject]:
    """See `photos_to_decide_for`."""
    return _to_decide(
        PedagogicalProject.objects.filter(facility__in=decided_by_one(person).order_by().values("pk"))
    )


def statements_to_decide_for(person: Person) -> QuerySet[BankStatement]:
    """The statements of the organisers in this agent's charge, withdrawn ones excepted."""
    organisers = organisers_for(person, Right.VALIDATE_BANK_STATEMENT).order_by().values("pk")
    return (
        BankStatement.objects.filter(organiser__in=organisers, received__state=FileState.CLEAN)
        .exclude(state=SubmissionState.WITHDRAWN)
        .select_related("organiser", "received", "sent_by", "decided_by")
    )


def photo_to_decide(person: Person, pk: int) -> Photo:
    """One of them, its picture included; the consultation is recorded. `Photo.DoesNotExist` otherwise."""
    photo = photos_to_decide_for(person).get(pk=possible(pk))
    record_consultation(actor=person, subject=photo.facility, purpose=PHOTO_PURPOSE)
    return photo


def project_to_decide(person: Person, pk: int) -> PedagogicalProject:
    """The same; `PedagogicalProject.DoesNotExist`."""
    project = projects_to_decide_for(person).get(pk=possible(pk))
    record_consultation(actor=person, subject=project.facility, purpose=PROJECT_PURPOSE)
    return project


def statement_to_decide(person: Person, pk: int) -> BankStatement:
    """The same; `BankStatement.DoesNotExist`. The account itself: `bank_access.bank_account_for`."""
    statement = statements_to_decide_for(person).get(pk=possible(pk))
    record_consultation(actor=person, subject=statement.organiser, purpose=STATEMENT_PURPOSE)
    return statement


def _present(submissions: QuerySet[T]) -> QuerySet[T]:
    return submissions.exclude(state=SubmissionState.WITHDRAWN).select_related("received")


def _to_decide(submissions: QuerySet[T]) -> QuerySet[T]:
    return (
        _present(submissions)
        .filter(received__state=FileState.CLEAN)
        .select_related("facility__organiser", "facility__listing", "sent_by", "decided_by")
    )

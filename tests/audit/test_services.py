"""What the history keeps: one entry a consultation, nothing private in a modification, or no data at all."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from portal.accounts.models import User
from portal.audit import services
from portal.audit.middleware import NothingUnrecorded
from portal.audit.models import AuditEntry, ConsultationRepeats
from portal.audit.services import (
    ConsultationNotRecorded,
    masked,
    record_consultation,
    record_modification,
)
from portal.facilities.enums import AvailabilityStatus
from portal.kernel.actors import SystemActor
from portal.kernel.service import WriteOutsideService, writing

SetClock = Callable[[str], Any]
AGENT = SystemActor("essai")


@pytest.fixture
def person(db: None) -> User:
    return User.objects.create(username="aline", first_name="Aline", last_name="Dupont")


def consult(person: User, **changes: Any) -> None:
    record_consultation(**({"actor": AGENT, "subject": person, "purpose": "fiche"} | changes))


@dataclass(frozen=True)
class AtLevel:
    """`AGENT`, but for the level of the log-in."""

    name: str
    level: int | None
    pk: None = None

    @property
    def audit_label(self) -> str:
        return SystemActor(self.name).audit_label


class TestLevel:
    """By whom, at what level of log-in, for what purpose."""

    def test_of_a_consultation_and_of_a_modification(self, person: User) -> None:
        person.level = 2
        consult(person, actor=person)
        with writing():
            record_modification(actor=person, subject=person, changes={"x": (1, 2)}, purpose="fiche")
        assert list(AuditEntry.objects.order_by("pk").values_list("level", flat=True)) == [2, 2]

    def test_none_for_the_system_and_for_whom_nobody_knows_it(self, person: User) -> None:
        consult(person)
        consult(person, actor=person)
        assert list(AuditEntry.objects.order_by("pk").values_list("level", flat=True)) == [None, None]

    def test_a_repeat_at_the_same_level_is_counted(self, person: User) -> None:
        for level in (2, 2, 3, 2):
            person.level = level
            consult(person, actor=person)
        assert list(AuditEntry.objects.order_by("pk").values_list("level", flat=True)) == [2, 3]
        assert ConsultationRepeats.objects.get().count == 2


class TestConsultation:
    def test_one_row_says_who_saw_what_and_why(self, person: User, set_clock: SetClock) -> None:
        at = set_clock("2026-03-28T23:30Z")
        consult(person, actor=person)
        entry = AuditEntry.objects.get()
        assert (entry.kind, entry.at, entry.actor_id, entry.actor_label) == (
            "consultation",
            at,
            person.pk,
            "Aline Dupont",
        )
        assert (entry.subject_type, entry.subject_id, entry.purpose) == ("accounts.user", person.pk, "fiche")
        assert entry.changes == {}

    def test_repeats_within_a_quarter_of_an_hour_are_counted_apart(
        self, person: User, set_clock: SetClock
    ) -> None:
        for moment in ("10:00", "10:01", "10:14"):
            last = set_clock(f"2026-05-04T{moment}Z")
            consult(person)
        repeats = ConsultationRepeats.objects.get()
        assert (repeats.entry_id, repeats.count, repeats.last_at) == (AuditEntry.objects.get().pk, 2, last)

    def test_a_quarter_of_an_hour_later_it_is_another_consultation(
        self, person: User, set_clock: SetClock
    ) -> None:
        first = set_clock("2026-05-04T10:00Z")
        consult(person)
        set_clock(str(first + services.ONE_CONSULTATION))
        consult(person)
        assert AuditEntry.objects.count() == 2
        assert not ConsultationRepeats.objects.exists()

    @pytest.mark.parametrize("other", ["actor", "person", "level", "subject", "purpose", "modification"])
    def test_anything_else_is_an_entry_of_its_own(self, person: User, other: str) -> None:
        consult(person)
        if other == "modification":
            with writing():
                record_modification(actor=AGENT, subject=person, changes={"x": (1, 2)}, purpose="fiche")
        else:
            consult(
                person,
                **{
                    "actor": {"actor": SystemActor("autre")},
                    "person": {"actor": person},
                    "level": {"actor": AtLevel("essai", 3)},
                    "subject": {"subject": User.objects.create(username="autre")},
                    "purpose": {"purpose": "export"},
                }[other],
            )
        assert AuditEntry.objects.count() == 2

    def test_it_writes_one_statement_committed_at_once(self, transactional_db: None) -> None:
        person = User.objects.create(username="aline")
        for expected in ("INSERT INTO", "INSERT INTO"):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                consult(person)
            sent = [query["sql"] for query in queries if not query["sql"].startswith("SELECT")]
            assert len(sent) == 1
            assert expected in sent[0]

    def test_nothing_is_shown_when_it_cannot_be_written(
        self, person: User, monkeypatch: pytest.MonkeyPatch, rf: RequestFactory
    ) -> None:
        def refuse(*args: Any, **kwargs: Any) -> None:
            raise DatabaseError("disk full")

        monkeypatch.setattr(AuditEntry, "save", refuse)
        with pytest.raises(ConsultationNotRecorded) as raised:
            consult(person)
        middleware = NothingUnrecorded(lambda request: HttpResponse("Aline Dupont"))
        response = middleware.process_exception(rf.get("/"), raised.value)
        assert response is not None
        assert response.status_code == 503
        assert "Dupont" not in response.content.decode()
        assert middleware.process_exception(rf.get("/"), ValueError()) is None


class TestModification:
    def record(self, person: User, **changes: tuple[Any, Any]) -> None:
        with writing():
            record_modification(actor=AGENT, subject=person, changes=changes, purpose="disponibilité")

    def test_values_before_and_after(self, person: User) -> None:
        self.record(
            person,
            availability=(AvailabilityStatus.UNKNOWN, AvailabilityStatus.NOW),
            available_from=(None, date(2026, 9, 1)),
            capacity=(14, 21),
            visible=(False, True),
            opening=((), ("lundi 7:00–18:00", date(2026, 9, 1))),
        )
        assert AuditEntry.objects.get().changes == {
            "availability": ["inconnue", "maintenant"],
            "available_from": [None, "2026-09-01"],
            "capacity": [14, 21],
            "visible": [False, True],
            "opening": [[], ["lundi 7:00–18:00", "2026-09-01"]],
        }

    def test_a_private_value_says_only_whether_there_was_one(self, person: User) -> None:
        self.record(person, emergency_mobile=(masked(""), masked("+32470123456")))
        assert AuditEntry.objects.get().changes == {"emergency_mobile": ["", "•••"]}
        assert masked(None) == ""
        assert masked(0) == "•••"

    def test_no_change_leaves_no_trace(self, person: User) -> None:
        self.record(person)
        assert not AuditEntry.objects.exists()

    def test_it_belongs_to_a_service(self, person: User) -> None:
        with pytest.raises(WriteOutsideService):
            record_modification(actor=AGENT, subject=person, changes={"x": (1, 2)}, purpose="p")


def test_the_quarter_of_an_hour_is_the_rule() -> None:
    assert timedelta(minutes=15) == services.ONE_CONSULTATION

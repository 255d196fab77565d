"""What is due is run, once, by one; what fails is tried again and told; a silent scheduler is seen."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from portal.kernel import schedule
from portal.kernel.schedule import Job, register_job
from portal.scheduling import running
from portal.scheduling.health import schedule_health
from portal.scheduling.models import JobState

pytestmark = pytest.mark.django_db
Clock = Callable[[str], datetime]
DAYS: list[date] = []


@pytest.fixture(autouse=True)
def own_jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "_jobs", {})
    DAYS.clear()


def job(name: str = "essai", run: Callable[[date], int] | None = None, **values: Any) -> Job:
    def note(today: date) -> int:
        DAYS.append(today)
        return 3

    made = Job(name, f"Travail {name}", values.pop("every", timedelta(hours=1)), run or note, **values)
    register_job(made)
    return made


def test_it_is_run_when_due_and_not_before(set_clock: Clock) -> None:
    job()
    for moment, times in [
        ("2026-05-04T10:00Z", 1), ("2026-05-04T10:59:59Z", 1), ("2026-05-04T11:00Z", 2),
        # After a stop of two days: once.
        ("2026-05-06T15:30Z", 3), ("2026-05-06T15:31Z", 3),
    ]:  # fmt: skip
        set_clock(moment)
        running.run_due()
        assert len(DAYS) == times, moment


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-03-28T23:30Z", "2026-03-29"), ("2026-03-29T22:30Z", "2026-03-30"),
        ("2026-10-24T22:30Z", "2026-10-25"), ("2026-10-25T22:30Z", "2026-10-25"),
        ("2026-10-25T23:30Z", "2026-10-26"),
    ],
)  # fmt: skip
def test_the_day_is_that_of_brussels(set_clock: Clock, moment: str, day: str) -> None:
    job()
    set_clock(moment)
    running.run_due()
    assert [date.fromisoformat(day)] == DAYS


@pytest.mark.parametrize(
    ("moment", "is_run"),
    [
        # In summer, eight o'clock is six in UTC; on the day the clock goes back, seven.
        ("2026-10-24T05:59Z", False), ("2026-10-24T06:00Z", True), ("2026-10-25T06:30Z", False),
        ("2026-10-25T07:00Z", True), ("2026-03-28T06:59Z", False), ("2026-03-29T06:00Z", True),
        ("2026-10-25T18:59Z", True), ("2026-10-25T19:00Z", False),
    ],
)  # fmt: skip
def test_hours_are_those_of_brussels(set_clock: Clock, moment: str, is_run: bool) -> None:
    job(hours=range(8, 20))
    set_clock(moment)
    running.run_due()
    assert bool(DAYS) is is_run


def test_one_that_another_runs_is_left_alone_until_its_lease_is_over(set_clock: Clock) -> None:
    one = job()
    now = set_clock("2026-05-04T10:00Z")
    assert running._take(actor=running.SCHEDULER, job=one, now=now) is not None
    running.run_due()
    set_clock("2026-05-04T10:09:59Z")
    running.run_due()
    assert DAYS == []
    # It was killed.
    set_clock("2026-05-04T10:10Z")
    running.run_due()
    assert len(DAYS) == 1


def test_who_comes_back_after_the_lease_notes_nothing_over_anothers(set_clock: Clock) -> None:
    one = job()
    slow = running._take(actor=running.SCHEDULER, job=one, now=set_clock("2026-05-04T10:00Z"))
    assert slow is not None
    now = set_clock("2026-05-04T10:10Z")
    running.run_due()
    running._note_done(actor=running.SCHEDULER, job=one, taken=slow, did=9, now=now)
    running._note_failed(actor=running.SCHEDULER, taken=slow, now=now)
    state = JobState.objects.get()
    assert (state.did, state.failures, state.due_at) == (3, 0, now + timedelta(hours=1))


@pytest.mark.parametrize("error", [ZeroDivisionError, OperationalError])
def test_a_failure_is_told_tried_again_later_and_later_and_holds_up_no_other(
    set_clock: Clock, caplog: pytest.LogCaptureFixture, error: type[Exception],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    # The transaction of the test is on this connection.
    monkeypatch.setattr(running.connection, "close", lambda: None)

    def fail(today: date) -> int:
        raise error

    job("mauvais", fail)
    job("bon")
    waits = []
    moment = "2026-05-04T10:00:00+00:00"
    for _ in range(3):
        now = set_clock(moment)
        assert [one.did for one in running.run_due() if one.job.name == "mauvais"] == [None]
        state = JobState.objects.get(name="mauvais")
        waits.append((state.due_at - now).total_seconds())
        moment = state.due_at.isoformat()
    assert waits == [60, 240, 960]
    assert len(DAYS) == 1
    assert "Travail mauvais" in caplog.text
    assert [trouble.value for trouble in schedule_health().troubles] == ["job_failing"]

    schedule._jobs.clear()
    job("mauvais")
    set_clock(moment)
    running.run_due()
    assert schedule_health().troubles == ()


def test_a_silent_scheduler_is_a_trouble(set_clock: Clock) -> None:
    job()
    assert [trouble.value for trouble in schedule_health().troubles] == ["scheduler_silent"]
    set_clock("2026-05-04T10:00Z")
    running.run_due()
    set_clock("2026-05-04T10:10Z")
    assert schedule_health().troubles == ()
    set_clock("2026-05-04T10:10:01Z")
    assert [trouble.value for trouble in schedule_health().troubles] == ["scheduler_silent"]


def test_the_command_says_what_was_done(set_clock: Clock) -> None:
    set_clock("2026-05-04T10:00Z")
    job()
    said = StringIO()
    call_command("run_scheduled", "--once", stdout=said)
    assert said.getvalue() == "Travail essai\u00a0: 3\n"
    call_command("run_scheduled", "--once", stdout=said)
    assert said.getvalue().endswith("Rien à faire maintenant.\n")

    def fail(today: date) -> int:
        raise ZeroDivisionError

    job("mauvais", fail)
    with pytest.raises(CommandError, match="a échoué"):
        call_command("run_scheduled", "--once", stdout=said)


def test_following_ends_when_told_and_outlives_an_outage(
    set_clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock("2026-05-04T10:00Z")
    monkeypatch.setattr(running.connection, "close", lambda: None)
    job()
    rounds: list[float] = []

    def outage() -> list[Any]:
        if not rounds:
            raise OperationalError
        return run_due()

    run_due = running.run_due
    monkeypatch.setattr(running, "run_due", outage)

    def sleep(seconds: float) -> bool:
        rounds.append(seconds)
        return len(rounds) == 2

    running.follow(sleep)
    assert len(rounds) == 2
    assert len(DAYS) == 1


def test_a_name_is_one_jobs() -> None:
    one = job()
    register_job(one)
    with pytest.raises(ValueError, match="essai is another job already"):
        job()

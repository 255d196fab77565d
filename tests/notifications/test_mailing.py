"""Sending until it is taken, and then no more: outages, refusals, retries, what is given up."""

import logging
import threading
from collections.abc import Callable
from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import OperationalError

from portal.accounts import mails
from portal.accounts.models import User
from portal.kernel import clock, retries
from portal.notifications import mailing
from portal.notifications.health import mail_health
from portal.notifications.mailing import GIVE_UP_AFTER, LEASE, send_due, send_these, try_again
from portal.notifications.models import Notification
from tests.accounts.conftest import SYSTEM, MakeUser
from tests.notifications.conftest import ALWAYS, OPTIONAL, MailServer, only, told

pytestmark = pytest.mark.django_db
Later = Callable[..., None]
DOWN = ConnectionRefusedError("aline@exemple.be is not told")
REFUSED = SMTPRecipientsRefused({"aline@exemple.be": (550, b"no such mailbox")})


@pytest.fixture
def aline(make_user: MakeUser) -> User:
    return make_user("aline")


def test_sent_once_and_no_more(aline: User) -> None:
    told(aline)
    assert send_due().sent == 1
    sent = only()
    assert (sent.mail_due_at, sent.mail_given_up_at, sent.mail_attempts) == (None, None, 1)
    assert sent.mailed_at is not None
    for _ in range(2):
        assert send_due().sent == 0
        send_these([sent.pk])
    assert len(mail.outbox) == 1


def test_a_server_that_is_down_is_told_and_asked_again_later(
    aline: User, mail_server: MailServer, later: Later, caplog: pytest.LogCaptureFixture
) -> None:
    [number] = told(aline)
    mail_server(DOWN)
    assert send_due().outage
    assert f"n°\u00a0{number} n’a pas pu partir (essai 1)\u00a0: ConnectionRefusedError" in caplog.text
    assert "aline@" not in caplog.text
    assert "Traceback" not in caplog.text
    mail_server(None)
    assert send_due().sent == 0
    later(seconds=61)
    assert send_due().sent == 1
    assert len(mail.outbox) == 1


def test_the_outage_of_the_server_is_met_once_a_round(make_user: MakeUser, mail_server: MailServer) -> None:
    told(make_user("a"), make_user("b"), make_user("c"))
    asked = mail_server(DOWN)
    send_due()
    assert len(asked) == 1
    assert Notification.objects.filter(mail_attempts=0, mail_due_at__lte=clock.now()).count() == 2


@pytest.mark.parametrize("error", [REFUSED, ValueError("a@b")])
def test_one_that_is_not_wanted_holds_up_no_other(
    aline: User, make_user: MakeUser, monkeypatch: pytest.MonkeyPatch, error: Exception,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    told(aline, make_user("bruno"))
    deliver = mailing._deliver

    def refuse(notification: Notification) -> None:
        if notification.user == aline:
            raise error
        deliver(notification)

    monkeypatch.setattr(mailing, "_deliver", refuse)
    done = send_due()
    assert (done.sent, done.failed, done.outage) == (1, 1, False)
    assert mail.outbox[0].to == ["bruno@exemple.be"]
    assert type(error).__name__ in caplog.text
    # A fault of ours is told with its stack, a refusal in one line.
    assert any(record.exc_info for record in caplog.records) is not isinstance(error, OSError)


def test_each_attempt_waits_longer_until_it_is_given_up(
    aline: User, mail_server: MailServer, later: Later, caplog: pytest.LogCaptureFixture
) -> None:
    later(seconds=0)  # the clock stands still from now on
    told(aline)
    mail_server(DOWN)
    waits = []
    while only().mail_due_at:
        send_due()
        due = only().mail_due_at
        if due:
            waits.append(due - clock.now())
            later(seconds=waits[-1].total_seconds() + 1)
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (retries.FIRST_WAIT, retries.LONGEST_WAIT)
    assert len(waits) < 30
    assert clock.now() - only().made_at > GIVE_UP_AFTER
    assert "Abandonné" in caplog.text
    assert (mail_health().waiting, mail_health().given_up) == (0, 1)
    mail_server(None)
    later(days=1)
    assert send_due().sent == 0
    call_command("send_notifications", "--again")
    assert (only().mailed_at is None, only().mail_given_up_at) == (False, None)
    assert len(mail.outbox) == 1


class TestLease:
    def test_what_somebody_has_taken_is_left_alone(self, aline: User) -> None:
        [number] = told(aline)
        assert mailing._take(actor=SYSTEM, notification_id=number, now=clock.now())
        assert send_due().sent == 0
        send_these([number])
        try_again(actor=SYSTEM)
        assert send_due().sent == 0
        assert mail.outbox == []

    def test_what_a_killed_one_had_taken_is_sent_by_the_next(self, aline: User, later: Later) -> None:
        [number] = told(aline)
        mailing._take(actor=SYSTEM, notification_id=number, now=clock.now())
        later(seconds=LEASE.total_seconds() + 1)
        assert send_due().sent == 1
        assert only().mail_attempts == 2

    def test_a_slow_one_undoes_nothing_of_the_next(self, aline: User, later: Later) -> None:
        """It comes back after its lease has run out, and another has sent the e-mail."""
        [number] = told(aline)
        slow = mailing._take(actor=SYSTEM, notification_id=number, now=clock.now())
        assert slow
        later(seconds=LEASE.total_seconds() + 1)
        send_due()
        sent = only().mailed_at
        mailing._note_failed(actor=SYSTEM, failed=slow, now=clock.now())
        mailing._note_sent(actor=SYSTEM, sent=slow)
        assert (only().mailed_at, only().mail_due_at) == (sent, None)

    def test_twice_has_one_message_id(self, aline: User, later: Later) -> None:
        """Killed after the server's yes: the only way to send one twice."""
        [number] = told(aline)
        taken = mailing._take(actor=SYSTEM, notification_id=number, now=clock.now())
        assert taken
        mailing._deliver(taken)
        later(seconds=LEASE.total_seconds() + 1)
        send_due()
        first, second = (sent.message()["Message-ID"] for sent in mail.outbox)
        assert first == second == f"<notification-{number}@localhost>"


class TestMeanwhile:
    @pytest.mark.parametrize("change", [{"is_active": False}, {"email": ""}])
    def test_whoever_left_is_told_nothing(self, aline: User, change: dict[str, Any]) -> None:
        told(aline)
        User.objects.filter(pk=aline.pk).update(**change)
        assert send_due().sent == 0
        assert (only().mail_due_at, only().mail_attempts, mail.outbox) == (None, 0, [])
        assert mail_health().troubles == ()

    def test_it_goes_to_today_s_address(self, aline: User) -> None:
        told(aline)
        User.objects.filter(pk=aline.pk).update(email="neuve@exemple.be")
        send_due()
        assert mail.outbox[0].to == ["neuve@exemple.be"]

    def test_a_kind_that_nobody_knows_any_more_is_sent_all_the_same(
        self, aline: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        told(aline, kind=OPTIONAL)
        monkeypatch.setattr("portal.notifications.kinds._kinds", {})
        assert send_due().sent == 1


class TestAfterTheCommit:
    def test_in_the_background_where_the_settings_say_so(
        self, aline: User, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
    ) -> None:
        asked: list[Any] = []
        monkeypatch.setattr("portal.accounts.mails.afterwards", asked.append)
        with django_capture_on_commit_callbacks(execute=True):
            told(aline)
            assert asked == []
        assert len(asked) == 1
        asked[0]()
        assert len(mail.outbox) == 1

    def test_a_server_that_is_down_does_not_fail_the_service(
        self, aline: User, mail_server: MailServer, django_capture_on_commit_callbacks: Any
    ) -> None:
        mail_server(DOWN)
        with django_capture_on_commit_callbacks(execute=True):
            told(aline)
        assert only().mail_attempts == 1
        assert only().mail_due_at > clock.now()  # type: ignore[operator]  # it has failed

    def test_in_a_rush_it_is_left_to_whoever_follows(
        self, aline: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(mailing, "_hands", threading.BoundedSemaphore(1))
        numbers = told(aline)
        with mailing._hands:
            send_these(numbers)
        assert mail.outbox == []
        assert send_due().sent == 1
        send_these(told(aline))
        assert len(mail.outbox) == 2


class TestCommand:
    def test_once(self, aline: User, capsys: pytest.CaptureFixture[str]) -> None:
        told(aline)
        call_command("send_notifications", "--once")
        assert "E-mails partis\u00a0: 1. Échecs\u00a0: 0. En attente\u00a0: 0." in capsys.readouterr().out

    def test_all_of_many(
        self, make_user: MakeUser, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(mailing, "AT_ONCE", 2)
        told(*[make_user(name) for name in "abcde"])
        call_command("send_notifications", "--once")
        assert len(mail.outbox) == 5

    def test_a_failure_is_an_exit_code(self, aline: User, mail_server: MailServer) -> None:
        told(aline)
        mail_server(DOWN)
        with pytest.raises(CommandError, match="Échecs\u00a0: 1"):
            call_command("send_notifications", "--once")

    def test_following(
        self, aline: User, mail_server: MailServer, later: Later, monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
    ) -> None:  # fmt: skip
        """Idle, an outage, a database that fails, a fault of ours: each has its pause, none ends the work."""
        caplog.set_level(logging.ERROR)
        pauses: list[float] = []
        steps = iter(["outage", "back", "database", "fault", "idle", "end"])
        closed: list[int] = []
        monkeypatch.setattr(mailing.connection, "close", lambda: closed.append(1))
        told(aline)
        find = mailing.send_due

        def sleep(seconds: float) -> bool:
            pauses.append(seconds)
            step = next(steps)
            failing = {"database": OperationalError("x"), "fault": RuntimeError("x")}.get(step)
            monkeypatch.setattr(mailing, "send_due", find if failing is None else _raise(failing))
            mail_server(SMTPServerDisconnected("x") if step == "outage" else None)
            later(minutes=2 if step != "outage" else 0)
            return step == "end"

        mailing.follow(lambda seconds: sleep(seconds))
        # The first round sent it; the next ones had nothing to do, or could not.
        assert pauses == [5.0, 5.0, 5.0, 60.0, 60.0, 5.0]
        assert closed == [1]
        assert "la base ne répond pas" in caplog.text
        assert "Erreur inattendue" in caplog.text

    def test_following_through_an_outage(self, aline: User, mail_server: MailServer, later: Later) -> None:
        told(aline)
        mail_server(DOWN)
        pauses: list[float] = []

        def sleep(seconds: float) -> bool:
            pauses.append(seconds)
            mail_server(None)
            later(seconds=seconds + 1)
            return len(pauses) == 2

        mailing.follow(sleep)
        assert pauses == [60.0, 5.0]
        assert len(mail.outbox) == 1


def _raise(error: Exception) -> Callable[[], Any]:
    def fail() -> Any:
        raise error

    return fail


class TestHealth:
    def test_nothing_waits(self, db: None) -> None:
        assert (mail_health().waiting, mail_health().waiting_seconds, mail_health().given_up) == (0, 0.0, 0)
        assert mail_health().troubles == ()

    def test_what_waits_for_long_is_a_trouble(self, aline: User, later: Later) -> None:
        told(aline)
        later(minutes=5)
        assert mail_health().troubles == ()
        later(minutes=11)
        assert mail_health().troubles == ("mail_late",)
        assert mail_health().waiting_seconds == pytest.approx(960, abs=10)
        send_due()
        assert mail_health().troubles == ()


def test_the_lease_outlasts_the_slowest_server(settings: Any) -> None:
    """Hello, TLS, log-in, sender, recipient, text, end: each may take as long as EMAIL_TIMEOUT."""
    assert timedelta(seconds=12 * settings.EMAIL_TIMEOUT) < LEASE
    assert ALWAYS.group.always
    assert not OPTIONAL.group.always


def test_a_process_that_ends_waits_for_an_e_mail_on_its_way(settings: Any) -> None:
    """As Python does for threads that are no daemons: `run_scheduled --once` would cut it."""
    settings.MAIL_IN_BACKGROUND = True
    delivered = threading.Event()
    mails.afterwards(lambda: delivered.wait(60))
    [sending] = [thread for thread in threading.enumerate() if thread.name == "mail"]
    assert not sending.daemon
    delivered.set()
    sending.join(60)

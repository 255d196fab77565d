"""Telling, reading, choosing: what is written, for whom, and what nobody else reaches."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from portal.accounts.models import User
from portal.audit.models import AuditEntry
from portal.kernel.service import WriteOutsideService, service, writing
from portal.notifications import kinds
from portal.notifications.access import COUNTED_AT_MOST, mail_choices, notifications_of, unread_count
from portal.notifications.kinds import SECURITY, Group, Kind, register_kinds
from portal.notifications.models import Notification
from portal.notifications.services import bell_only, choose_mails, mark_all_read, mark_read, notify
from portal.notifications.words import unread_in_figures, unread_in_words
from tests.accounts.conftest import SYSTEM, MakeUser, by_password
from tests.notifications.conftest import ALWAYS, OPTIONAL, only, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def aline(make_user: MakeUser) -> User:
    return make_user("aline")


class TestNotify:
    def test_each_is_told_in_the_bell_and_by_email(
        self, aline: User, make_user: MakeUser, django_capture_on_commit_callbacks: Any
    ) -> None:
        bruno = make_user("bruno")
        with django_capture_on_commit_callbacks(execute=True):
            told(aline, bruno, bruno, text="Vous avez un nouveau rôle.")
        assert [unread_count(user.pk) for user in (aline, bruno)] == [1, 1]
        assert sorted(sent.to[0] for sent in mail.outbox) == ["aline@exemple.be", "bruno@exemple.be"]
        sent = mail.outbox[0]
        assert sent.subject == ALWAYS.title
        html, kind = sent.alternatives[0]
        assert kind == "text/html"
        for part in (sent.body, html):
            assert "Vous avez un nouveau rôle." in part
            assert "http://localhost:8000/pro/utilisateur/" in part

    def test_what_people_are_called_is_no_html(
        self, aline: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            told(aline, text="<b>Les Tilleuls</b> & fils")
        assert "&lt;b&gt;Les Tilleuls&lt;/b&gt; &amp; fils" in mail.outbox[0].alternatives[0][0]
        assert "<b>Les Tilleuls</b> & fils" in mail.outbox[0].body

    def test_what_is_undone_was_never_told(
        self, aline: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        @service
        def fail(*, actor: Any) -> None:
            told(aline)
            raise ValueError("undone")

        with django_capture_on_commit_callbacks(execute=True), pytest.raises(ValueError, match="undone"):
            fail(actor=SYSTEM)
        assert not Notification.objects.exists()
        assert mail.outbox == []

    def test_whoever_is_inactive_is_told_nothing(
        self, aline: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        User.objects.filter(pk=aline.pk).update(is_active=False)
        with django_capture_on_commit_callbacks(execute=True):
            assert told(aline) == []
        assert mail.outbox == []

    def test_without_an_address_the_bell_alone(
        self, aline: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        User.objects.filter(pk=aline.pk).update(email="")
        with django_capture_on_commit_callbacks(execute=True):
            told(aline)
        assert (only().mail_due_at, mail.outbox) == (None, [])

    def test_setting_up_data_sends_nothing(
        self, aline: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True), bell_only():
            told(aline)
        assert (unread_count(aline.pk), only().mail_due_at, mail.outbox) == (1, None, [])

    @pytest.mark.parametrize(
        "path", ["//ailleurs.example/", "https://ailleurs.example/", "pro/", "/\\ailleurs.example", "/x\n/y"]
    )
    def test_a_path_leads_nowhere_else(self, aline: User, path: str) -> None:
        with pytest.raises(ValueError, match="path of this site"):
            told(aline, path=path)

    def test_the_database_knows_it_too(self, aline: User) -> None:
        told(aline)
        with pytest.raises(IntegrityError), transaction.atomic(), writing():
            Notification.objects.update(path="//ailleurs.example/")

    def test_a_kind_is_registered_first(self, aline: User) -> None:
        with pytest.raises(ValueError, match="not registered"):
            notify(actor=SYSTEM, kind=Kind("x", "X", SECURITY), to=[aline.pk], text="x")

    def test_the_same_within_its_time_is_told_once(
        self, aline: User, make_user: MakeUser, later: Callable[..., None], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(kinds, "_kinds", {})
        often = Kind("often", "Souvent", SECURITY, once_in=timedelta(hours=1))
        register_kinds(often)
        assert len(told(aline, kind=often)) == 1
        assert len(told(aline, make_user("bruno"), kind=often)) == 1
        later(minutes=61)
        assert len(told(aline, kind=often)) == 1

    def test_services_alone_write(self, aline: User) -> None:
        with pytest.raises(WriteOutsideService):
            Notification.objects.create(user=aline, kind="x", title="x", text="x")


class TestKinds:
    def test_a_name_is_one_kinds(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(kinds, "_kinds", {})
        one, other = Kind("x", "X", SECURITY), Kind("x", "Y", SECURITY)
        register_kinds(one, one)
        with pytest.raises(ValueError, match="another kind"):
            register_kinds(other)

    def test_every_kind_fits_its_column_and_a_subject(self) -> None:
        assert len(kinds._kinds) > 10
        for name, kind in kinds._kinds.items():
            assert name == kind.name
            assert len(name) <= Notification._meta.get_field("kind").max_length
            assert len(kind.title) <= Notification._meta.get_field("title").max_length
            assert "\n" not in kind.title

    def test_groups_have_names_of_their_own(self) -> None:
        found = kinds.groups()
        assert len({group.name for group in found}) == len(found) >= 2


class TestReading:
    def test_one_s_own(self, aline: User) -> None:
        [number] = told(aline)
        opened = mark_read(actor=by_password(aline), notification_id=number)
        assert opened.read_at is not None
        assert unread_count(aline.pk) == 0

    def test_the_first_time_counts(self, aline: User, later: Callable[..., None]) -> None:
        [number] = told(aline)
        first = mark_read(actor=by_password(aline), notification_id=number).read_at
        later(hours=1)
        assert mark_read(actor=by_password(aline), notification_id=number).read_at == first

    @pytest.mark.parametrize("number", [0, -1, 999_999, 10**30])
    def test_anothers_or_none_does_not_exist(self, aline: User, make_user: MakeUser, number: int) -> None:
        [foreign] = told(make_user("bruno"))
        for wanted in (foreign, number):
            with pytest.raises(Notification.DoesNotExist):
                mark_read(actor=by_password(aline), notification_id=wanted)
        with pytest.raises(Notification.DoesNotExist):
            mark_read(actor=SYSTEM, notification_id=foreign)
        assert only().read_at is None

    def test_all_at_once_and_nobody_elses(self, aline: User, make_user: MakeUser) -> None:
        bruno = make_user("bruno")
        told(aline, bruno)
        told(aline)
        assert mark_all_read(actor=by_password(aline)) == 2
        assert (unread_count(aline.pk), unread_count(bruno.pk)) == (0, 1)
        assert mark_all_read(actor=SYSTEM) == 0

    def test_newest_first(self, aline: User, later: Callable[..., None]) -> None:
        first = told(aline)
        later(minutes=1)
        second = told(aline)
        assert [one.pk for one in notifications_of(aline.pk)] == [*second, *first]


class TestChoices:
    def test_by_default_everything_comes_by_email(self, aline: User) -> None:
        assert all(wanted for _, wanted in mail_choices(aline.pk))

    def test_a_no_is_respected_and_the_bell_stays(
        self, aline: User, make_user: MakeUser, django_capture_on_commit_callbacks: Any
    ) -> None:
        bruno = make_user("bruno")
        assert choose_mails(actor=aline, user=aline, wanted={OPTIONAL.group.name: False})
        with django_capture_on_commit_callbacks(execute=True):
            told(aline, bruno, kind=OPTIONAL)
        assert [sent.to for sent in mail.outbox] == [["bruno@exemple.be"]]
        assert unread_count(aline.pk) == 1
        choose_mails(actor=aline, user=aline, wanted={OPTIONAL.group.name: True})
        with django_capture_on_commit_callbacks(execute=True):
            told(aline, kind=OPTIONAL)
        assert mail.outbox[-1].to == ["aline@exemple.be"]

    def test_security_cannot_be_switched_off(
        self, aline: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        assert not choose_mails(actor=aline, user=aline, wanted={SECURITY.name: False, "inconnu": False})
        with django_capture_on_commit_callbacks(execute=True):
            told(aline, kind=ALWAYS)
        assert len(mail.outbox) == 1
        assert "toujours envoyé" in mail.outbox[0].body

    def test_not_even_by_a_row_of_a_group_that_became_security(
        self, aline: User, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
    ) -> None:
        choose_mails(actor=aline, user=aline, wanted={OPTIONAL.group.name: False})
        monkeypatch.setattr(kinds, "_kinds", {})
        strict = Kind("x", "X", Group(OPTIONAL.group.name, "X", "x", always=True))
        register_kinds(strict)
        with django_capture_on_commit_callbacks(execute=True):
            told(aline, kind=strict)
        assert len(mail.outbox) == 1
        assert dict(mail_choices(aline.pk))[strict.group] is True

    def test_what_changed_is_in_the_history(self, aline: User) -> None:
        group = OPTIONAL.group.name
        assert choose_mails(actor=aline, user=aline, wanted={group: False})
        assert not choose_mails(actor=aline, user=aline, wanted={group: False})
        entry = AuditEntry.objects.get()
        assert (entry.purpose, entry.changes) == ("préférences d’e-mail", {group: [True, False]})


class TestWords:
    @pytest.mark.parametrize(
        ("count", "words", "figures"),
        [
            (0, "aucune non lue", ""), (1, "1 non lue", "1"), (2, "2 non lues", "2"),
            (99, "99 non lues", "99"), (COUNTED_AT_MOST, "plus de 99 non lues", "99+"),
        ],
    )  # fmt: skip
    def test_how_many(self, count: int, words: str, figures: str) -> None:
        assert (unread_in_words(count), unread_in_figures(count)) == (words, figures)


@pytest.mark.databases
class TestIndexes:
    def test_the_badge_is_one_look_into_an_index(self, aline: User, django_assert_num_queries: Any) -> None:
        told(*[aline])
        with django_assert_num_queries(1):
            unread_count(aline.pk)
        plan = notifications_of(aline.pk).filter(read_at=None).order_by().explain()
        assert "notification_unread" in plan or "Seq Scan" in plan, plan

    def test_the_list_is_read_in_its_order(self, aline: User) -> None:
        plan = notifications_of(aline.pk)[:20].explain()
        assert "notification_newest" in plan or "Seq Scan" in plan, plan

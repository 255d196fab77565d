"""When a statement is due and when it is stale, confirming it, and asking for that once."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.audit.models import AuditEntry
from portal.facilities import reminder_notices
from portal.facilities.enums import AgeBand, AvailabilityStatus
from portal.facilities.freshness import freshness_of
from portal.facilities.models import FreshnessReminder, Listing, Organiser
from portal.facilities.public import Period, PublicFreePlaces
from portal.facilities.services import (
    AuthorisationEffect,
    confirm_availability,
    reminders,
    set_authorisation_effect,
    set_visibility,
    state_availability,
)
from portal.facilities.services.edit import public_values
from portal.kernel import clock
from portal.kernel.service import writing
from portal.notifications.mailing import send_due
from portal.notifications.models import Notification
from portal.notifications.services import choose_mails
from search import changes
from tests.accounts.conftest import by_password
from tests.facilities.making import ACTOR, TODAY, everything, make_listing
from tests.facilities.reminded import Clock, Reminded, at, day, join, mailed_path, make_reminded, remind

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Reminded:
    return make_reminded()


def failing_for(place: Reminded, service: Callable[..., Any]) -> Callable[..., Any]:
    """The same, that fails where it is about this place."""

    def either(*values: Any, **named: Any) -> Any:
        if place.listing_id in named.values() or place.listing in values:
            raise RuntimeError
        return service(*values, **named)

    return either


class TestConfirming:
    def test_the_day_is_new_and_nothing_else(self) -> None:
        listing = make_listing(
            availability=AvailabilityStatus.NOW,
            confirmed_on=TODAY,
            free_places=(PublicFreePlaces(AgeBand.UNDER_ONE, day(3), 2),),
            unavailable=(Period(day(5), day(9)),),
            phone="081 22 33 44",
        )
        before, head = public_values(listing), changes.head().sequence
        assert confirm_availability(actor=ACTOR, listing_id=listing.pk, today=day(80)) is True
        after = public_values(Listing.objects.get(pk=listing.pk))
        assert after == before | {"confirmed_on": day(80)}
        assert changes.head().sequence == head + 1
        entry = AuditEntry.objects.latest("pk")
        assert entry.purpose == "disponibilités confirmées"
        assert entry.changes == {"confirmed_on": [str(TODAY), str(day(80))]}

    def test_a_second_tap_writes_nothing(self, place: Reminded) -> None:
        confirm_availability(actor=ACTOR, listing_id=place.listing_id, today=day(1))
        before = everything()
        assert confirm_availability(actor=ACTOR, listing_id=place.listing_id, today=day(1)) is False
        assert everything() == before

    @pytest.mark.parametrize(
        ("stated", "message"),
        [
            ({}, "rien à confirmer"),
            (
                {
                    "availability": AvailabilityStatus.NOT_BEFORE,
                    "available_from": day(30),
                    "confirmed_on": TODAY,
                },
                "date annoncée est passée",
            ),
        ],
    )
    def test_what_cannot_be_confirmed_is_said_and_kept(self, stated: dict[str, Any], message: str) -> None:
        listing = make_listing(**stated)
        before = everything()
        with pytest.raises(ValidationError) as refusal:
            confirm_availability(actor=ACTOR, listing_id=listing.pk, today=day(30))
        assert message in refusal.value.message_dict["availability"][0]
        assert everything() == before

    def test_the_day_before_an_announced_day_it_can_be(self) -> None:
        listing = make_listing(
            availability=AvailabilityStatus.NOT_BEFORE, available_from=day(30), confirmed_on=TODAY
        )
        assert confirm_availability(actor=ACTOR, listing_id=listing.pk, today=day(29))

    def test_anothers_does_not_exist(self, place: Reminded) -> None:
        other = make_reminded("bea")
        before = everything()
        with pytest.raises(Listing.DoesNotExist):
            confirm_availability(actor=by_password(other.holder), listing_id=place.listing_id, today=day(60))
        assert everything() == before


class TestFreshness:
    @pytest.mark.parametrize(
        ("days", "is_due", "is_stale"),
        [(0, False, False), (59, False, False), (60, True, False), (61, True, False),
         (119, True, False), (120, True, False), (121, True, True)],
    )  # fmt: skip
    def test_when_it_is_due_and_when_stale(
        self, place: Reminded, days: int, is_due: bool, is_stale: bool
    ) -> None:
        found = freshness_of(place.listing, day(days))
        assert (found.days, found.is_due, found.is_stale) == (days, is_due, is_stale)
        assert ("à confirmer" in found.words) is is_stale
        assert found.stale_on == day(121)
        assert found.can_confirm

    def test_nothing_stated(self) -> None:
        found = freshness_of(make_listing(), TODAY)
        assert (found.is_stated, found.is_due, found.is_stale, found.can_confirm) == (False,) * 4

    def test_what_was_stated_is_kept_when_it_is_stale(self, place: Reminded, set_clock: Clock) -> None:
        before = public_values(place.listing)
        set_clock(at(121))
        reminders.remind_due(day(121))
        assert public_values(place.listing) == before


class TestReminding:
    @pytest.mark.parametrize(("days", "told"), [(59, 0), (60, 1), (61, 1), (500, 1)])
    def test_from_sixty_days_on(self, place: Reminded, days: int, told: int) -> None:
        assert reminders.remind_due(day(days)) == told
        assert FreshnessReminder.objects.count() == told

    # 23:30 in UTC is the next day in Brussels, in winter (1 hour) and in summer (2): one starts each way.
    @pytest.mark.parametrize("confirmed", ["2026-01-28", "2026-08-27", "2026-03-29", "2026-10-25"])
    def test_the_day_is_that_of_brussels(self, set_clock: Clock, confirmed: str) -> None:
        stated = date.fromisoformat(confirmed)
        place = make_reminded(confirmed_on=min(stated, TODAY))
        with writing():
            Listing.objects.filter(pk=place.listing_id).update(confirmed_on=stated)
        eve = stated + timedelta(days=59)
        set_clock(f"{(eve - timedelta(days=1)).isoformat()}T23:30Z")
        assert clock.today() == eve
        assert reminders.remind_due(clock.today()) == 0
        set_clock(f"{eve.isoformat()}T23:30Z")
        assert clock.today() == stated + timedelta(days=60)
        assert reminders.remind_due(clock.today()) == 1

    def test_once_for_one_statement_and_again_for_the_next(self, place: Reminded) -> None:
        assert [reminders.remind_due(day(days)) for days in (60, 60, 61, 119, 200)] == [1, 0, 0, 0, 0]
        confirm_availability(actor=ACTOR, listing_id=place.listing_id, today=day(201))
        assert [reminders.remind_due(day(days)) for days in (260, 261, 262)] == [0, 1, 0]
        assert (
            Notification.objects.filter(user=place.holder, kind="facilities.confirm_availability").count()
            == 2
        )

    def test_every_holder_and_no_member(self, place: Reminded) -> None:
        organiser = place.listing.facility.organiser_id
        second, member, gone = (User.objects.create_user(name) for name in ("bea", "clara", "dora"))
        gone.is_active = False
        gone.save()
        for user, role in ((second, Role.HOLDER), (member, Role.MEMBER), (gone, Role.HOLDER)):
            join(organiser, user, role)
        assert reminders.remind_due(day(60)) == 2
        told = Notification.objects.order_by("user").values_list("user", flat=True)
        assert list(told) == [place.holder.pk, second.pk]

    def test_a_holder_who_comes_later_is_asked_too(self, place: Reminded) -> None:
        reminders.remind_due(day(60))
        join(place.listing.facility.organiser_id, User.objects.create_user("bea"), Role.HOLDER)
        assert [reminders.remind_due(day(70)) for _ in range(2)] == [1, 0]

    @pytest.mark.parametrize("what", ["hidden", "ended", "unknown", "nobody"])
    def test_nobody_is_asked_in_vain(self, place: Reminded, what: str) -> None:
        today = day(60)
        if what == "hidden":
            set_visibility(
                actor=ACTOR, listing_id=place.listing_id, today=today, visible=False, noindex=False
            )
        elif what == "ended":
            set_authorisation_effect(
                actor=ACTOR, listing_id=place.listing_id, today=today,
                effect=AuthorisationEffect(14, day(-900), day(59)),
            )  # fmt: skip
        elif what == "unknown":
            state_availability(
                actor=ACTOR, listing_id=place.listing_id, today=TODAY, status=AvailabilityStatus.UNKNOWN
            )
        else:
            place.holder.is_active = False
            place.holder.save()
        assert reminders.remind_due(today) == 0
        assert reminders.remind(actor=ACTOR, listing_id=place.listing_id, today=today) == 0

    def test_many_are_asked_a_few_at_a_time(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("aline", "bea", "clara"):
            make_reminded(name)
        monkeypatch.setattr(reminders, "AT_ONCE", 2)
        assert [reminders.remind_due(day(60)) for _ in range(3)] == [2, 1, 0]

    def test_one_that_fails_keeps_nobody_else_waiting(
        self, place: Reminded, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        other = make_reminded("bea")
        tell = reminder_notices.tell_to_confirm
        monkeypatch.setattr(reminder_notices, "tell_to_confirm", failing_for(place, tell))
        with pytest.raises(reminders.NotAllReminded, match=r"1 fiche\(s\) sans rappel, 1 rappel\(s\)"):
            reminders.remind_due(day(60))
        assert [told.user for told in FreshnessReminder.objects.all()] == [other.holder]
        assert f"fiche n°\u00a0{place.listing_id}" in caplog.text
        monkeypatch.undo()
        assert reminders.remind_due(day(60)) == 1


class TestMail:
    def test_it_carries_the_link_in_both_forms_and_nothing_private(
        self, place: Reminded, set_clock: Clock, django_capture_on_commit_callbacks: Any
    ) -> None:
        remind(set_clock, django_capture_on_commit_callbacks)
        sent = mail.outbox[-1]
        html = str(sent.alternatives[0][0])
        path = mailed_path()
        assert path in html
        assert sent.to == ["aline@exemple.be"]
        assert "1er\u00a0juillet\u00a02026" in str(sent.body)
        facility = place.listing.facility
        for private in (facility.reference_number, "aline@exemple.be", "Rue du Moulin"):
            assert private not in f"{sent.subject}{sent.body}{html}"
        # The bell never has the secret.
        told = Notification.objects.get(user=place.holder)
        assert "/confirmer/" not in f"{told.text}{told.path}"

    def test_without_links_it_leads_to_the_portal(
        self, place: Reminded, set_clock: Clock, django_capture_on_commit_callbacks: Any
    ) -> None:
        choose_mails(actor=ACTOR, user=place.holder, wanted={"lien-de-confirmation": False})
        remind(set_clock, django_capture_on_commit_callbacks)
        assert "/confirmer/" not in str(mail.outbox[-1].body)
        assert f"/pro/milieux/{place.listing.facility_id}/" in str(mail.outbox[-1].body)

    def test_the_bell_alone(
        self, place: Reminded, set_clock: Clock, django_capture_on_commit_callbacks: Any
    ) -> None:
        choose_mails(actor=ACTOR, user=place.holder, wanted={"rappels": False})
        remind(set_clock, django_capture_on_commit_callbacks)
        assert mail.outbox == []
        assert Notification.objects.filter(user=place.holder).count() == 1

    def test_what_was_confirmed_before_it_left_is_not_asked_by_mail(
        self, place: Reminded, set_clock: Clock
    ) -> None:
        set_clock(at(60))
        reminders.remind_due(day(60))
        confirm_availability(actor=ACTOR, listing_id=place.listing_id, today=day(60))
        assert send_due().sent == 0
        assert mail.outbox == []
        assert not Notification.objects.filter(mail_due_at__isnull=False).exists()

    def test_a_link_that_cannot_be_made_keeps_no_other_e_mail_waiting(
        self, place: Reminded, set_clock: Clock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        other = make_reminded("bea")
        set_clock(at(60))
        reminders.remind_due(day(60))
        make = reminder_notices.make_link
        monkeypatch.setattr(reminder_notices, "make_link", failing_for(place, make))
        done = send_due()
        assert (done.sent, done.failed, done.outage) == (1, 1, False)
        assert mail.outbox[-1].to == [other.holder.email]
        monkeypatch.undo()
        set_clock(at(60, "10:02"))
        assert send_due().sent == 1
        assert "/confirmer/" in str(mail.outbox[-1].body)

    def test_where_strong_login_is_compulsory_there_is_no_link(
        self, place: Reminded, set_clock: Clock, django_capture_on_commit_callbacks: Any
    ) -> None:
        with writing():
            Organiser.objects.update(strong_login_required=True)
        remind(set_clock, django_capture_on_commit_callbacks)
        assert "/confirmer/" not in str(mail.outbox[-1].body)


def test_expired_links_are_forgotten(
    place: Reminded, set_clock: Clock, django_capture_on_commit_callbacks: Any
) -> None:
    remind(set_clock, django_capture_on_commit_callbacks)
    now = set_clock(at(73, "09:59"))
    assert reminders.forget_expired_links(actor=ACTOR, now=now) == 0
    now = set_clock(at(74))
    assert reminders.forget_expired_links(actor=ACTOR, now=now) == 1
    assert FreshnessReminder.objects.get().link_digest is None
    # And nobody is asked again for that.
    assert reminders.remind_due(day(74)) == 0

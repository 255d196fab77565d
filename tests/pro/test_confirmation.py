"""The link of a reminder: what it shows, what it changes, and everything with which it serves no more."""

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core import mail

from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.accounts.services import change_email
from portal.audit.models import AuditEntry
from portal.facilities.enums import AvailabilityStatus
from portal.facilities.models import FreshnessReminder, Membership, Organiser
from portal.facilities.services import (
    confirm_availability,
    confirmation_link,
    set_visibility,
    state_availability,
    update_listing,
)
from portal.facilities.services.confirmation_link import LinkHolder, LinkUnusable
from portal.facilities.services.edit import public_values
from portal.kernel import clock
from portal.kernel.service import writing
from portal.notifications.mailing import send_due
from portal.notifications.models import Notification
from portal.notifications.services import choose_mails
from tests.facilities.making import ACTOR, TODAY, everything
from tests.facilities.reminded import (
    Clock,
    Reminded,
    at,
    day,
    join,
    mailed_path,
    make_reminded,
    remind,
    secret_of,
)
from tests.strictness.pages import StrictClient

pytestmark = pytest.mark.django_db
CONFIRM = {"action": "confirm"}


@pytest.fixture
def place() -> Reminded:
    return make_reminded(phone="081 22 33 44")


@pytest.fixture
def path(place: Reminded, set_clock: Clock, django_capture_on_commit_callbacks: Any) -> str:
    remind(set_clock, django_capture_on_commit_callbacks)
    return mailed_path()


@pytest.fixture
def browser() -> StrictClient:
    """With the check of forms on: pages without a referrer send no origin."""
    return StrictClient(enforce_csrf_checks=True)


def text(answer: Any) -> str:
    return " ".join(BeautifulSoup(answer.content, "lxml").get_text(" ").replace("\u00a0", " ").split())


class TestLooking:
    def test_it_shows_what_parents_see_and_nothing_else(
        self, path: str, place: Reminded, browser: StrictClient
    ) -> None:
        page = text(browser.get(path))
        assert "Les Petits Pas" in page
        assert "Place libre maintenant" in page
        facility = place.listing.facility
        for private in (facility.reference_number, "aline@", "Aline", facility.organiser.name):
            assert private not in page

    def test_its_address_is_kept_to_itself(self, path: str, browser: StrictClient) -> None:
        for answer in (browser.get(path), browser.post(path, {}), browser.get("/confirmer/nulle-part/")):
            assert answer["Referrer-Policy"] == "no-referrer"
            assert answer["Cache-Control"] == "no-store"
            assert "noindex" in answer["X-Robots-Tag"]
            assert secret_of(path) not in answer.content.decode()
            assert not answer.cookies

    def test_a_scanner_that_follows_every_link_changes_nothing(
        self, path: str, browser: StrictClient
    ) -> None:
        before, row = everything(), FreshnessReminder.objects.values().get()
        page = BeautifulSoup(browser.get(path).content, "lxml")
        for found in [path, *[str(link["href"]) for link in page.select("a[href^='/']")]]:
            browser.get(found, follow=True)
            browser.head(found)
        for method in ("put", "patch", "delete", "options"):
            assert getattr(browser, method)(path).status_code == 405
        assert everything() == before
        assert FreshnessReminder.objects.values().get() == row
        assert browser.post(path, CONFIRM).status_code == 302


class TestAnswering:
    def test_it_is_still_true(self, path: str, place: Reminded, browser: StrictClient) -> None:
        before = public_values(place.listing)
        page = text(browser.post(path, CONFIRM, follow=True))
        assert "C’est noté" in page
        assert "confirmé aujourd’hui" in page
        assert public_values(place.listing) == before | {"confirmed_on": day(60)}

    def test_who_it_was_is_in_the_history(self, path: str, place: Reminded, browser: StrictClient) -> None:
        browser.post(path, CONFIRM)
        entry = AuditEntry.objects.latest("pk")
        said = f"Lien envoyé par e-mail à Aline (utilisateur n°\u00a0{place.holder.pk})"
        assert (entry.actor_id, entry.actor_label, entry.level) == (place.holder.pk, said, None)
        sent = AuditEntry.objects.filter(purpose="lien de confirmation envoyé").get()
        for told in (entry, sent):
            assert "@" not in f"{told.actor_label}{told.changes}"

    @pytest.mark.parametrize(
        ("typed", "status", "words"),
        [
            ({"availability": "maintenant"}, AvailabilityStatus.NOW, "Place libre maintenant"),
            (
                {"availability": "pas-avant", "available_from": "2026-09-01"},
                AvailabilityStatus.NOT_BEFORE,
                "Libre à partir du 1er septembre 2026",
            ),
            (
                {"availability": "pas-avant", "available_from": "1/9/2026"},
                AvailabilityStatus.NOT_BEFORE,
                "Libre à partir du 1er septembre 2026",
            ),
            ({"availability": "inconnue"}, AvailabilityStatus.UNKNOWN, "Disponibilité non communiquée"),
        ],
    )
    def test_another_answer(
        self, path: str, place: Reminded, browser: StrictClient,
        typed: dict[str, str], status: AvailabilityStatus, words: str,
    ) -> None:  # fmt: skip
        before = public_values(place.listing)
        page = text(browser.post(path, typed | {"phone": "1", "listing_id": "1"}, follow=True))
        assert words in page
        after = public_values(place.listing)
        assert after["availability"] == status
        changed = {name for name, value in after.items() if value != before[name]}
        assert changed <= {"availability", "available_from", "confirmed_on"}

    @pytest.mark.parametrize(
        ("typed", "message"),
        [
            ({}, "Choisissez une des trois réponses."),
            ({"availability": "toujours"}, "Choisissez une des trois réponses."),
            ({"availability": "pas-avant"}, "Indiquez la date avant laquelle"),
            ({"availability": "pas-avant", "available_from": "demain"}, "Indiquez une date complète."),
            ({"availability": "pas-avant", "available_from": "2026-01-01"}, "Cette date est passée."),
            ({"availability": "pas-avant", "available_from": "2056-01-01"}, "vérifiez l’année"),
        ],
    )
    def test_a_wrong_answer_is_said_by_the_field_and_the_link_still_serves(
        self, path: str, browser: StrictClient, typed: dict[str, str], message: str
    ) -> None:
        before = everything()
        answer = browser.post(path, typed)
        assert answer.status_code == 200
        assert message in text(answer)
        if "available_from" in typed:
            assert f'value="{typed["available_from"]}"' in answer.content.decode()
        assert everything() == before
        assert browser.post(path, CONFIRM).status_code == 302

    def test_an_announced_day_that_has_passed_is_asked_anew(
        self, set_clock: Clock, browser: StrictClient, django_capture_on_commit_callbacks: Any
    ) -> None:
        make_reminded(availability=AvailabilityStatus.NOT_BEFORE, available_from=day(30))
        remind(set_clock, django_capture_on_commit_callbacks)
        path = mailed_path()
        assert "C’est toujours exact" not in text(browser.get(path))
        before = everything()
        assert "date annoncée est passée" in text(browser.post(path, CONFIRM))
        assert everything() == before
        assert "Place libre maintenant" in text(
            browser.post(path, {"availability": "maintenant"}, follow=True)
        )


class TestItServesNoMore:
    def refused(self, browser: StrictClient, path: str) -> None:
        """Whatever is sent: the page that says to sign in, and nothing changes."""
        before, rows = everything(), list(FreshnessReminder.objects.order_by("pk").values())
        for answer in (
            browser.get(path),
            browser.post(path, CONFIRM),
            browser.post(path, {"availability": "inconnue"}),
        ):
            assert "Se connecter" in text(answer)
            assert "<form" not in answer.content.decode()
        assert everything() == before
        assert list(FreshnessReminder.objects.order_by("pk").values()) == rows

    def test_it_has_served(self, path: str, browser: StrictClient, set_clock: Clock) -> None:
        browser.post(path, CONFIRM)
        assert "C’est noté" in text(browser.get(path))
        self.refused(browser, path)
        set_clock(at(61))
        assert "Ce lien a déjà servi" in text(browser.get(path))
        self.refused(browser, path)

    def test_it_is_too_old(self, path: str, browser: StrictClient, set_clock: Clock) -> None:
        set_clock(at(74, "09:59"))
        assert browser.get(path).status_code == 200
        set_clock(at(74))
        assert browser.get(path).status_code == 404
        self.refused(browser, path)

    def test_it_was_tampered_with(self, path: str, browser: StrictClient) -> None:
        secret = secret_of(path)
        digest = FreshnessReminder.objects.get().link_digest
        for other in (
            secret[:-1],
            f"{secret}A",
            secret.swapcase(),
            secret[::-1],
            digest,
            "x" * 5000,
            "é\u0000",
        ):
            assert browser.get(f"/confirmer/{other}/").status_code == 404
            self.refused(browser, f"/confirmer/{other}/")
        assert digest != secret

    def test_a_newer_one_was_sent(
        self, path: str, place: Reminded, browser: StrictClient, set_clock: Clock,
        django_capture_on_commit_callbacks: Any,
    ) -> None:  # fmt: skip
        with writing():
            Notification.objects.update(mail_due_at=clock.now(), mailed_at=None)
        assert send_due().sent == 1
        newer = mailed_path()
        assert newer != path
        self.refused(browser, path)
        assert browser.post(newer, CONFIRM).status_code == 302

    def test_a_newer_reminder_was_sent_and_what_is_stated_is_as_before(
        self, path: str, place: Reminded, browser: StrictClient, set_clock: Clock,
        django_capture_on_commit_callbacks: Any,
    ) -> None:  # fmt: skip
        """An agent may set the day of a statement back: only the last link answers."""
        for confirmed in (day(1), TODAY):
            update_listing(
                actor=ACTOR, listing_id=place.listing_id, version=place.listing.version, today=day(61),
                stated={"confirmed_on": confirmed},
            )  # fmt: skip
            remind(set_clock, django_capture_on_commit_callbacks, days=61)
        assert FreshnessReminder.objects.count() == 2
        self.refused(browser, path)

    def test_another_listings_link_changes_its_own_alone(
        self, path: str, place: Reminded, browser: StrictClient, set_clock: Clock,
        django_capture_on_commit_callbacks: Any,
    ) -> None:  # fmt: skip
        other = make_reminded("bea")
        remind(set_clock, django_capture_on_commit_callbacks)
        theirs = mailed_path()
        before = public_values(place.listing)
        browser.post(theirs, CONFIRM | {"listing_id": str(place.listing_id)})
        assert public_values(place.listing) == before
        assert other.listing.confirmed_on == day(60)
        # Nor does one person's link serve for another.
        with pytest.raises(LinkUnusable):
            confirmation_link.confirm_by_link(
                actor=LinkHolder(other.holder.pk, "Bea"), secret=secret_of(path), today=day(60)
            )
        assert public_values(place.listing) == before

    @pytest.mark.parametrize(
        "what",
        [
            "confirmed",
            "stated",
            "unknown",
            "links off",
            "removed",
            "deactivated",
            "address",
            "strong",
            "hidden",
        ],
    )
    def test_something_has_happened_since(
        self, path: str, place: Reminded, browser: StrictClient, what: str
    ) -> None:
        _HAPPENS[what](place)
        assert browser.get(path).status_code == 404
        self.refused(browser, path)

    def test_it_serves_again_where_links_are_wanted_again(
        self, path: str, place: Reminded, browser: StrictClient
    ) -> None:
        _HAPPENS["links off"](place)
        choose_mails(actor=place.holder, user=place.holder, wanted={"lien-de-confirmation": True})
        assert browser.post(path, CONFIRM).status_code == 302

    def test_of_two_holders_each_has_one_and_the_first_answer_counts(
        self, place: Reminded, browser: StrictClient, set_clock: Clock,
        django_capture_on_commit_callbacks: Any,
    ) -> None:  # fmt: skip
        second = User.objects.create_user("bea", "bea@exemple.be")
        join(place.listing.facility.organiser_id, second, Role.HOLDER)
        remind(set_clock, django_capture_on_commit_callbacks)
        paths = {str(sent.to): _path_in(sent) for sent in mail.outbox}
        assert len(set(paths.values())) == 2
        first, other = paths.values()
        browser.post(first, CONFIRM)
        self.refused(browser, other)

    def test_how_often_it_may_be_tried(self, browser: StrictClient, settings: Any) -> None:
        settings.LIMITS_ENABLED = True
        settings.LIMITS = settings.LIMITS | {"confirmation": {"each": "2/1h", "kept": "database"}}
        answers = [browser.post("/confirmer/x/", CONFIRM) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [404, 404, 429]
        assert answers[-1]["Referrer-Policy"] == "no-referrer"


def _path_in(sent: Any) -> str:
    return next(word for word in str(sent.body).split() if "/confirmer/" in word).partition("8000")[2]


def _state(place: Reminded) -> None:
    state_availability(
        actor=ACTOR, listing_id=place.listing_id, today=day(60), status=AvailabilityStatus.NOT_BEFORE,
        available_from=day(90),
    )  # fmt: skip


def _remove(place: Reminded) -> None:
    with writing():
        Membership.objects.all().delete()


def _deactivate(place: Reminded) -> None:
    User.objects.update(is_active=False)


def _require_strong(place: Reminded) -> None:
    with writing():
        Organiser.objects.update(strong_login_required=True)


_HAPPENS: dict[str, Callable[[Reminded], Any]] = {
    "confirmed": lambda place: confirm_availability(actor=ACTOR, listing_id=place.listing_id, today=day(60)),
    "stated": _state,
    # By ONE, which leaves the day of the answer as it was.
    "unknown": lambda place: update_listing(
        actor=ACTOR,
        listing_id=place.listing_id,
        version=place.listing.version,
        today=day(60),
        stated={"availability": AvailabilityStatus.UNKNOWN, "confirmed_on": TODAY},
    ),
    "links off": lambda place: choose_mails(
        actor=place.holder, user=place.holder, wanted={"lien-de-confirmation": False}
    ),
    "removed": _remove,
    "deactivated": _deactivate,
    "address": lambda place: change_email(actor=place.holder, user=place.holder, email="neuve@exemple.be"),
    "strong": _require_strong,
    "hidden": lambda place: set_visibility(
        actor=ACTOR, listing_id=place.listing_id, today=day(60), visible=False, noindex=False
    ),
}

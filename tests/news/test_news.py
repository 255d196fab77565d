"""Announcements: by category and by day in Brussels; one's own choice for the Flash accueil."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.audit.models import AuditEntry
from portal.facilities.enums import Category
from portal.kernel import clock
from portal.news.access import announcements_for, delivery_of
from portal.news.enums import Delivery
from portal.news.models import Announcement, NewsletterChoice
from portal.news.services import NEW, choose_delivery, state_announcement
from portal.notifications.kinds import groups
from tests.accounts.conftest import MakeUser, by_password, make_user, strongly  # noqa: F401 -- fixtures

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 5, 4), date(2026, 5, 10)


@pytest.fixture
def editor(make_user: MakeUser) -> User:  # noqa: F811
    return make_user("editrice", function=Role.EDITOR)


def state(editor: User, **more: Any) -> Announcement:
    values = {
        "announcement_id": None, "version": NEW, "kind": "seance", "title": "Séance", "text": "À 13 h 30.",
        "categories": [Category.CRECHE], "first_day": FIRST, "last_day": LAST,
    }  # fmt: skip
    return state_announcement(actor=strongly(editor), **values | more)


def test_shown_to_its_categories_on_its_days(editor: User) -> None:
    made = state(editor)
    for category in Category:
        shown = announcements_for([category], FIRST)
        assert (made in shown) is (category is Category.CRECHE)
    for day, is_shown in (
        (FIRST - timedelta(1), False),
        (FIRST, True),
        (LAST, True),
        (LAST + timedelta(1), False),
    ):
        assert bool(announcements_for([Category.CRECHE], day)) is is_shown
    assert announcements_for([], FIRST) == []
    assert announcements_for([Category.SAE, Category.CRECHE], FIRST) == [made]


def test_the_day_is_that_of_brussels(editor: User, set_clock: Any) -> None:
    state(editor)
    set_clock("2026-05-10T21:59Z")
    assert announcements_for([Category.CRECHE], clock.today())
    set_clock("2026-05-10T22:01Z")
    assert not announcements_for([Category.CRECHE], clock.today())


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": " "}, "title"), ({"title": "x" * 121}, "title"), ({"text": ""}, "text"),
        ({"categories": []}, "categories"), ({"categories": ["tous"]}, "categories"), ({"kind": "x"}, "kind"),
        ({"last_day": FIRST - timedelta(1)}, "last_day"), ({"link": "https://one.be"}, "link_words"),
        ({"link": "http://one.be", "link_words": "Voir"}, "link"),
        ({"link": "javascript:alert(1)", "link_words": "x"}, "link"),
        ({"link": "https://a:b@one.be", "link_words": "x"}, "link"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_by_its_field(editor: User, change: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        state(editor, **change)
    assert set(refusal.value.message_dict) == {field}
    assert not Announcement.objects.exists()


def test_nobody_overwrites_unseen(editor: User) -> None:
    made = state(editor)
    changed = state(editor, announcement_id=made.pk, version=1, title="Séance du soir")
    assert (changed.pk, changed.version) == (made.pk, 2)
    with pytest.raises(ValidationError, match="entre-temps"):
        state(editor, announcement_id=made.pk, version=1, title="Autre")
    assert state(editor, announcement_id=made.pk, version=2, title="Séance du soir").version == 2
    entries = AuditEntry.objects.filter(subject_type="news.announcement").order_by("pk")
    assert [entry.purpose for entry in entries] == ["nouvelle annonce", "annonce modifiée"]


def test_only_editors_write(make_user: MakeUser) -> None:  # noqa: F811
    for who in (strongly(make_user("a", function=Role.HELPDESK)), by_password(make_user("b"))):
        with pytest.raises(PermissionDenied):
            state_announcement(
                actor=who, announcement_id=None, version=NEW, kind="seance", title="x", text="x",
                categories=[Category.CRECHE], first_day=FIRST, last_day=LAST,
            )  # fmt: skip


def test_the_flash_comes_as_one_chose(make_user: MakeUser) -> None:  # noqa: F811
    nadia = make_user("nadia")
    assert delivery_of(nadia.pk) is Delivery.EMAIL
    assert not choose_delivery(actor=by_password(nadia), delivery=Delivery.EMAIL)
    assert not NewsletterChoice.objects.exists()
    assert choose_delivery(actor=by_password(nadia), delivery="courrier")
    assert delivery_of(nadia.pk) is Delivery.POST
    assert choose_delivery(actor=by_password(nadia), delivery="e-mail")
    assert NewsletterChoice.objects.count() == 1
    with pytest.raises(ValidationError):
        choose_delivery(actor=by_password(nadia), delivery="pigeon")
    entry = AuditEntry.objects.filter(purpose="envoi du Flash accueil").order_by("pk")[0]
    assert entry.changes == {"newsletter": ["Par e-mail", "Par courrier postal"]}
    # A choice of its own, beside those of notifications.
    assert "flash" not in {group.name for group in groups()}

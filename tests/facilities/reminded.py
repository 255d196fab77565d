"""A place with holders that states something, and the reminder that they get, for tests."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core import mail

from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.facilities.enums import AvailabilityStatus
from portal.facilities.models import Listing, Membership
from portal.facilities.services import open_facility, reminders
from portal.kernel.service import writing
from tests.facilities.making import ACTOR, TODAY, make_draft

Clock = Callable[[str], datetime]


@dataclass(frozen=True)
class Reminded:
    """One public crèche of Aline's, that said on `TODAY` that there is a place."""

    listing_id: int
    holder: User

    @property
    def listing(self) -> Listing:
        return Listing.objects.select_related("facility__organiser").get(pk=self.listing_id)


def make_reminded(username: str = "aline", **stated: Any) -> Reminded:
    """Holder and place; `stated` replaces what is said of the places."""
    stated = {"availability": AvailabilityStatus.NOW, "confirmed_on": TODAY} | stated
    draft = make_draft(reference_number=f"M-{username}", **stated)
    listing_id = open_facility(actor=ACTOR, today=TODAY, draft=draft)
    holder = User.objects.create_user(username, f"{username}@exemple.be", first_name=username.title())
    join(draft.organiser_id, holder, Role.HOLDER)
    return Reminded(listing_id, holder)


def join(organiser_id: int, user: User, role: Role) -> None:
    with writing():
        Membership.objects.create(organiser_id=organiser_id, user=user, role=role, since=TODAY)


def day(days: int) -> date:
    """So many days after the statement."""
    return TODAY + timedelta(days=days)


def at(days: int, time: str = "10:00") -> str:
    """A moment of that day, in UTC, for `set_clock`."""
    return f"{day(days).isoformat()}T{time}Z"


def remind(set_clock: Clock, capture: Any, days: int = 60) -> None:
    """Let so many days pass, and run the job; its e-mails leave at once."""
    set_clock(at(days))
    with capture(execute=True):
        reminders.remind_due(day(days))


def mailed_path() -> str:
    """The personal link of the last e-mail."""
    found = re.search(r"https?://[^/]+(/confirmer/\S+)", str(mail.outbox[-1].body))
    assert found is not None, mail.outbox[-1].body
    return found[1]


def secret_of(path: str) -> str:
    return path.split("/")[2]

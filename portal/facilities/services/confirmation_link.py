"""The personal link of a reminder: it says that the statement is still true, or what is true now; no more.

Whoever holds it needs no log-in, so it is worth no more than a password: it serves once, for somebody who
could do the same signed in that way, as long as nothing has happened since the question was asked.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.utils.crypto import salted_hmac

from portal.accounts.enums import LoginLevel
from portal.accounts.link_secrets import digest_of, new_secret
from portal.accounts.models import User
from portal.accounts.person import person_of
from portal.accounts.rights import Right
from portal.audit.services import record_modification
from portal.facilities.facility_access import facilities_for
from portal.facilities.freshness import is_stated
from portal.facilities.models import FreshnessReminder, Listing
from portal.facilities.public import PublicListing
from portal.facilities.services.edit import ListingEdit, locked
from portal.facilities.services.freshness import confirm
from portal.kernel import clock
from portal.kernel.actors import Actor
from portal.kernel.service import service
from portal.notifications.access import wants
from portal.notifications.kinds import Group

LINKS = Group(
    "lien-de-confirmation",
    "Recevoir un lien pour confirmer sans me connecter",
    "Dans l’e-mail d’un rappel. Le lien sert une seule fois, pendant "
    f"{settings.CONFIRMATION_LINK_LASTS.days}\u00a0jours, et ne permet que de dire s’il y a des places.",
)


class LinkUnusable(Exception):  # noqa: N818 -- names what is so
    """It was never made, is too old, was followed by another, or something has happened since. Which one is
    not told: links are guessed."""


class LinkUsed(LinkUnusable):
    """It has served. `listing`: what parents read now; None where they read nothing any more."""

    def __init__(self, listing: PublicListing | None, at: datetime) -> None:
        super().__init__()
        self.listing, self.at = listing, at


@dataclass(frozen=True, slots=True)
class LinkHolder:
    """An `Actor`: whoever holds the link that was sent to this person. We know no level: nobody signed in."""

    pk: int
    name: str
    level: None = None

    @property
    def audit_label(self) -> str:
        return f"Lien envoyé par e-mail à {self.name} (utilisateur n°\u00a0{self.pk})"


@dataclass(frozen=True, slots=True)
class OpenLink:
    """A link that serves, on the day on which it was looked at. `listing`: what parents see."""

    holder: LinkHolder
    listing: PublicListing


@service
def make_link(*, actor: Actor, user_id: int, listing_id: int, today: date) -> str | None:
    """A new secret for the last reminder of this person; an earlier one serves no more.

    Empty where the person gets no link: they do not want any, or could not do the same with a password. None
    where there is nothing to ask any more.
    """
    reminder = _last_reminder(listing_id, user_id)
    if reminder is None or reminder.link_used_at or not _still_asked(reminder, reminder.listing, today):
        return None
    if not _may_have_one(reminder.user, reminder.listing, today):
        return ""
    secret = new_secret()
    reminder.link_digest = digest_of(secret)
    reminder.link_sent_to = _digest_of_address(reminder.user)
    reminder.link_expires_at = clock.now() + settings.CONFIRMATION_LINK_LASTS
    reminder.save(update_fields=["link_digest", "link_sent_to", "link_expires_at"])
    record_modification(
        actor=actor,
        subject=reminder.listing,
        changes={"link": ("", f"utilisateur n°\u00a0{user_id}")},
        purpose="lien de confirmation envoyé",
    )
    return secret


def open_link(secret: str, today: date) -> OpenLink:
    """The link as it stands; looking changes nothing. `LinkUsed` where it has served, or `LinkUnusable`."""
    reminder = _reminder_of(secret)
    if reminder.link_used_at:
        raise LinkUsed(reminder.listing.public_on(today), reminder.link_used_at)
    _check(reminder, reminder.listing, today)
    public = reminder.listing.public_on(today)
    if public is None:
        raise LinkUnusable
    return OpenLink(LinkHolder(reminder.user_id, reminder.user.audit_label), public)


@service
def confirm_by_link(*, actor: LinkHolder, secret: str, today: date) -> None:
    """What is stated is still true. `ValidationError` as `confirm_availability`; `LinkUnusable`."""
    confirm(actor, _take(actor, secret, today), today)


@service
def state_by_link(
    *, actor: LinkHolder, secret: str, today: date, status: str, available_from: date | None
) -> None:
    """Another statement: now, not before a day, unknown. Places by age follow; periods without places stay.

    `ValidationError` by field, and the link has not served; `LinkUnusable`.
    """
    edit = ListingEdit(
        actor=actor, listing=_take(actor, secret, today), today=today, purpose="disponibilités"
    )
    edit.state({"availability": status, "available_from": available_from, "confirmed_on": today})
    edit.finish()


def _take(actor: LinkHolder, secret: str, today: date) -> Listing:
    """The listing, locked: of two answers at once the second waits, and finds that the link has served."""
    listing_id = _reminder_of(secret).listing_id
    try:
        listing = locked(listing_id)
    except Listing.DoesNotExist as removed:
        raise LinkUnusable from removed
    reminder = _reminder_of(secret)
    if reminder.link_used_at:
        raise LinkUsed(listing.public_on(today), reminder.link_used_at)
    _check(reminder, listing, today)
    if actor.pk != reminder.user_id:
        raise LinkUnusable
    FreshnessReminder.objects.filter(pk=reminder.pk).update(link_used_at=clock.now())
    return listing


def _reminder_of(secret: str) -> FreshnessReminder:
    found = (
        FreshnessReminder.objects.select_related("user", "listing__facility__organiser")
        .filter(link_digest=digest_of(secret))
        .first()
    )
    if found is None:
        raise LinkUnusable
    return found


def _last_reminder(listing_id: int, user_id: int) -> FreshnessReminder | None:
    of_person = FreshnessReminder.objects.filter(listing=listing_id, user=user_id)
    return of_person.select_related("user", "listing__facility__organiser").first()


def _check(reminder: FreshnessReminder, listing: Listing, today: date) -> None:
    last = _last_reminder(reminder.listing_id, reminder.user_id)
    serves = (
        reminder.link_expires_at is not None
        and clock.now() < reminder.link_expires_at
        and last is not None
        and last.pk == reminder.pk
        and reminder.link_sent_to == _digest_of_address(reminder.user)
        and _still_asked(reminder, listing, today)
        and _may_have_one(reminder.user, listing, today)
    )
    if not serves:
        raise LinkUnusable


def _still_asked(reminder: FreshnessReminder, listing: Listing, today: date) -> bool:
    """Nothing was stated since, and parents see the listing."""
    is_same = is_stated(listing) and listing.confirmed_on == reminder.stated_on
    return is_same and listing.public_on(today) is not None


def _may_have_one(user: User, listing: Listing, today: date) -> bool:
    """Who wants links, and could do the same signed in by password: not where strong login is compulsory."""
    person = person_of(user, LoginLevel.PASSWORD, today)
    may = facilities_for(person, Right.EDIT_LISTING).filter(pk=listing.facility_id)
    return wants(user.pk, LINKS) and may.exists()


def _digest_of_address(user: User) -> str:
    """By which it is seen that the person has another address by now, whose mailbox is another."""
    address = user.email.casefold()
    return salted_hmac("facilities.confirmation_link", address, algorithm="sha256").hexdigest()

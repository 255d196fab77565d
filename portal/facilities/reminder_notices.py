"""What holders are told when their places have not confirmed what they state for a while."""

from collections.abc import Collection
from datetime import date

from django.conf import settings
from django.urls import reverse

from portal.facilities import words
from portal.facilities.freshness import stale_on
from portal.facilities.models import Listing
from portal.facilities.services.confirmation_link import LINKS, make_link
from portal.kernel import clock
from portal.kernel.actors import Actor
from portal.kernel.days import long_date
from portal.notifications import mailing
from portal.notifications.kinds import Group, Kind, MailLink, register_choice, register_kinds
from portal.notifications.services import notify

REMINDERS = Group(
    "rappels",
    "Rappels",
    "Vos disponibilités datent\u00a0: nous vous demandons si elles sont toujours exactes, pour que les "
    "parents puissent s’y fier.",
)


def _confirmation_path(user_id: int, listing_id: int) -> str | None:
    secret = make_link(actor=mailing.SENDER, user_id=user_id, listing_id=listing_id, today=clock.today())
    return reverse("pro:confirm_by_link", args=[secret]) if secret else secret


CONFIRM = Kind(
    "facilities.confirm_availability",
    "Vos disponibilités sont-elles toujours exactes\u00a0?",
    REMINDERS,
    mail_link=MailLink(
        "Répondre sans me connecter",
        "Ce lien est personnel\u00a0: ne transférez pas cet e-mail. Il sert une seule fois, pendant "
        f"{settings.CONFIRMATION_LINK_LASTS.days}\u00a0jours, et ne permet que de dire s’il y a des places.",
        _confirmation_path,
    ),
)


def register() -> None:
    """Called in `AppConfig.ready()`."""
    register_kinds(CONFIRM)
    register_choice(LINKS)


def tell_to_confirm(actor: Actor, listing: Listing, to: Collection[int], today: date) -> None:
    """These people, about what a listing states: since when, and what follows if nobody answers."""
    stated = listing.confirmed_on
    if stated is None or not to:
        return
    ends = stale_on(stated)
    follows = (
        f"À partir du {long_date(ends)}, les parents liront «\u00a0à confirmer\u00a0», et ne vous "
        "trouveront plus en cherchant une place libre."
        if ends > today
        else "Les parents lisent «\u00a0à confirmer\u00a0», et ne vous trouvent plus en cherchant une place "
        "libre."
    )
    notify(
        actor=actor,
        kind=CONFIRM,
        to=to,
        text=f"Ce que {listing.name} annonce de ses places a été confirmé {words.ago(stated, today)}. "
        f"Est-ce toujours exact\u00a0? {follows}",
        path=reverse("pro:facility", args=[listing.facility_id]),
        about=listing.pk,
    )

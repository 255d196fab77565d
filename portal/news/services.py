"""Publishing announcements, and choosing how the Flash accueil comes."""

from collections.abc import Collection
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied, ValidationError

from portal.accounts.models import User
from portal.accounts.person import Person
from portal.accounts.rights import Right
from portal.audit.services import record_modification
from portal.facilities import rules
from portal.facilities.contacts import normalised_website
from portal.facilities.enums import Category
from portal.kernel.service import service
from portal.kernel.stale import refuse_stale
from portal.news.access import delivery_of
from portal.news.enums import AnnouncementKind, Delivery
from portal.news.models import MAX_LINK_WORDS, MAX_TEXT, MAX_TITLE, Announcement, NewsletterChoice

NEW = 0


@service
def state_announcement(
    *,
    actor: Person,
    announcement_id: int | None,
    version: int,
    kind: str,
    title: str,
    text: str,
    categories: Collection[str],
    first_day: date,
    last_day: date,
    link: str = "",
    link_words: str = "",
) -> Announcement:
    """A new announcement (`announcement_id` None, `version` NEW), or one as it is from now on.

    `PermissionDenied`; `Announcement.DoesNotExist`; `ValidationError` by field, or of its own where somebody
    else was faster.
    """
    if not actor.may(Right.EDIT_CONTENT):
        raise PermissionDenied
    before = None if announcement_id is None else _locked(announcement_id, version)
    values = _checked(kind, title, text, categories, first_day, last_day)
    values |= _checked_link(link, link_words)
    changes = {
        name: (getattr(before, name) if before else "", value)
        for name, value in values.items()
        if (getattr(before, name) if before else "") != value
    }
    if before and not changes:
        return before
    after = Announcement(pk=before.pk if before else None, version=version + 1, **values)
    after.save()
    record_modification(
        actor=actor,
        subject=after,
        changes=changes,
        purpose="annonce modifiée" if before else "nouvelle annonce",
    )
    return after


def _locked(announcement_id: int, version: int) -> Announcement:
    """For change, as long as it is the version that was shown."""
    found = Announcement.objects.select_for_update().get(pk=announcement_id)
    refuse_stale(seen=version, now=found.version, changed="Cette annonce a été modifiée")
    return found


@service
def choose_delivery(*, actor: Person, delivery: str) -> bool:
    """How the actor wants the Flash accueil. False where nothing changes; `ValidationError` by field."""
    if delivery not in Delivery.values:
        raise ValidationError({"delivery": "Choisissez comment recevoir le Flash accueil."})
    before = delivery_of(actor.pk)
    if delivery == before:
        return False
    user = User.objects.get(pk=actor.pk)
    NewsletterChoice.objects.update_or_create(user=user, defaults={"delivery": delivery})
    record_modification(
        actor=actor,
        subject=user,
        changes={"newsletter": (before.label, Delivery(delivery).label)},
        purpose="envoi du Flash accueil",
    )
    return True


def _checked(
    kind: str, title: str, text: str, categories: Collection[str], first_day: date, last_day: date
) -> dict[str, Any]:
    problems = rules.Problems()
    if kind not in AnnouncementKind.values:
        problems.add("kind", "Choisissez une sorte d’annonce.")
    title, text = rules.one_line(title), rules.prose(text)
    for field, value, longest in (("title", title, MAX_TITLE), ("text", text, MAX_TEXT)):
        if not value:
            problems.add(field, "Écrivez ce que les professionnels doivent lire.")
        elif len(value) > longest:
            problems.add(field, f"{longest} caractères au plus.")
    chosen = [category for category in Category.values if category in set(categories)]
    if not chosen or len(chosen) != len(set(categories)):
        problems.add("categories", "Choisissez au moins une catégorie.")
    if last_day < first_day:
        problems.add("last_day", "Le dernier jour doit suivre le premier.")
    problems.raise_any()
    return {
        "kind": kind, "title": title, "text": text, "categories": chosen,
        "first_day": first_day, "last_day": last_day,
    }  # fmt: skip


def _checked_link(link: str, words: str) -> dict[str, str]:
    problems = rules.Problems()
    words = rules.one_line(words)
    try:
        link = normalised_website(link)
    except ValidationError as error:
        problems.add("link", *error.messages)
    else:
        if link and urlsplit(link).scheme != "https":
            problems.add("link", "Le lien doit commencer par https://.")
    if link and not words:
        problems.add("link_words", "Dites ce que le lien ouvre. Exemple\u00a0: M’inscrire")
    if len(words) > MAX_LINK_WORDS:
        problems.add("link_words", f"{MAX_LINK_WORDS} caractères au plus.")
    problems.raise_any()
    return {"link": link, "link_words": words if link else ""}

"""Announcements for whoever has places of a category, and one's own choice of delivery."""

from collections.abc import Collection
from datetime import date

from django.urls import reverse

from portal.facilities.enums import Category
from portal.kernel import clock
from portal.kernel.finding import Asked, Found, holds
from portal.news.enums import Delivery
from portal.news.models import Announcement, NewsletterChoice
from search.analysis import fold


def announcements_for(categories: Collection[Category], today: date) -> list[Announcement]:
    """Those of that day for at least one of these categories, the newest first; nothing for nobody's.

    One query: few are in force at once, and which categories they are for is compared here, since databases
    do not agree on how to look into a list.
    """
    if not categories:
        return []
    shown = Announcement.objects.filter(first_day__lte=today, last_day__gte=today)
    return [
        one for one in shown.order_by("-first_day", "-pk") if not set(categories).isdisjoint(one.categories)
    ]


def delivery_of(user_id: int) -> Delivery:
    """How this person wants the Flash accueil."""
    said = NewsletterChoice.objects.filter(user=user_id).values_list("delivery", flat=True).first()
    return Delivery(said) if said else Delivery.EMAIL


def find_announcements(asked: Asked) -> list[Found]:
    """For « Chercher dans le portail »: those that the home page shows to whoever asks."""
    categories = {facility.get_category() for facility in asked.facilities}
    return [
        Found(one.title, one.get_kind_display(), f"{reverse('pro:home')}#annonce-{one.pk}")
        for one in announcements_for(categories, clock.today())
        if holds(fold(f"{one.title} {one.text}"), asked.words)
    ]

"""What ONE tells the professionals of a category, and how each of them wants the Flash accueil."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from portal.facilities.enums import Category
from portal.news.enums import AnnouncementKind, Delivery

MAX_TITLE, MAX_TEXT, MAX_LINK_WORDS = 120, 1_500, 60


class Announcement(models.Model):
    """An announcement on the home page of PRO.ONE, from a day to a day in Brussels, both included."""

    kind = models.CharField("sorte", max_length=20, choices=AnnouncementKind)
    title = models.CharField("titre", max_length=MAX_TITLE)
    text = models.TextField("texte", max_length=MAX_TEXT)
    # Values of `Category`, at least one.
    categories = models.JSONField("catégories", default=list)
    first_day = models.DateField("du")
    last_day = models.DateField("au")
    link = models.URLField("lien", max_length=500, blank=True)
    link_words = models.CharField("texte du lien", max_length=MAX_LINK_WORDS, blank=True)
    version = models.PositiveIntegerField("version", default=1)

    class Meta:
        verbose_name = "annonce"
        verbose_name_plural = "annonces"
        ordering = ["-first_day", "-pk"]
        indexes = [models.Index(fields=["last_day"], name="announcement_until")]
        constraints = [
            models.CheckConstraint(name="announcement_in_order", condition=Q(last_day__gte=F("first_day")))
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def categories_in_words(self) -> str:
        return ", ".join(Category(value).label for value in self.categories)


class NewsletterChoice(models.Model):
    """How one person wants the Flash accueil; without a choice, by e-mail."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="newsletter_choice"
    )
    delivery = models.CharField("envoi", max_length=20, choices=Delivery)

    class Meta:
        verbose_name = "envoi du Flash accueil"
        verbose_name_plural = "envois du Flash accueil"

    def __str__(self) -> str:
        return self.get_delivery_display()

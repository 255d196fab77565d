"""What stands around every page of MY.ONE: its menu, its footer, and announcements for some days."""

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.fields import StreamField

from acte_content.editorial.blocks import BannerBlock, LinkBlock
from acte_content.editorial.policies import PublishedAtOnce


@register_setting(icon="list-ul", order=100)
class PortalFrame(BaseGenericSetting):
    """One row, made by a migration; never read by Wagtail's `load`, which writes on a first look."""

    menu = StreamField(
        [("link", LinkBlock())], verbose_name="menu", blank=True,
        help_text="Après «\u00a0Chercher un lieu\u00a0», dans cet ordre.",
    )  # fmt: skip
    footer_words = models.CharField(
        "phrase du pied de page", max_length=200, blank=True,
        help_text="Vide\u00a0: «\u00a0MY.ONE est un service public gratuit de l’Office de la Naissance et de "
        "l’Enfance.\u00a0»",
    )  # fmt: skip
    footer = StreamField(
        [("link", LinkBlock())], verbose_name="pied de page", blank=True,
        help_text="Avant «\u00a0Accessibilité\u00a0» et les autres liens de toujours.",
    )  # fmt: skip
    banners = StreamField(
        [("banner", BannerBlock())], verbose_name="annonces", blank=True,
        help_text="En haut de chaque page de MY.ONE, du premier au dernier jour.",
    )  # fmt: skip

    panels = [FieldPanel("menu"), FieldPanel("footer_words"), FieldPanel("footer"), FieldPanel("banners")]

    class Meta:
        verbose_name = "menu, pied de page et annonces de MY.ONE"
        verbose_name_plural = verbose_name

    def __str__(self) -> str:
        return "Menu, pied de page et annonces de MY.ONE"

    @classmethod
    def get_permission_policy(cls) -> PublishedAtOnce:
        return PublishedAtOnce(cls)

"""Texts of the portals that editors have put in other words."""

from collections import Counter
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import Truncator
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.fields import StreamField

from acte_content.editorial.policies import PublishedAtOnce
from portal.kernel.portal_texts import all_texts

_LONGEST, _SHOWN = 800, 60


def places() -> list[tuple[str, str]]:
    """Where a text may stand, with how the portal's own begins."""
    return [(text.key, f"{text.where}{_beginning(text.default)}") for text in all_texts()]


def _beginning(default: str) -> str:
    return f" («\u00a0{Truncator(default).chars(_SHOWN)}\u00a0»)" if default else " (rien)"


class TextBlock(blocks.StructBlock):
    """Other words for one of them."""

    place = blocks.ChoiceBlock(label="Où", choices=places)
    words = blocks.TextBlock(
        label="Texte", rows=3, max_length=_LONGEST,
        help_text="Sans mise en forme. Une ligne vide commence un paragraphe.",
    )  # fmt: skip

    class Meta:
        icon = "edit"
        label = "Texte"


class TextsBlock(blocks.StreamBlock):
    """One text a place."""

    text = TextBlock()

    class Meta:
        required = False

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        times = Counter(block.value["place"] for block in cleaned)
        if twice := [where for key, where in places() if times[key] > 1]:
            said = [f"Deux textes sont pour le même endroit\u00a0: {where}." for where in twice]
            raise StreamBlockValidationError(non_block_errors=[ValidationError(each) for each in said])
        return cleaned


@register_setting(icon="edit", order=110)
class PortalTexts(BaseGenericSetting):
    """One row, made by a migration, as `PortalFrame`."""

    texts = StreamField(
        TextsBlock(), verbose_name="textes", blank=True,
        help_text="Ce qui n’est pas ici garde le texte du portail. Pour le retrouver, supprimez le vôtre.",
    )  # fmt: skip

    panels = [FieldPanel("texts")]

    class Meta:
        verbose_name = "textes d’aide et avis"
        verbose_name_plural = verbose_name

    def __str__(self) -> str:
        return "Textes d’aide et avis"

    @classmethod
    def get_permission_policy(cls) -> PublishedAtOnce:
        return PublishedAtOnce(cls)

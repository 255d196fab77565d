"""The forms in which the catalogue is written: what they ask, and what they say where it is missing."""

from typing import Any

from django import forms
from wagtail.admin.forms.models import WagtailAdminModelForm

from acte_content.catalogue.enums import Age, Season
from acte_content.editorial.blocks import alternative_trouble

# By the name of the field: what is missing, in the words of whoever has to write it.
_MISSING = {
    "title": "Écrivez le titre que les lectrices et lecteurs voient.",
    "name": "Donnez un nom à cette version, par exemple l’année.",
    "summary": "Dites en une phrase de quoi il s’agit.",
    "introduction": "Écrivez l’introduction.",
    "drawing": "Choisissez un dessin.",
    "axis": "Choisissez l’axe sous lequel l’action se trouve.",
    "why": "Dites pourquoi cette action compte.",
    "how": "Écrivez au moins une étape.",
    "difficulty": "Choisissez une difficulté.",
    "cost": "Choisissez un coût.",
}
_PARAGRAPHS = "Texte simple\u00a0; une ligne vide commence un nouveau paragraphe."
_HINTS = {"introduction": _PARAGRAPHS, "why": _PARAGRAPHS}


class TextForm(WagtailAdminModelForm):
    """Any text of the catalogue."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, message in _MISSING.items():
            if name in self.fields:
                self.fields[name].error_messages["required"] = message
        for name, hint in _HINTS.items():
            if name in self.fields:
                self.fields[name].help_text = hint


class ActionForm(TextForm):
    """An action: seasons and ages are ticked, none means all."""

    seasons = forms.MultipleChoiceField(
        label="Saisons",
        choices=Season.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Aucune\u00a0: toute l’année.",
    )
    ages = forms.MultipleChoiceField(
        label="Âge des enfants",
        choices=Age.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Aucun\u00a0: tous les âges.",
    )

    def clean(self) -> dict[str, Any]:
        """A draft may be unfinished; what is submitted or published says what its photo shows."""
        cleaned: dict[str, Any] = super().clean()
        if self.is_deferred_validation or not cleaned.get("image"):
            return cleaned
        if "image_words" in cleaned and (trouble := alternative_trouble(cleaned["image_words"])):
            self.add_error("image_words", trouble)
        return cleaned

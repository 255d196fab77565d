"""Wagtail's form of a page, with what an article must fulfil before it is published."""

from typing import Any

from django import forms
from wagtail.admin.forms import WagtailAdminModelForm, WagtailAdminPageForm
from wagtail.blocks.stream_block import StreamBlockValidationError

from acte_content.editorial.blocks import alternative_trouble
from acte_content.editorial.content_checks import troubles_of
from acte_content.editorial.enums import FaqPlace
from acte_content.editorial.policies import places_for
from portal.facilities.enums import Category

_MISSING = {
    "title": "Donnez un titre à la page.",
    "lead": "Dites en une ou deux phrases ce que la page apprend à qui la lit.",
}


class ArticleForm(WagtailAdminPageForm):
    """Of every article. A draft may be unfinished: the checks come where it is submitted or published."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, message in _MISSING.items():
            if name in self.fields:
                self.fields[name].error_messages["required"] = message

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if self.is_deferred_validation:
            return cleaned
        if troubles := troubles_of(cleaned.get("body") or ()):
            self.add_error("body", StreamBlockValidationError(non_block_errors=troubles))
        trouble = alternative_trouble(cleaned.get("image_words") or "")
        if cleaned.get("image") and trouble:
            self.add_error("image_words", trouble)
        return cleaned


class ThemeForm(WagtailAdminModelForm):
    """Of a theme of the FAQ, offering the pages for which this editor writes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].error_messages["required"] = "Donnez un titre au thème."
        written_for = places_for(self.for_user, "change")
        place = self.fields["place"]
        place.choices = [(value, label) for value, label in FaqPlace.choices if value in written_for]
        if self.instance.place not in written_for and place.choices:
            self.initial["place"] = place.choices[0][0]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        troubles = troubles_of(cleaned.get("questions") or ())
        if troubles and not self.is_deferred_validation:
            self.add_error("questions", StreamBlockValidationError(non_block_errors=troubles))
        return cleaned


class ProInformationForm(ArticleForm):
    """Of what professionals read: all of them, or those of some categories."""

    audience = forms.MultipleChoiceField(
        label="Pour quelles catégories\u00a0?",
        choices=Category.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Sans choix, elle est pour tout le monde. Les autres catégories ne la voient nulle part.",
    )

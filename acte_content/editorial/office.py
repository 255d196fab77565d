"""Frequent questions in OFFICE.ONE: a theme is one row with its questions, drafted like a page."""

from typing import Any, ClassVar

from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList, PublishingPanel
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn

from acte_content.editorial.forms import ThemeForm
from acte_content.editorial.models import FaqTheme
from portal.office.publishing import DRAFTED, MODERATED, DraftedCreateView, DraftedEditView
from portal.office.viewsets import GatedSnippetViewSet


class FaqThemeViewSet(GatedSnippetViewSet):
    """« Questions fréquentes », for whoever writes those of MY.ONE, those of ACTE, or both."""

    model = FaqTheme
    offers = DRAFTED | MODERATED | {"delete"}
    base_form_class = ThemeForm
    add_view_class = DraftedCreateView
    edit_view_class = DraftedEditView
    icon = "help"
    menu_label = "Questions fréquentes"
    menu_name = "faq"
    menu_order = 205
    add_to_admin_menu = True
    # Pages tell which themes lead to them.
    add_to_reference_index = True
    list_display: ClassVar = [
        "title",
        Column("place", label="Page", accessor="get_place_display"),
        "position",
        LiveStatusTagColumn(),
    ]
    list_filter: ClassVar = ["place"]
    inspect_view_enabled = False

    def get_queryset(self, request: Any) -> Any:
        return FaqTheme.objects.order_by("place", "position", "title", "pk")

    def register_chooser_viewset(self) -> None:
        """Nothing chooses one in OFFICE.ONE."""

    def get_edit_handler(self) -> Any:
        panels = [
            FieldPanel("title"),
            FieldRowPanel([FieldPanel("place"), FieldPanel("position")]),
            FieldPanel("questions"),
            PublishingPanel(heading="Jours de publication"),
        ]
        return ObjectList(panels, base_form_class=self.base_form_class).bind_to_model(self.model)

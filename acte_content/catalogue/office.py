"""The catalogue in OFFICE.ONE, under « ACTE »: drafts, previews, « Relecture », days, and what was before."""

from typing import Any, ClassVar

import django_filters
from django.template.defaultfilters import linebreaks_filter
from django.utils.html import format_html_join
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
    PublishingPanel,
)
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn
from wagtail.snippets.views import snippets

from acte_content.catalogue.enums import Cost, Difficulty
from acte_content.catalogue.models import Action, Axis, CharterVersion, Explanation
from acte_content.catalogue.office_forms import ActionForm, TextForm
from portal.office.publishing import DRAFTED, MODERATED, DraftedCreateView, DraftedEditView
from portal.office.viewsets import GatedSnippetViewSet

_HEADING_OF_DAYS = "Jours de publication"


class TextInspectView(snippets.InspectView):
    """What is published of a text, its parts after it, paragraph by paragraph."""

    # The name of the relation to its parts, and what they are called.
    parts: tuple[str, str] = ("", "")

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        value = super().get_field_display_value(field_name, field)
        return linebreaks_filter(value) if isinstance(value, str) else value

    def get_fields_context(self) -> list[dict[str, Any]]:
        shown: list[dict[str, Any]] = super().get_fields_context()
        relation, label = self.parts
        if not relation:
            return shown
        rows = ((row, row.text) for row in getattr(self.object, relation).all())
        said = format_html_join("", "<p><strong>{}</strong><br>{}</p>", rows)
        return [*shown, {"label": label, "value": said, "component": None}]


class CharterInspectView(TextInspectView):
    parts = ("elements", "Objectifs et engagements")


class ExplanationInspectView(TextInspectView):
    parts = ("sections", "Parties")


class TextViewSet(GatedSnippetViewSet):
    """What the texts have in common. Nobody deletes one, or copies it: it is withdrawn."""

    offers = DRAFTED | MODERATED | {"inspect"}
    base_form_class = TextForm
    add_view_class = DraftedCreateView
    edit_view_class = DraftedEditView
    inspect_view_class = TextInspectView
    new_label = ""
    add_to_admin_menu = False
    panels: ClassVar[list[Panel]] = []

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_index_view_kwargs(add_item_label=self.new_label, **kwargs)

    def register_chooser_viewset(self) -> None:
        """Nothing chooses one in OFFICE.ONE."""

    def get_edit_handler(self) -> Any:
        days = PublishingPanel(heading=_HEADING_OF_DAYS)
        handler = ObjectList([*self.panels, days], base_form_class=self.base_form_class)
        return handler.bind_to_model(self.model)


class ActionFilterSet(WagtailFilterSet):
    """By axis, difficulty and cost; those that readers see, or not."""

    difficulty = django_filters.ChoiceFilter(label="Difficulté", choices=Difficulty.choices)
    cost = django_filters.ChoiceFilter(label="Coût", choices=Cost.choices)
    live = django_filters.BooleanFilter(label="Publiée")

    class Meta:
        model = Action
        fields: ClassVar = ["axis", "difficulty", "cost", "live"]


class ActionViewSet(TextViewSet):
    model = Action
    icon = "tasks"
    menu_label = "Actions"
    new_label = "Nouvelle action"
    base_form_class = ActionForm
    # The library of images tells which actions show one.
    add_to_reference_index = True
    filterset_class = ActionFilterSet
    list_per_page = 60
    list_display: ClassVar = [
        "title",
        Column("axis", label="Axe", accessor="axis.title"),
        Column("difficulty", label="Difficulté", accessor="get_difficulty_display"),
        Column("cost", label="Coût", accessor="get_cost_display"),
        LiveStatusTagColumn(),
    ]
    inspect_view_fields: ClassVar = [
        "title", "axis", "summary", "image_words", "why", "how", "resources", "difficulty", "cost",
        "seasons_in_words", "ages_in_words",
    ]  # fmt: skip
    panels: ClassVar = [
        MultiFieldPanel(
            [FieldPanel("title"), FieldPanel("slug"), FieldPanel("axis"), FieldPanel("summary")],
            heading="L’action",
        ),
        MultiFieldPanel([FieldPanel("image"), FieldPanel("image_words")], heading="Photo"),
        MultiFieldPanel(
            [FieldPanel("why"), FieldPanel("how"), FieldPanel("resources")], heading="Ce que l’on en lit"
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("difficulty"), FieldPanel("cost")]),
                FieldPanel("seasons"),
                FieldPanel("ages"),
            ],
            heading="Ce par quoi on la trouve",
        ),
        MultiFieldPanel([FieldPanel("position"), FieldPanel("is_example")], heading="Dans le catalogue"),
    ]

    def get_queryset(self, request: Any) -> Any:
        return Action.objects.select_related("axis").order_by("axis__position", "position", "pk")


class AxisViewSet(TextViewSet):
    model = Axis
    icon = "folder-open-inverse"
    menu_label = "Axes et auto-diagnostic"
    new_label = "Nouvel axe"
    list_display: ClassVar = ["title", "summary", LiveStatusTagColumn()]
    inspect_view_fields: ClassVar = ["title", "summary", "introduction"]
    panels: ClassVar = [
        MultiFieldPanel(
            [
                FieldPanel("title"),
                FieldPanel("slug"),
                FieldRowPanel([FieldPanel("position"), FieldPanel("drawing")]),
                FieldPanel("summary"),
                FieldPanel("introduction"),
            ],
            heading="L’axe",
        ),
        InlinePanel("questions", heading="Questions de l’auto-diagnostic", label="Question"),
    ]


class CharterViewSet(TextViewSet):
    """Versions of the charter. One that has been published is read, never changed, never withdrawn."""

    model = CharterVersion
    offers = TextViewSet.offers - {"unpublish"}
    icon = "doc-full-inverse"
    menu_label = "Charte"
    new_label = "Nouvelle version"
    inspect_view_class = CharterInspectView
    list_display: ClassVar = ["name", Column("first_published_at", label="Publiée le"), LiveStatusTagColumn()]
    inspect_view_fields: ClassVar = ["name", "introduction"]
    panels: ClassVar = [
        MultiFieldPanel([FieldPanel("name"), FieldPanel("introduction")], heading="La version"),
        InlinePanel("elements", heading="Objectifs et engagements", label="Objectif", min_num=1),
    ]


class ExplanationViewSet(TextViewSet):
    model = Explanation
    icon = "info-circle"
    menu_label = "Document explicatif"
    new_label = "Nouveau document"
    inspect_view_class = ExplanationInspectView
    list_display: ClassVar = ["title", LiveStatusTagColumn()]
    inspect_view_fields: ClassVar = ["title", "introduction"]
    panels: ClassVar = [
        MultiFieldPanel([FieldPanel("title"), FieldPanel("introduction")], heading="Le document"),
        InlinePanel("sections", heading="Parties", label="Partie", min_num=1),
    ]


class CatalogueGroup(snippets.SnippetViewSetGroup):
    """« ACTE » in the menu, for whoever writes it."""

    items = (ActionViewSet, AxisViewSet, CharterViewSet, ExplanationViewSet)
    menu_label = "ACTE"
    menu_name = "acte"
    menu_icon = "leaf"
    menu_order = 205

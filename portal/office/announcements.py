"""Announcements to the professionals of a category: written and changed by editors, through the service."""

from typing import Any

from django import forms
from wagtail.actions.create import CreateAction
from wagtail.actions.edit import EditAction
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, Panel
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views import snippets

from portal.accounts.person import person_behind
from portal.facilities.enums import Category
from portal.news.enums import AnnouncementKind
from portal.news.models import Announcement
from portal.news.services import NEW, state_announcement
from portal.office.viewsets import GatedForm, GatedSnippetViewSet, SaysWhatTheServiceRefused

_FIELDS = ("kind", "title", "text", "categories", "first_day", "last_day", "link", "link_words")
_MISSING = {
    "kind": "Choisissez une sorte d’annonce.",
    "title": "Écrivez le titre que les professionnels lisent.",
    "text": "Écrivez ce que les professionnels doivent lire.",
    "first_day": "Indiquez le premier jour où l’annonce se lit.",
    "last_day": "Indiquez le dernier jour où l’annonce se lit.",
}
_HINTS = {
    "text": "Texte simple, sans mise en forme\u00a0; les passages à la ligne sont gardés.",
    "first_day": "Ce jour-là compris.",
    "last_day": "Ce jour-là compris. Le lendemain, plus personne ne la lit.",
}


class CreateAnnouncement(CreateAction):
    """Wagtail's creation, done by the service, which tells the history."""

    def execute(self, skip_permission_checks: bool = False) -> Announcement:
        made = _stated(self.form, self.user, None)
        # What the view goes on with is the instance of the form.
        self.instance.pk = made.pk
        self.instance.refresh_from_db()
        announcement: Announcement = self.instance
        return announcement


class EditAnnouncement(EditAction):
    """Wagtail's edit, done by the service."""

    def execute(self, skip_permission_checks: bool = False) -> Announcement:
        announcement: Announcement = self.instance
        _stated(self.form, self.user, announcement.pk)
        announcement.refresh_from_db()
        return announcement


def _stated(form: Any, user: Any, announcement_id: int | None) -> Announcement:
    return state_announcement(
        actor=person_behind(user),
        announcement_id=announcement_id,
        version=form.cleaned_data["version"] if announcement_id else NEW,
        **{name: form.cleaned_data[name] for name in _FIELDS},
    )


class AnnouncementForm(GatedForm):
    """`version` travels along, so that nobody's change is overwritten."""

    categories = forms.MultipleChoiceField(
        label="Catégories",
        choices=Category.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="Chaque catégorie lit l’annonce sur sa page d’accueil.",
        error_messages={"required": "Choisissez au moins une catégorie."},
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version if self.instance.pk else NEW
        for name, message in _MISSING.items():
            self.fields[name].error_messages["required"] = message
        for name, hint in _HINTS.items():
            self.fields[name].help_text = hint
        self.fields["kind"].choices = [("", "Choisissez"), *AnnouncementKind.choices]


class AnnouncementCreateView(SaysWhatTheServiceRefused, snippets.CreateView):
    """The form of a new one, whose action calls the service."""

    page_subtitle = "Nouvelle annonce"
    success_message = "L’annonce «\u00a0%(object)s\u00a0» est enregistrée."
    error_message = "Rien n’est encore enregistré\u00a0: corrigez ce qui est signalé ci-dessous."

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        *above, here = super().get_breadcrumbs_items()
        return [*above, here | {"label": self.page_subtitle}]


class AnnouncementViewSet(GatedSnippetViewSet):
    """« Annonces »: for whoever writes content. To end one is to change its last day."""

    model = Announcement
    offers = frozenset({"list", "list_results", "add", "edit"})
    icon = "info-circle"
    menu_label = "Annonces"
    menu_name = "announcements"
    menu_order = 210
    add_to_admin_menu = True
    inspect_view_enabled = False
    base_form_class = AnnouncementForm
    add_view_class = AnnouncementCreateView
    ordering = ("-first_day", "-pk")
    list_display = [
        "title",
        Column("kind", label="Sorte", accessor="get_kind_display"),
        Column("categories", label="Catégories", accessor="categories_in_words"),
        Column("first_day", label="Du"),
        Column("last_day", label="Au"),
    ]
    panels: list[Panel] = [
        MultiFieldPanel([FieldPanel("kind"), FieldPanel("title"), FieldPanel("text")], heading="L’annonce"),
        MultiFieldPanel([FieldRowPanel([FieldPanel("link"), FieldPanel("link_words")])], heading="Lien"),
        MultiFieldPanel(
            [
                FieldPanel("categories"),
                FieldRowPanel([FieldPanel("first_day"), FieldPanel("last_day")]),
            ],
            heading="Pour qui, et quand",
        ),
    ]

    def register_chooser_viewset(self) -> None:
        """Nothing chooses an announcement."""

    def get_edit_handler(self) -> Any:
        return ObjectList(self.panels, base_form_class=self.base_form_class).bind_to_model(self.model)

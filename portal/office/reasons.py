"""« Motifs et réponses types »: what agents choose from when they decide; written by those who may."""

from typing import Any

from django import forms
from wagtail.actions.create import CreateAction
from wagtail.actions.edit import EditAction
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, Panel
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views import snippets

from portal.accounts.person import person_behind
from portal.office.viewsets import GatedForm, GatedSnippetViewSet, SaysWhatTheServiceRefused
from portal.queues.models import Reason
from portal.queues.reasons import NEW, state_reason, target_words, targets

_FIELDS = ("target", "label", "text", "position", "is_offered")
_MISSING = {
    "label": "Écrivez l’intitulé par lequel un agent le choisit.",
    "text": "Écrivez ce que la personne lira.",
    "position": "Indiquez sa place dans la liste\u00a0: 1 pour la première.",
}
_HINTS = {
    "label": "Court\u00a0: les agents le lisent à côté d’un bouton.",
    "text": "La personne lit ce texte tel quel, suivi de ce que l’agent ajoute. Sans mise en forme.",
    "is_offered": "Décochez pour que plus personne ne le choisisse\u00a0: ce qui a été envoyé reste.",
}


class CreateReason(CreateAction):
    """Wagtail's creation, done by the service, which tells the history."""

    def execute(self, skip_permission_checks: bool = False) -> Reason:
        made = _stated(self.form, self.user, None)
        # What the view goes on with is the instance of the form.
        self.instance.pk = made.pk
        self.instance.refresh_from_db()
        reason: Reason = self.instance
        return reason


class EditReason(EditAction):
    """Wagtail's edit, done by the service."""

    def execute(self, skip_permission_checks: bool = False) -> Reason:
        reason: Reason = self.instance
        _stated(self.form, self.user, reason.pk)
        reason.refresh_from_db()
        return reason


def _stated(form: Any, user: Any, reason_id: int | None) -> Reason:
    return state_reason(
        actor=person_behind(user),
        reason_id=reason_id,
        version=form.cleaned_data["version"] if reason_id else NEW,
        **{name: form.cleaned_data[name] for name in _FIELDS},
    )


class ReasonForm(GatedForm):
    """Queue and decision are one choice. `version` travels along, so that nobody's change is overwritten."""

    target = forms.ChoiceField(
        label="Pour quelle décision", error_messages={"required": "Choisissez pour quelle décision."}
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reason = self.instance
        self.fields["target"].choices = [("", "Choisissez…"), *targets()]
        self.initial["version"] = reason.version if reason.pk else NEW
        for name, message in _MISSING.items():
            self.fields[name].error_messages["required"] = message
        for name, hint in _HINTS.items():
            self.fields[name].help_text = hint
        if reason.pk:
            self.initial["target"] = f"{reason.queue}/{reason.decision}"


class ReasonCreateView(SaysWhatTheServiceRefused, snippets.CreateView):
    """The form of a new one, whose action calls the service."""

    page_subtitle = "Nouveau motif ou nouvelle réponse type"
    success_message = "«\u00a0%(object)s\u00a0» est enregistré."
    error_message = "Rien n’est encore enregistré\u00a0: corrigez ce qui est signalé ci-dessous."

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        *above, here = super().get_breadcrumbs_items()
        return [*above, here | {"label": self.page_subtitle}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # The page’s one h1, which Wagtail leaves out here.
        return super().get_context_data(**kwargs) | {"title": self.page_subtitle}


class ReasonViewSet(GatedSnippetViewSet):
    """For whoever writes them. What is no longer offered is kept: nothing is deleted."""

    model = Reason
    offers = frozenset({"list", "list_results", "add", "edit"})
    icon = "list-ul"
    menu_label = "Motifs et réponses types"
    menu_name = "reasons"
    menu_order = 212
    add_to_admin_menu = True
    inspect_view_enabled = False
    base_form_class = ReasonForm
    add_view_class = ReasonCreateView
    ordering = ("queue", "decision", "position", "pk")
    list_display = [
        "label",
        Column("target", label="Décision", accessor=target_words),
        Column("is_offered", label="Proposé", accessor=lambda reason: "Oui" if reason.is_offered else "Non"),
    ]
    panels: list[Panel] = [
        MultiFieldPanel(
            [FieldPanel("target"), FieldPanel("label"), FieldPanel("text")], heading="Ce que la personne lira"
        ),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("position"), FieldPanel("is_offered")])], heading="Pour les agents"
        ),
    ]

    def register_chooser_viewset(self) -> None:
        """Chosen on the page of an item, not by a chooser."""

    def get_edit_handler(self) -> Any:
        return ObjectList(self.panels, base_form_class=self.base_form_class).bind_to_model(self.model)

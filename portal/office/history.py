"""The history of one object, read from the audit instead of Wagtail's own log."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model, QuerySet
from django.utils.text import capfirst
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn
from wagtail.snippets.views.snippets import HistoryView

from portal.audit.models import AuditEntry

YES_OR_NO = {True: "oui", False: "non"}
EMPTY = "(vide)"


class ChangesColumn(Column):
    """What changed: « téléphone : 081 22 33 44 → (vide) », one line a field."""

    cell_template_name = "office/history_changes.html"

    def __init__(
        self, name: str, *, model: type[Model], part_labels: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(name, **kwargs)
        self.model = model
        self.part_labels = part_labels

    def get_cell_context_data(
        self, instance: AuditEntry, parent_context: Mapping[str, Any]
    ) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        context["changes"] = [
            (self._label(name), self._words(name, before), self._words(name, after))
            for name, (before, after) in instance.changes.items()
        ]
        return context

    def _label(self, name: str) -> str:
        try:
            field = self.model._meta.get_field(name)
        except FieldDoesNotExist:
            return self.part_labels.get(name, name)
        return str(capfirst(getattr(field, "verbose_name", name)))

    def _words(self, name: str, value: Any) -> str:
        if value in (None, "", []):
            return EMPTY
        if isinstance(value, bool):
            return YES_OR_NO[value]
        if isinstance(value, list):
            return ", ".join(str(item) for item in value)
        try:
            choices = dict(getattr(self.model._meta.get_field(name), "flatchoices", ()))
        except FieldDoesNotExist:
            return str(value)
        return str(choices.get(value, value))


class AuditHistoryView(HistoryView):
    """Every consultation and modification of one object, newest first."""

    # Names of what the history tells beside the model's own fields.
    part_labels: Mapping[str, str] = {}

    any_permission_required = ["change", "view"]
    filterset_class = None

    @property
    def columns(self) -> list[BaseColumn]:
        return [
            DateColumn("at", label="Quand", width="18%"),
            Column("actor_label", label="Qui", width="20%"),
            Column("purpose", label="Quoi", width="17%"),
            ChangesColumn("changes", label="Ce qui a changé", model=self.model, part_labels=self.part_labels),
        ]

    def get_base_queryset(self) -> QuerySet[AuditEntry]:
        return AuditEntry.objects.filter(
            subject_type=self.model._meta.label_lower, subject_id=self.object.pk
        ).order_by("-at", "-pk")

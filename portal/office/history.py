"""The history of one object, read from the audit instead of Wagtail's own log."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn
from wagtail.snippets.views.snippets import HistoryView

from portal.audit.models import AuditEntry
from portal.audit.words import changes_in_words
from portal.facilities.history import PURPOSE


class ChangesColumn(Column):
    """What changed: « téléphone : 081 22 33 44 → (vide) », one line a field."""

    cell_template_name = "office/history_changes.html"

    def get_cell_context_data(
        self, instance: AuditEntry, parent_context: Mapping[str, Any]
    ) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        context["changes"] = changes_in_words(instance)
        return context


class AuditHistoryView(HistoryView):
    """Every consultation and modification of one object, newest first; that it was read is one itself."""

    any_permission_required = ["history"]
    consulted_as = PURPOSE
    filterset_class = None

    @property
    def columns(self) -> list[BaseColumn]:
        return [
            DateColumn("at", label="Quand", width="18%"),
            Column("actor_label", label="Qui", width="20%"),
            Column("purpose", label="Quoi", width="17%"),
            ChangesColumn("changes", label="Ce qui a changé"),
        ]

    def get_base_queryset(self) -> QuerySet[AuditEntry]:
        return AuditEntry.objects.filter(
            subject_type=self.model._meta.label_lower, subject_id=self.object.pk
        ).order_by("-at", "-pk")

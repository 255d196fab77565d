"""« Historique »: every entry there is, to read and to search; searching it is in the history too.

Nothing that names somebody goes into an address: a person is chosen by their number, which
`portal.office.history_people` finds by name in a posted form. No list counts the whole table: at most
`MOST_COUNTED` entries of a search are counted and can be paged through; a narrower search finds the rest.
"""

from typing import Any

import django_filters
from django import forms
from django.db import connection
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.tables import BaseColumn, Column, TitleColumn
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton

from portal.accounts.models import User
from portal.accounts.person import person_behind
from portal.audit import triggers
from portal.audit.health import audit_health
from portal.audit.models import WHOLE_HISTORY, AuditEntry, ConsultationRepeats
from portal.audit.services import record_consultation
from portal.audit.words import level_choices, model_of, subject_types, told
from portal.kernel import clock
from portal.kernel.days import long_date
from portal.office.history import ChangesColumn
from portal.office.search_words import NBSP, Fact, counted, lasting, number

PURPOSE = "recherche dans l’historique"
READ_ONE = "ligne de l’historique"
PAGE_SIZE = 50
MOST_COUNTED = 10_000
_WITHOUT_LEVEL = "sans connexion"
# Each value by one look into the index, instead of reading all of it.
_PURPOSES = """
    WITH RECURSIVE seen(purpose) AS (
        SELECT MIN(purpose) FROM audit_auditentry
        UNION ALL
        SELECT (SELECT MIN(purpose) FROM audit_auditentry WHERE purpose > seen.purpose)
        FROM seen WHERE seen.purpose IS NOT NULL
    )
    SELECT purpose FROM seen WHERE purpose IS NOT NULL
"""


def purposes() -> list[tuple[str, str]]:
    """What entries say they were for, each once, for a choice."""
    with connection.cursor() as cursor:
        cursor.execute(_PURPOSES)
        return [(purpose, purpose) for (purpose,) in cursor.fetchall()]


class BoundedPaginator(WagtailPaginator):
    """Counts no further than `MOST_COUNTED`, and pages no further either."""

    @cached_property
    def found(self) -> int:
        return int(self.object_list[: MOST_COUNTED + 1].count())

    @cached_property
    def count(self) -> int:
        return min(self.found, MOST_COUNTED)

    @property
    def is_cut(self) -> bool:
        return self.found > MOST_COUNTED


class WholeNumberFilter(django_filters.NumberFilter):
    field_class = forms.IntegerField


class HistoryFilterSet(WagtailFilterSet):
    """Period, person (by number), what kind, about what, for what, at what level."""

    at = django_filters.DateFromToRangeFilter(label="Période", widget=DateRangePickerWidget)
    actor_id = WholeNumberFilter(label="Personne (numéro)", min_value=1, max_value=2**63 - 1)
    kind = django_filters.ChoiceFilter(label="Nature", choices=AuditEntry.Kind.choices)
    subject_type = django_filters.ChoiceFilter(label="Type d’objet", choices=subject_types)
    subject_id = WholeNumberFilter(label="Numéro de l’objet", min_value=0, max_value=2**63 - 1)
    purpose = django_filters.ChoiceFilter(label="Finalité", choices=purposes)
    level = django_filters.ChoiceFilter(
        label="Niveau de connexion",
        choices=level_choices,
        null_label=_WITHOUT_LEVEL,
    )

    class Meta:
        model = AuditEntry
        fields = ["at", "actor_id", "kind", "subject_type", "subject_id", "purpose", "level"]


class HistoryIndexView(IndexView):
    """Newest first; that it was searched, and about whom or what, is in the history before it is shown."""

    template_name = "office/history/index.html"
    results_template_name = "office/history/index_results.html"
    paginator_class = BoundedPaginator
    show_other_searches = False

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        # Offered or not, Wagtail would answer `?export=csv` with a file.
        self.is_export = False

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        record_consultation(actor=person_behind(request.user), subject=self._about(), purpose=PURPOSE)
        response: HttpResponse = super().get(request, *args, **kwargs)
        return response

    def order_queryset(self, queryset: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        return queryset.order_by("-at", "-pk")

    @cached_property
    def columns(self) -> list[BaseColumn]:
        return [
            TitleColumn("at", label="Quand", accessor=_when, get_url=self.get_inspect_url, width="14%"),
            Column("actor", label="Qui", accessor=_who, width="18%"),
            Column("level", label="Connexion", accessor=lambda entry: told(entry).level, width="12%"),
            Column("what", label="Quoi", accessor=_what, width="26%"),
            ChangesColumn("changes", label="Ce qui a changé"),
        ]

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        url = reverse("office_history_people")
        return [HeaderButton("Chercher une personne par son nom", url=url, icon_name="user")]

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        if not self.results_only:
            context |= {"chain": chain_facts(), "chain_holds": not chain_troubles()}
        return context | {"is_cut": context["paginator"].is_cut, "most": number(MOST_COUNTED)}

    def _about(self) -> Model:
        """The person or the object that the search names, where there is such a one; else all of it."""
        chosen = self.filters.form.cleaned_data if self.filters and self.filters.is_valid() else {}
        if chosen.get("actor_id"):
            found: Model | None = User.objects.filter(pk=chosen["actor_id"]).first()
        elif chosen.get("subject_id") and (model := model_of(chosen.get("subject_type") or "")):
            found = model._default_manager.filter(pk=chosen["subject_id"]).first()
        else:
            found = None
        return found or AuditEntry(pk=WHOLE_HISTORY)


class HistoryInspectView(InspectView):
    """One entry, whole."""

    template_name = "office/history/inspect.html"
    page_title = "Ligne de l’historique"

    def get_page_subtitle(self) -> str:
        return f"n°{NBSP}{number(self.object.pk)}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        record_consultation(actor=person_behind(self.request.user), subject=self.object, purpose=READ_ONE)
        repeats = ConsultationRepeats.objects.filter(pk=self.object.pk).first()
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "entry": self.object,
            "told": told(self.object),
            "who": _who(self.object),
            "repeats": repeats,
        }


class HistoryViewSet(ModelViewSet):
    """Index and inspect; nothing adds, changes, copies or exports. The policy's right is on all entries or
    none, so that the views' own check of the model is enough (portal.office.viewsets has the other case)."""

    model = AuditEntry
    name = "history"
    url_prefix = "historique"
    icon = "history"
    menu_label = "Historique"
    menu_name = "history"
    menu_order = 250
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    index_view_class = HistoryIndexView
    inspect_view_class = HistoryInspectView
    index_template_name = HistoryIndexView.template_name
    index_results_template_name = HistoryIndexView.results_template_name
    inspect_template_name = HistoryInspectView.template_name
    filterset_class = HistoryFilterSet
    list_per_page = PAGE_SIZE

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        offered = {self.get_url_name(name) for name in ("index", "index_results", "inspect")}
        return {
            key: None if key.endswith("_url_name") and value not in offered else value
            for key, value in super().get_common_view_kwargs(**kwargs).items()
        }

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("inspect/<int:pk>/", self.inspect_view, name="inspect"),
        ]

    def register_admin_url_finder(self) -> None:
        """None: a finder would lead to an edit page that does not exist."""

    def register_permissions(self) -> None:
        """None: rights are in our own table."""


def chain_troubles() -> list[str]:
    """What somebody should look at; empty where the chain holds."""
    found = [str(trouble) for trouble in audit_health().troubles]
    return found + sorted(triggers.missing(connection))


def chain_facts() -> list[Fact]:
    """How far the chain goes, what waits for its seal, and whether the database refuses changes."""
    health, missing = audit_health(), triggers.missing(connection)
    waits = "Aucune"
    if health.unsealed:
        since = (
            lasting(health.unsealed_seconds) if health.unsealed_seconds is not None else "un moment inconnu"
        )
        waits = f"{counted(health.unsealed, 'ligne')}, depuis {since}"
    return [
        Fact("Lignes scellées", number(health.seals)),
        Fact("Lignes sans sceau", waits, "stop" if health.troubles else "good"),
        Fact(
            "Protection dans la base de données",
            f"Il manque {', '.join(sorted(missing))}" if missing else "En place",
            "stop" if missing else "good",
        ),
    ]


def _when(entry: AuditEntry) -> str:
    return f"{long_date(entry.at)}, {entry.at.astimezone(clock.BRUSSELS):%H:%M:%S}"


def _who(entry: AuditEntry) -> str:
    return entry.actor_label if entry.actor_id is None else f"{entry.actor_label} (n°{NBSP}{entry.actor_id})"


def _what(entry: AuditEntry) -> str:
    words = told(entry)
    about = words.subject
    if entry.subject_id != WHOLE_HISTORY:
        about = f"{words.subject_type} n°{NBSP}{entry.subject_id}, {about}"
    return f"{words.kind}, {words.purpose}{NBSP}: {about}"

"""The register of public listings: read, filtered, inspected, previewed; edited through the services."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.actions.edit import EditAction
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, Panel
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.widgets.button import HeaderButton
from wagtail.snippets.views.snippets import InspectView

from portal.accounts.person import person_behind
from portal.accounts.rights import Right
from portal.audit.words import EMPTY, YES_OR_NO
from portal.facilities import services
from portal.facilities.enums import AvailabilityStatus, FacilityKind, Sector
from portal.facilities.facility_access import facilities_for
from portal.facilities.models import Listing
from portal.kernel import clock
from portal.kernel.days import long_date
from portal.office.history import AuditHistoryView
from portal.office.viewsets import GatedFilterSet, GatedForm, GatedSnippetViewSet, rows_for

LIST_ORDER = ("name_key", "pk")


class EditListing(EditAction):
    """Wagtail's edit, done by the service. It logs nothing of its own: the service tells the history."""

    def execute(self, skip_permission_checks: bool = False) -> Listing:
        form = self.form
        services.update_listing(
            actor=person_behind(self.user),
            listing_id=self.instance.pk,
            version=form.cleaned_data["version"],
            today=clock.today(),
            stated={name: form.cleaned_data[name] for name in form.changed_data if name != "version"},
        )
        listing: Listing = self.instance
        listing.refresh_from_db()
        return listing


class ListingForm(GatedForm):
    """What an agent may state of a listing; the address follows from the facility's."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version

    def clean_phone(self) -> str:
        return str(self.cleaned_data["phone"] or "")


class ListingFilterSet(GatedFilterSet):
    """Sector, kind, availability, visibility; the communes are those of the listings one may see."""

    sector = django_filters.ChoiceFilter("facility__sector", label="Secteur", choices=Sector.choices)
    kind = django_filters.ChoiceFilter("facility__kind", label="Type d’accueil", choices=FacilityKind.choices)
    availability = django_filters.ChoiceFilter(label="Disponibilité", choices=AvailabilityStatus.choices)
    visible = django_filters.BooleanFilter(
        label="Visible sur MY.ONE",
        widget=forms.Select(choices=[("", "Peu importe"), ("true", "Oui"), ("false", "Non")]),
    )
    commune = django_filters.ChoiceFilter(label="Commune")

    class Meta:
        model = Listing
        fields = ["sector", "kind", "availability", "visible", "commune"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        communes = self.queryset.exclude(commune="").order_by("commune").values_list("commune", flat=True)
        self.filters["commune"].extra["choices"] = [(name, name) for name in communes.distinct()]


class ListingInspectView(InspectView):
    """In words: « oui », « non », and « (vide) » where nothing was told."""

    object: Listing

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        """The ways to the facility and to the history, for whoever reaches them."""
        user, listing, buttons = self.request.user, self.object, []
        reached = facilities_for(person_behind(user), Right.SEE_FACILITY)
        if reached.filter(pk=listing.facility_id).exists():
            url = reverse("office_facility", args=[listing.facility_id])
            buttons.append(HeaderButton("Milieu d’accueil", url=url, icon_name="home"))
        if rows_for(user, Listing, ("history",)).filter(pk=listing.pk).exists():
            url = reverse("wagtailsnippets_facilities_listing:history", args=[listing.pk])
            buttons.append(HeaderButton("Historique", url=url, icon_name="history"))
        return buttons

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        value = super().get_field_display_value(field_name, field)
        if isinstance(value, bool):
            return YES_OR_NO[value]
        return EMPTY if value in (None, "") else value


class SheetColumn(Column):
    """The way to the sheet of its facility."""

    cell_template_name = "office/facility/cell.html"


def stated_availability(listing: Listing) -> str:
    """What was stated, with its day: "Pas de place avant le 12 janvier 2027"."""
    stated = AvailabilityStatus(listing.availability).label
    if listing.available_from is None:
        return str(stated)
    return f"{stated} le {long_date(listing.available_from)}"


class ListingViewSet(GatedSnippetViewSet):
    """List, inspect, history, preview and edit. A listing is opened and closed with its facility."""

    model = Listing
    consulted_as = "fiche publique"
    icon = "home"
    menu_label = "Fiches publiques"
    menu_name = "listings"
    menu_order = 100
    add_to_admin_menu = True
    offers = frozenset(
        {"list", "list_results", "inspect", "edit", "history", "history_results", "preview_on_edit"}
    )
    base_form_class = ListingForm
    history_view_class = AuditHistoryView
    inspect_view_class = ListingInspectView
    filterset_class = ListingFilterSet
    list_per_page = 50
    list_display = [
        "name",
        SheetColumn("sheet", label="Dossier", accessor="facility_id"),
        Column("kind", label="Type d’accueil", accessor="facility.get_kind_display"),
        Column("commune", label="Commune", sort_key="commune"),
        Column("availability", label="Disponibilité", accessor=stated_availability),
        Column("confirmed_on", label="Confirmée le", sort_key="confirmed_on"),
        BooleanColumn("visible", label="Visible", sort_key="visible"),
    ]
    inspect_view_fields = [
        "name", "visible", "noindex", "address_precision", "street", "house_number", "box", "postcode",
        "locality", "commune", "phone", "email", "website", "facebook", "description",
        "pedagogical_project", "outings", "outdoor_space", "rest_area", "average_group_size", "tariff",
        "subsidy_level", "availability", "available_from", "confirmed_on",
    ]  # fmt: skip
    panels: list[Panel] = [
        MultiFieldPanel(
            [
                FieldPanel("visible"),
                FieldPanel("noindex"),
                FieldPanel("address_precision"),
            ],
            heading="Ce que voient les parents",
        ),
        MultiFieldPanel(
            [
                FieldPanel("availability"),
                FieldRowPanel([FieldPanel("available_from"), FieldPanel("confirmed_on")]),
            ],
            heading="Disponibilité",
        ),
        MultiFieldPanel(
            [
                FieldPanel("name"),
                FieldPanel("description"),
                FieldPanel("pedagogical_project"),
            ],
            heading="Présentation",
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("phone"), FieldPanel("email")]),
                FieldRowPanel([FieldPanel("website"), FieldPanel("facebook")]),
            ],
            heading="Coordonnées publiques",
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("tariff"), FieldPanel("subsidy_level")]),
            ],
            heading="Tarif",
        ),
        MultiFieldPanel(
            [
                FieldPanel("outings"),
                FieldPanel("outdoor_space"),
                FieldPanel("rest_area"),
                FieldPanel("average_group_size"),
            ],
            heading="Caractéristiques",
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Listing]:
        return Listing.objects.select_related("facility").order_by(*LIST_ORDER)

    def get_edit_handler(self) -> Any:
        return ObjectList(self.panels, base_form_class=self.base_form_class).bind_to_model(self.model)

"""Milieu d'accueil: one facility as its agents may read it, its history, and its organiser's account."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_variables
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from portal.accounts.person import Person, person_behind
from portal.accounts.rights import Right
from portal.facilities.access import POSSIBLE_IDS
from portal.facilities.bank_access import bank_account_for
from portal.facilities.facility_access import facilities_for, facility_for
from portal.facilities.history import history_for, lines
from portal.facilities.models import Facility, Organiser
from portal.facilities.sheet import sheet_of
from portal.kernel import clock
from portal.kernel.paging import pager
from portal.office.pages import has_method

_LISTING = "wagtailsnippets_facilities_listing"
PAGE_SIZE = 50


class _OfOneFacility(WagtailAdminTemplateMixin, TemplateView):
    """A page about one facility; what is not the agent's does not exist."""

    header_icon = "home"
    right = Right.SEE_FACILITY
    person: Person
    facility: Facility

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not has_method(self, request):
            return
        self.person = person_behind(request.user)
        try:
            self.facility = self.read(kwargs["facility_id"])
        except (Facility.DoesNotExist, Organiser.DoesNotExist) as nobodys:
            raise Http404 from nobodys

    def read(self, facility_id: int) -> Facility:
        """The facility, after its consultation is in the history."""
        raise NotImplementedError

    def reached(self, facility_id: int) -> Facility:
        """The facility, for a page that records another consultation than the facility's."""
        if facility_id not in POSSIBLE_IDS:
            raise Facility.DoesNotExist
        found = facilities_for(self.person, self.right).filter(pk=facility_id)
        return found.select_related("organiser", "listing").get()

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        above = [{"url": reverse(f"{_LISTING}:list"), "label": "Fiches publiques"}]
        if type(self) is not FacilityView:
            url = reverse("office_facility", args=[self.facility.pk])
            above.append({"url": url, "label": self.facility.listing.name})
        return [*self.breadcrumbs_items, *above, {"url": "", "label": self.get_page_title()}]


@method_decorator(sensitive_variables(), name="get_context_data")
class FacilityView(_OfOneFacility):
    """Identity, persons, address, contacts, authorisation; links to the rest that this agent may see."""

    template_name = "office/facility.html"

    def read(self, facility_id: int) -> Facility:
        return facility_for(self.person, facility_id, right=self.right, purpose="milieu d’accueil")

    def get_page_title(self) -> str:
        return self.facility.listing.name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pk = self.facility.pk
        links = [("Fiche publique", reverse(f"{_LISTING}:inspect", args=[self.facility.listing.pk]))]
        if self._has(Right.SEE_HISTORY):
            links.append(("Historique", reverse("office_facility_history", args=[pk])))
        if self._has(Right.SEE_PRIVATE):
            links.append(("Coordonnées bancaires", reverse("office_bank_account", args=[pk])))
        sheet = sheet_of(self.person, self.facility, clock.today())
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"sheet": sheet, "links": links}

    def _has(self, right: Right) -> bool:
        return facilities_for(self.person, right).filter(pk=self.facility.pk).exists()


class FacilityHistoryView(_OfOneFacility):
    """Who read or changed what of this facility and its listing."""

    template_name = "office/facility_history.html"
    page_title = "Historique"
    header_icon = "history"
    right = Right.SEE_HISTORY

    def read(self, facility_id: int) -> Facility:
        facility = self.reached(facility_id)
        self.history = history_for(self.person, facility.organiser_id, facility_id=facility.pk)
        return facility

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = Paginator(self.history.entries, PAGE_SIZE).get_page(self.request.GET.get("p"))
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "name": self.facility.listing.name,
            "lines": lines(self.history, shown.object_list),
            "pager": pager(shown.number, shown.paginator.num_pages, lambda number: f"?p={number}"),
        }


@method_decorator(sensitive_variables(), name="get_context_data")
class BankAccountView(_OfOneFacility):
    """The organiser's account, in clear: agents sign in strongly. Read only."""

    template_name = "office/bank_account.html"
    page_title = "Coordonnées bancaires"
    header_icon = "lock"
    right = Right.SEE_PRIVATE

    def read(self, facility_id: int) -> Facility:
        facility = self.reached(facility_id)
        self.account = bank_account_for(self.person, facility.organiser_id)
        return facility

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"account": self.account}


def urls() -> list[URLPattern]:
    of_one = "milieux/<int:facility_id>/"
    return [
        path(of_one, FacilityView.as_view(), name="office_facility"),
        path(f"{of_one}historique/", FacilityHistoryView.as_view(), name="office_facility_history"),
        path(f"{of_one}compte-bancaire/", BankAccountView.as_view(), name="office_bank_account"),
    ]

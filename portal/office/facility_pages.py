"""Milieu d'accueil: the sheet of one facility in tabs, each for whoever has its right on this facility."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_variables

from portal.accounts.rights import Right
from portal.facilities.access import POSSIBLE_IDS
from portal.facilities.bank_access import bank_account_for, covered_account
from portal.facilities.completeness import missing_of
from portal.facilities.effect_words import effect_on, seen_by_parents
from portal.facilities.facility_access import facilities_for, facility_for, may_on_facility
from portal.facilities.freshness import freshness_of
from portal.facilities.models import Facility
from portal.facilities.public import parts_of
from portal.facilities.sheet import sheet_of
from portal.kernel import clock
from portal.office.pages import OfficePage
from portal.office.queue_words import waited
from portal.queues.access import waiting_about

LISTING = "wagtailsnippets_facilities_listing"
# Of each queue; the rest is in the queue itself.
WAITING_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Tab:
    """One address of the sheet, for whoever has one of these rights on the facility."""

    name: str
    label: str
    rights: tuple[Right, ...] = (Right.SEE_FACILITY,)


TABS = (
    Tab("office_facility", "Résumé"),
    Tab("office_facility_sections", "Signalétique"),
    Tab("office_facility_submissions", "Photos et documents"),
    Tab("office_facility_people", "Personnes", (Right.SEE_MEMBERS,)),
    Tab("office_facility_history", "Historique", (Right.SEE_HISTORY,)),
    Tab("office_facility_messages", "Messages", (Right.WRITE_TO_PLACE, Right.TREAT_MESSAGES)),
)


class OfFacility(OfficePage):
    """Something about the facility in the address, on which this agent has `right`; that it was looked at
    for this `purpose` is in the history first."""

    right = Right.SEE_FACILITY
    header_icon = "home"
    purpose: str
    # The name of the tab that it is, or belongs to.
    tab: str
    facility: Facility

    def find(self, **ids: Any) -> None:
        self.facility = facility_for(self.person, ids["facility_id"], right=self.right, purpose=self.purpose)

    def reached(self, facility_id: int) -> Facility:
        """The facility, for a page that records another consultation than the facility's."""
        if facility_id not in POSSIBLE_IDS:
            raise Facility.DoesNotExist
        found = facilities_for(self.person, self.right).filter(pk=facility_id)
        return found.select_related("organiser", "listing").get()

    def has(self, right: Right) -> bool:
        """Whether this agent has another right on this facility."""
        return may_on_facility(self.person, right, self.facility)

    def get_page_title(self) -> str:
        return next(tab.label for tab in TABS if tab.name == self.tab)

    def get_header_title(self) -> str:
        return f"{self.get_page_title()}, {self.facility.listing.name}"

    def above(self) -> list[tuple[str, str]]:
        above = [("Chercher un milieu d’accueil", reverse("office_find_facility"))]
        return [*above, (self.facility.listing.name, self.address("office_facility"))]

    def address(self, name: str) -> str:
        """Of a page about this facility."""
        return reverse(name, args=[self.facility.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "facility": self.facility,
            "listing": self.facility.listing,
            "effect": effect_on(self.facility, clock.today()),
            "tabs": [
                {"label": tab.label, "url": self.address(tab.name), "is_here": tab.name == self.tab}
                for tab in TABS
                if any(self._may(right) for right in tab.rights)
            ],
        }

    def _may(self, right: Right) -> bool:
        # Whoever sees the page sees the facility.
        return right is Right.SEE_FACILITY or self.has(right)


class SummaryPage(OfFacility):
    """How it stands, what waits, what is missing."""

    template_name = "office/facility/summary.html"
    purpose = "milieu d’accueil"
    tab = "office_facility"

    def above(self) -> list[tuple[str, str]]:
        return super().above()[:1]

    def get_page_title(self) -> str:
        return self.facility.listing.name

    def get_header_title(self) -> str:
        return self.facility.listing.name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today, listing = clock.today(), self.facility.listing
        listing.read_parts = parts_of(listing)
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "for_parents": seen_by_parents(listing, today),
            "missing": missing_of(listing, today),
            "freshness": freshness_of(listing, today),
            "waiting": self._waiting(),
            "records": self.has(Right.RECORD_AUTHORISATION),
            "writes": self.has(Right.WRITE_TO_PLACE),
        }

    def _waiting(self) -> list[dict[str, Any]]:
        now = clock.now()
        return [
            {
                "queue": queue,
                "line": queue.line(item),
                "url": reverse("office_queue_item", args=[queue.key, item.pk]),
                "waited": waited(now - getattr(item, queue.since)),
                "is_late": now - getattr(item, queue.since) > queue.late_after,
            }
            for queue, items in waiting_about(self.person, self.facility.pk, WAITING_SHOWN)
            for item in items
        ]


@method_decorator(sensitive_variables(), name="get_context_data")
class SectionsPage(OfFacility):
    """All that its people tell, as far as this agent may read it; the account covered."""

    template_name = "office/facility/sections.html"
    purpose = "signalétique"
    tab = "office_facility_sections"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        sees_account = self.has(Right.SEE_PRIVATE)
        return context | {
            "sheet": sheet_of(self.person, self.facility, clock.today()),
            "listing_url": reverse(f"{LISTING}:inspect", args=[self.facility.listing.pk]),
            "sees_account": sees_account,
            "account": covered_account(self.person, self.facility.organiser) if sees_account else "",
        }


@method_decorator(sensitive_variables(), name="get_context_data")
class BankAccountPage(OfFacility):
    """The organiser's account, in clear: agents sign in strongly. Read only."""

    template_name = "office/facility/bank_account.html"
    right = Right.SEE_PRIVATE
    tab = "office_facility_sections"

    def find(self, **ids: Any) -> None:
        self.facility = self.reached(ids["facility_id"])
        self.account = bank_account_for(self.person, self.facility.organiser_id)

    def get_page_title(self) -> str:
        return "Coordonnées bancaires"

    def above(self) -> list[tuple[str, str]]:
        return [*super().above(), ("Signalétique", self.address("office_facility_sections"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"account": self.account}

"""The other tabs of a facility's sheet: what was handed in, people, history, messages; and all addresses."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.urls import URLPattern, path

from portal.accounts.rights import Right
from portal.conversations.access import conversations_for
from portal.facilities.facility_access import may_on_facility
from portal.facilities.history import history_for, lines
from portal.facilities.models import Facility, Membership
from portal.facilities.one_contacts import contacts_of
from portal.facilities.people_access import organiser_with_its_people, people_for
from portal.facilities.public_files import public_photo
from portal.facilities.submission_access import (
    photos_of,
    photos_to_decide_for,
    projects_of,
    projects_to_decide_for,
    statements_to_decide_for,
)
from portal.helpdesk.access import messages_for
from portal.kernel import clock
from portal.kernel.paging import pager
from portal.office.facility_pages import BankAccountPage, OfFacility, SectionsPage, SummaryPage

PAGE_SIZE = 50


class SubmissionsPage(OfFacility):
    """Photos, pedagogical projects and bank statements with their states; files where they are the agent's
    to decide about, and what parents get for all others."""

    template_name = "office/facility/submissions.html"
    purpose = "photos et documents"
    tab = "office_facility_submissions"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        facility, person = self.facility, self.person
        context: dict[str, Any] = super().get_context_data(**kwargs)
        statements = statements_to_decide_for(person).filter(organiser=facility.organiser_id)
        return context | {
            "photos": [(photo, public_photo(photo)) for photo in photos_of(facility)],
            "opened_photos": _ids(photos_to_decide_for(person).filter(facility=facility)),
            "projects": projects_of(facility),
            "opened_projects": _ids(projects_to_decide_for(person).filter(facility=facility)),
            "sees_statements": self.has(Right.VALIDATE_BANK_STATEMENT),
            "statements": statements.order_by("-sent_at", "-pk"),
        }


def _ids(rows: QuerySet[Any]) -> set[int]:
    return set(rows.order_by().values_list("pk", flat=True))


class PeoplePage(OfFacility):
    """Who has access to its organiser, and which agents are in charge."""

    template_name = "office/facility/people.html"
    right = Right.SEE_MEMBERS
    purpose = "personnes"
    tab = "office_facility_people"

    def find(self, **ids: Any) -> None:
        super().find(**ids)
        self.organiser = organiser_with_its_people(self.person, self.facility.organiser_id)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        members = Membership.objects.filter(organiser=self.organiser).select_related("user")
        seen = people_for(self.person).filter(memberships__organiser=self.organiser).order_by()
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "memberships": members.defer("user__niss").order_by("-role", "user__name_key", "pk"),
            "people_seen": set(seen.values_list("pk", flat=True)),
            "functions": contacts_of(self.facility, clock.today()),
        }


class HistoryPage(OfFacility):
    """Who read or changed what of this facility and its listing."""

    template_name = "office/facility/history.html"
    right = Right.SEE_HISTORY
    tab = "office_facility_history"

    def find(self, **ids: Any) -> None:
        self.facility = self.reached(ids["facility_id"])
        self.history = history_for(self.person, self.facility.organiser_id, facility_id=self.facility.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = Paginator(self.history.entries, PAGE_SIZE).get_page(self.request.GET.get("p"))
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "lines": lines(self.history, shown.object_list),
            "pager": pager(shown.number, shown.paginator.num_pages, lambda number: f"?p={number}"),
        }


class MessagesPage(OfFacility):
    """Conversations with its people, and what they wrote to the helpdesk: each for whoever has that right."""

    template_name = "office/facility/messages.html"
    tab = "office_facility_messages"
    purpose = "messages"

    def find(self, **ids: Any) -> None:
        found = self.reached(ids["facility_id"])
        self.writes = may_on_facility(self.person, Right.WRITE_TO_PLACE, found)
        self.treats = may_on_facility(self.person, Right.TREAT_MESSAGES, found)
        if not (self.writes or self.treats):
            raise Facility.DoesNotExist
        super().find(**ids)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        begun = conversations_for(self.person).filter(facility=self.facility).order_by("-begun_at", "-pk")
        about = messages_for(self.person).filter(facility=self.facility).order_by("-sent_at", "-pk")
        # One pager turns both lists.
        pages = [Paginator(rows, PAGE_SIZE) for rows in (begun, about)]
        longest = max(pages, key=lambda pages: pages.num_pages)
        shown = longest.get_page(self.request.GET.get("p"))
        conversations, written = (
            one.page(shown.number).object_list if shown.number <= one.num_pages else [] for one in pages
        )
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "writes": self.writes,
            "treats": self.treats,
            "conversations": conversations,
            "written": written,
            "pager": pager(shown.number, longest.num_pages, lambda number: f"?p={number}"),
        }


def urls() -> list[URLPattern]:
    of_one = "milieux/<int:facility_id>/"
    return [
        path(of_one, SummaryPage.as_view(), name="office_facility"),
        path(f"{of_one}signaletique/", SectionsPage.as_view(), name="office_facility_sections"),
        path(f"{of_one}pieces/", SubmissionsPage.as_view(), name="office_facility_submissions"),
        path(f"{of_one}personnes/", PeoplePage.as_view(), name="office_facility_people"),
        path(f"{of_one}historique/", HistoryPage.as_view(), name="office_facility_history"),
        path(f"{of_one}messages/", MessagesPage.as_view(), name="office_facility_messages"),
        path(f"{of_one}compte-bancaire/", BankAccountPage.as_view(), name="office_bank_account"),
    ]

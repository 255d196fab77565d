"""« Encoder une décision »: what is recorded, what parents see of it at once, and who is told."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail

from portal.accounts.enums import LoginLevel, Role
from portal.accounts.models import User
from portal.audit.models import AuditEntry
from portal.facilities import services
from portal.facilities.access import public_listings
from portal.facilities.models import Facility, Listing
from portal.kernel import clock
from portal.kernel.actors import SystemActor
from portal.notifications.models import Notification
from search import changes
from tests.accounts.conftest import member_of
from tests.office.conftest import MakeListing, agent_of
from tests.strictness.pages import StrictClient

TODAY = clock.today()
DECISION: dict[str, Any] = {"decided_on": TODAY, "reference": "SA/2026/0417", "reason": ""}


def client_of(user: User) -> StrictClient:
    client = StrictClient()
    client.level = LoginLevel.ITSME
    client.force_login(user)
    return client


def address(listing: Listing) -> str:
    return f"/office/milieux/{listing.facility_id}/autorisation/"


def shown(client: StrictClient, listing: Listing) -> dict[str, str]:
    """What the form holds when it is opened."""
    form = client.get(address(listing)).context["form"]
    return {field.name: field.value() or "" for field in form}


def submit(client: StrictClient, listing: Listing, **typed: object) -> Any:
    values = shown(client, listing) | DECISION | typed
    return client.post(address(listing), {name: str(value) for name, value in values.items()})


def told_of_decisions() -> list[Notification]:
    return list(Notification.objects.filter(kind="facilities.decision_recorded"))


def in_days(number: int) -> date:
    return TODAY + timedelta(days=number)


@pytest.fixture
def listing(make_listing: MakeListing) -> Listing:
    return make_listing()


@pytest.fixture
def holder(listing: Listing) -> User:
    user = User.objects.create_user("hilde", email="hilde@exemple.be", first_name="Hilde")
    member_of(listing.facility.organiser, user, Role.HOLDER)
    return user


@pytest.fixture
def officer(listing: Listing) -> StrictClient:
    return client_of(agent_of(Role.CARE_OFFICER))


def facility_of(listing: Listing) -> Facility:
    return Facility.objects.get(pk=listing.facility_id)


class TestRecording:
    def test_a_capacity_is_public_in_the_history_and_told(
        self, listing: Listing, holder: User, officer: StrictClient,
        django_capture_on_commit_callbacks: Any,
    ) -> None:  # fmt: skip
        before = changes.head().sequence
        with django_capture_on_commit_callbacks(execute=True):
            answer = submit(officer, listing, authorised_capacity=21, reason="Agrandissement")
        assert answer.status_code == 302
        assert public_listings([listing.pk], TODAY)[listing.pk].capacity == 21
        assert list(changes.listings_since(before)) == [listing.pk]
        entry = AuditEntry.objects.get(purpose="autorisation", kind=AuditEntry.Kind.MODIFICATION)
        assert entry.changes == {
            "authorised_capacity": [14, 21],
            "decided_on": [None, TODAY.isoformat()],
            "decision_reference": ["", "SA/2026/0417"],
            "decision_reason": ["", "Agrandissement"],
        }
        (told,) = told_of_decisions()
        assert told.user == holder
        assert told.path == f"/pro/milieux/{listing.facility_id}/"
        (sent,) = mail.outbox
        for private in ("SA/2026", "21", "Agrandissement"):
            assert private not in f"{sent.subject} {sent.body} {told.text}".replace(str(TODAY), "")
        page = client_of_pro(holder).get(told.path).content.decode()
        assert "SA/2026/0417" in page
        assert "Agrandissement" in page

    def test_a_second_click_records_and_tells_nothing(
        self, listing: Listing, holder: User, officer: StrictClient
    ) -> None:
        values = {name: str(value) for name, value in (shown(officer, listing) | DECISION).items()}
        values["authorised_capacity"] = "21"
        for _ in range(2):
            assert officer.post(address(listing), values).status_code == 302
        assert len(told_of_decisions()) == 1
        assert AuditEntry.objects.filter(purpose="autorisation", kind="modification").count() == 1

    @pytest.mark.parametrize(
        ("typed", "public_on", "hidden_on", "said"),
        [
            ({"withdrawn_from": in_days(3), "reason": "Refus"}, 2, 3, "ne sera plus visible dès le"),
            ({"suspended_from": TODAY, "reason": "Visite"}, None, 0, "Les parents ne voient pas ce lieu."),
            (
                {"suspended_from": TODAY, "suspended_until": in_days(9), "reason": "Visite"},
                10, 9, "Il sera visible à partir du",
            ),
            ({"in_force_until": in_days(5)}, 5, 6, "ne sera plus visible dès le"),
        ],
    )  # fmt: skip
    def test_parents_see_what_was_foretold(
        self, listing: Listing, officer: StrictClient, typed: dict[str, object],
        public_on: int | None, hidden_on: int, said: str,
    ) -> None:  # fmt: skip
        before = facility_of(listing)
        preview = submit(officer, listing, **typed, apercu="1", decided_on="", reference="")
        assert said in preview.context["preview"]
        assert preview.context["preview"] in preview.content.decode()
        assert facility_of(listing).in_force_until == before.in_force_until
        assert submit(officer, listing, **typed).status_code == 302
        assert public_listings([listing.pk], in_days(hidden_on)) == {}
        if public_on is not None:
            assert public_listings([listing.pk], in_days(public_on)).keys() == {listing.pk}
        follow = officer.get(f"/office/milieux/{listing.facility_id}/").content.decode()
        assert said in follow

    def test_a_withdrawal_stands_as_one_and_can_be_taken_back(
        self, listing: Listing, officer: StrictClient
    ) -> None:
        submit(officer, listing, withdrawn_from=TODAY, reason="Refus")
        assert facility_of(listing).is_withdrawn
        assert "Retirée depuis le" in officer.get(f"/office/milieux/{listing.facility_id}/").content.decode()
        assert shown(officer, listing)["withdrawn_from"] == TODAY
        submit(officer, listing, withdrawn_from="")
        kept = facility_of(listing)
        assert (kept.is_withdrawn, kept.in_force_until) == (False, None)


class TestRefused:
    @pytest.mark.parametrize(
        ("typed", "field"),
        [
            ({"authorised_capacity": 0}, "authorised_capacity"),
            ({"authorised_capacity": "beaucoup"}, "authorised_capacity"),
            ({"in_force_from": "", "in_force_until": in_days(3)}, "in_force_from"),
            ({"in_force_until": date(2019, 1, 1)}, "in_force_until"),
            ({"withdrawn_from": date(2019, 1, 1), "reason": "x"}, "withdrawn_from"),
            ({"in_force_until": TODAY, "withdrawn_from": TODAY, "reason": "x"}, "withdrawn_from"),
            ({"suspended_until": TODAY}, "suspended_from"),
            ({"suspended_from": TODAY}, "reason"),
            ({"withdrawn_from": TODAY}, "reason"),
            ({"decided_on": in_days(1), "authorised_capacity": 3}, "decided_on"),
            ({"decided_on": "", "authorised_capacity": 3}, "decided_on"),
            ({"reference": " ", "authorised_capacity": 3}, "reference"),
            ({"reason": "x" * 501}, "reason"),
        ],
    )
    def test_errors_are_by_the_field_and_change_nothing(
        self, listing: Listing, holder: User, officer: StrictClient, typed: dict[str, object], field: str
    ) -> None:
        before = Facility.objects.filter(pk=listing.facility_id).values().get()
        answer = submit(officer, listing, **typed)
        assert answer.status_code == 200
        assert list(answer.context["form"].errors) == [field]
        assert Facility.objects.filter(pk=listing.facility_id).values().get() == before
        assert not told_of_decisions()

    def test_who_was_slower_is_told_and_may_insist(self, listing: Listing, officer: StrictClient) -> None:
        values = {name: str(value) for name, value in (shown(officer, listing) | DECISION).items()}
        services.set_authorisation_effect(
            actor=SystemActor("autre"), listing_id=listing.pk, today=TODAY,
            effect=services.AuthorisationEffect(18, date(2020, 1, 1)),
        )  # fmt: skip
        answer = officer.post(address(listing), values | {"authorised_capacity": "21"})
        assert "entre-temps" in answer.content.decode()
        assert facility_of(listing).authorised_capacity == 18
        again = values | {"authorised_capacity": "21", "seen": answer.context["form"]["seen"].value()}
        assert officer.post(address(listing), again).status_code == 302
        assert facility_of(listing).authorised_capacity == 21

    @pytest.mark.parametrize("function", [Role.ADVISER, Role.HEALTH_OFFICER, Role.HELPDESK, Role.WATCH_UNIT])
    def test_it_is_for_those_who_prepare_decisions(self, listing: Listing, function: Role) -> None:
        client = client_of(agent_of(function))
        assert client.get(address(listing)).status_code == 404
        assert client.post(address(listing), {"authorised_capacity": 3}).status_code == 404
        assert "autorisation/" not in client.get(f"/office/milieux/{listing.facility_id}/").content.decode()


def client_of_pro(user: User) -> StrictClient:
    client = StrictClient()
    client.level = LoginLevel.PASSWORD
    client.force_login(user)
    return client

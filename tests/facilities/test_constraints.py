"""What no service can be made to write, the database refuses too: each constraint is violated once."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction

from portal.accounts.models import User
from portal.facilities.models import (
    BankStatement,
    Facility,
    FreePlaces,
    FreshnessReminder,
    Group,
    Invitation,
    Listing,
    ListingVersion,
    ListingWord,
    Membership,
    OpeningRange,
    PedagogicalProject,
    Photo,
    StaffContact,
    Submission,
    UnavailabilityPeriod,
)
from portal.files.models import ReceivedFile
from portal.kernel.service import writing
from tests.facilities.making import make_listing

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def facility(**values: Any) -> Callable[[Listing], Any]:
    return lambda listing: Facility.objects.filter(pk=listing.facility_id).update(**values)


def listing(**values: Any) -> Callable[[Listing], Any]:
    return lambda listing: Listing.objects.filter(pk=listing.pk).update(**values)


def part(model: type[models.Model], times: int = 1, **values: Any) -> Callable[[Listing], Any]:
    return lambda listing: [model._default_manager.create(listing=listing, **values) for _ in range(times)]


def memberships(listing: Listing) -> None:
    user = User.objects.create_user("aline")
    for _ in range(2):
        Membership.objects.create(organiser=listing.facility.organiser, user=user, role="membre", since=DAY)


def staff_contacts(listing: Listing) -> None:
    for _ in range(2):
        StaffContact.objects.create(facility=listing.facility, position=0, name="A", function="B")


def invitations(*addresses: str, **values: Any) -> Callable[[Listing], Any]:
    def invite(listing: Listing) -> None:
        user = User.objects.create_user("aline")
        for number, email in enumerate(addresses):
            Invitation.objects.create(
                organiser=listing.facility.organiser, role="membre", email=email, first_name="A",
                last_name="B", secret_digest=str(number), invited_by=user, invited_at=NOW, expires_at=NOW,
                **values,
            )  # fmt: skip

    return invite


def reminders(times: int = 1, **values: Any) -> Callable[[Listing], Any]:
    def remind(listing: Listing) -> None:
        user = User.objects.create_user("aline")
        for _ in range(times):
            FreshnessReminder.objects.create(
                listing=listing, user=user, stated_on=DAY, reminded_at=NOW, **values
            )

    return remind


def submitted(model: type[Submission], times: int = 1, **values: Any) -> Callable[[Listing], Any]:
    """Photos, projects or statements, each with a file of its own."""
    shaped = (
        {"position": 1, "description": "Le jardin", "width": 480, "height": 300} if model is Photo else {}
    )
    if model is BankStatement:
        shaped = {"account_version": 1}

    def submit(listing: Listing) -> None:
        facility = listing.facility
        whose = {"organiser": facility.organiser} if model is BankStatement else {"facility": facility}
        for number in range(times):
            received = ReceivedFile.objects.create(
                room="essai", name="a.pdf", media_type="application/pdf", size=1, file=f"essai/{number}.pdf",
                state="sain", received_at=NOW,
            )  # fmt: skip
            # One public name each.
            own = {"public_token": str(number)} if values.get("state") == "accepte" and times > 1 else {}
            model._default_manager.create(
                received=received, sent_at=NOW, **whose, **{**shaped, **values, **own}
            )

    return submit


VIOLATIONS: dict[str, Callable[[Listing], Any]] = {
    "facility_sector_of_its_kind": facility(sector="temps-libre"),
    "facility_in_force_in_order": facility(in_force_from=None, in_force_until=DAY),
    "facility_suspension_has_a_start": facility(suspended_until=DAY),
    "facility_withdrawn_has_an_end": facility(is_withdrawn=True, in_force_until=None),
    "facility_suspension_in_order": facility(suspended_from=DAY, suspended_until=date(2026, 3, 1)),
    "facility_in_or_near_belgium": facility(latitude=0.0),
    "facility_capacity_positive": facility(authorised_capacity=0),
    "listing_rounded_address_hides_the_street": listing(address_precision="arrondie"),
    "listing_date_goes_with_not_before": listing(availability="pas-avant", confirmed_on=DAY),
    "listing_stated_availability_is_dated": listing(availability="maintenant"),
    "listing_tariff_goes_with_subsidy": listing(tariff="revenus", subsidy_level=1),
    "listing_in_or_near_belgium": listing(longitude=10.0),
    "opening_range_in_a_day": part(OpeningRange, weekday=0, start=600, end=600),
    "opening_range_in_steps_of_five_minutes": part(OpeningRange, weekday=0, start=601, end=700),
    "opening_range_once": part(OpeningRange, times=2, weekday=0, start=600, end=700),
    "unavailability_in_order": part(UnavailabilityPeriod, first_day=DAY, last_day=date(2026, 3, 1)),
    "unavailability_once": part(UnavailabilityPeriod, times=2, first_day=DAY, last_day=DAY),
    "free_places_once_a_band": part(FreePlaces, times=2, band=1, from_day=DAY, places=1),
    "free_places_positive": part(FreePlaces, band=1, from_day=DAY, places=0),
    "listing_version_once": part(
        ListingVersion, times=2, version=1, entry_id=1, replaced_at=NOW, values={"name": "A"}
    ),
    "group_ages_in_order": part(Group, from_months=12, to_months=11),
    "freshness_reminder_once": reminders(times=2),
    "freshness_link_is_whole": reminders(link_digest="x", link_expires_at=NOW),
    "staff_contact_once_a_position": staff_contacts,
    "photo_public_when_approved": submitted(Photo, state="accepte"),
    "photo_refused_with_a_reason": submitted(Photo, state="refuse"),
    "photo_is_described": submitted(Photo, description=""),
    "project_public_when_approved": submitted(PedagogicalProject, public_token="x"),
    "project_refused_with_a_reason": submitted(PedagogicalProject, state="refuse"),
    "project_waits_once": submitted(PedagogicalProject, times=2),
    "project_public_once": submitted(PedagogicalProject, times=2, state="accepte"),
    "bank_statement_refused_with_a_reason": submitted(BankStatement, state="refuse"),
    "bank_statement_waits_once": submitted(BankStatement, times=2),
    "listing_word_once": part(ListingWord, times=2, of="nom", word="toucan"),
    "membership_once": memberships,
    "invitation_open_once": invitations("a@exemple.be", "A@exemple.be"),
    "invitation_ends_one_way": invitations("a@exemple.be", accepted_at=NOW, withdrawn_at=NOW),
}


@pytest.mark.parametrize("name", VIOLATIONS)
def test_the_database_refuses(name: str) -> None:
    made = make_listing()
    with pytest.raises(IntegrityError) as refusal, transaction.atomic(), writing():
        VIOLATIONS[name](made)
    # SQLite names the columns of a uniqueness rule, not its constraint.
    assert name in str(refusal.value) or "UNIQUE" in str(refusal.value)


def test_every_constraint_is_violated_once() -> None:
    named = {
        constraint.name
        for model in apps.get_app_config("facilities").get_models()
        for constraint in model._meta.constraints
    }
    assert named == VIOLATIONS.keys()

"""Organisers, facilities (private) and listings (public): two rooms, never mixed."""

from portal.facilities.models.bank import BankAccount
from portal.facilities.models.facility import Facility, Organiser
from portal.facilities.models.freshness import FreshnessReminder
from portal.facilities.models.imported import ImportedRow
from portal.facilities.models.listing import (
    FreePlaces,
    Group,
    Listing,
    OpeningRange,
    UnavailabilityPeriod,
)
from portal.facilities.models.lookup import ListingWord
from portal.facilities.models.membership import Invitation, Membership
from portal.facilities.models.people import Childminder, CoCarePartner, StaffContact
from portal.facilities.models.submissions import BankStatement, PedagogicalProject, Photo, Submission
from portal.facilities.models.version import ListingVersion

__all__ = [
    "BankAccount",
    "BankStatement",
    "Childminder",
    "CoCarePartner",
    "Facility",
    "FreePlaces",
    "FreshnessReminder",
    "Group",
    "ImportedRow",
    "Invitation",
    "Listing",
    "ListingVersion",
    "ListingWord",
    "Membership",
    "OpeningRange",
    "Organiser",
    "PedagogicalProject",
    "Photo",
    "StaffContact",
    "Submission",
    "UnavailabilityPeriod",
]

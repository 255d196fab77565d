"""The verbs of the domain: the only writers of organisers, facilities and listings."""

from portal.facilities.services.bank import state_bank_account
from portal.facilities.services.bank_statements import (
    refuse_bank_statement,
    reopen_bank_statement,
    submit_bank_statement,
    validate_bank_statement,
)
from portal.facilities.services.facility import (
    EFFECT_NAMES,
    AuthorisationEffect,
    RecordedDecision,
    set_address,
    set_authorisation_effect,
    set_emergency_mobile,
    set_postal_address,
)
from portal.facilities.services.freshness import confirm_availability
from portal.facilities.services.identification import set_co_care_partner, set_identification
from portal.facilities.services.opening import (
    FacilityDraft,
    open_facilities,
    open_facility,
    open_in_chunks,
)
from portal.facilities.services.organisers import (
    register_organiser,
    register_organisers,
    require_strong_login,
    state_organiser,
)
from portal.facilities.services.photos import (
    approve_photo,
    describe_photo,
    move_photo,
    refuse_photo,
    reopen_photo,
    submit_photo,
    withdraw_photo,
)
from portal.facilities.services.projects import (
    approve_project,
    refuse_project,
    reopen_project,
    submit_project,
    withdraw_project,
)
from portal.facilities.services.removal import remove_facilities, remove_in_chunks
from portal.facilities.services.restoring import forget_versions, restore_version
from portal.facilities.services.sections import (
    set_characteristics,
    set_contact,
    set_opening_hours,
    set_presentation,
    set_visibility,
    state_availability,
    update_listing,
)
from portal.facilities.services.staff import Contact, set_staff_contacts

__all__ = [
    "EFFECT_NAMES",
    "AuthorisationEffect",
    "Contact",
    "FacilityDraft",
    "RecordedDecision",
    "approve_photo",
    "approve_project",
    "confirm_availability",
    "describe_photo",
    "forget_versions",
    "move_photo",
    "open_facilities",
    "open_facility",
    "open_in_chunks",
    "refuse_bank_statement",
    "refuse_photo",
    "refuse_project",
    "register_organiser",
    "register_organisers",
    "remove_facilities",
    "remove_in_chunks",
    "reopen_bank_statement",
    "reopen_photo",
    "reopen_project",
    "require_strong_login",
    "restore_version",
    "set_address",
    "set_authorisation_effect",
    "set_characteristics",
    "set_co_care_partner",
    "set_contact",
    "set_emergency_mobile",
    "set_identification",
    "set_opening_hours",
    "set_postal_address",
    "set_presentation",
    "set_staff_contacts",
    "set_visibility",
    "state_availability",
    "state_bank_account",
    "state_organiser",
    "submit_bank_statement",
    "submit_photo",
    "submit_project",
    "update_listing",
    "validate_bank_statement",
    "withdraw_photo",
    "withdraw_project",
]

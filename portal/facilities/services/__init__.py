"""The verbs of the domain: the only writers of organisers, facilities and listings."""

from portal.facilities.services.bank import state_bank_account
from portal.facilities.services.facility import (
    AuthorisationEffect,
    move_facility,
    set_authorisation_effect,
    set_private_contact,
)
from portal.facilities.services.opening import (
    FacilityDraft,
    open_facilities,
    open_facility,
    open_in_chunks,
)
from portal.facilities.services.organisers import (
    register_organiser,
    register_organisers,
    rename_organiser,
    require_strong_login,
)
from portal.facilities.services.removal import remove_facilities, remove_in_chunks
from portal.facilities.services.restoring import forget_versions, restore_version
from portal.facilities.services.sections import (
    set_characteristics,
    set_contact,
    set_opening_hours,
    set_presentation,
    set_tariff,
    set_visibility,
    state_availability,
    update_listing,
)

__all__ = [
    "AuthorisationEffect",
    "FacilityDraft",
    "forget_versions",
    "move_facility",
    "open_facilities",
    "open_facility",
    "open_in_chunks",
    "register_organiser",
    "register_organisers",
    "remove_facilities",
    "remove_in_chunks",
    "rename_organiser",
    "require_strong_login",
    "restore_version",
    "set_authorisation_effect",
    "set_characteristics",
    "set_contact",
    "set_opening_hours",
    "set_presentation",
    "set_private_contact",
    "set_tariff",
    "set_visibility",
    "state_availability",
    "state_bank_account",
    "update_listing",
]

"""That ONE has recorded a decision about a place, told to its people: neither what it says, nor why."""

from django.urls import reverse

from portal.facilities.models import Listing, Membership
from portal.kernel.actors import Actor
from portal.notifications.kinds import Group, Kind, register_kinds
from portal.notifications.services import notify

OF_AUTHORISATION = Group(
    "autorisation",
    "Votre autorisation",
    "L’ONE encode une décision sur votre autorisation, votre agrément ou votre reconnaissance.",
)
DECISION_RECORDED = Kind(
    "facilities.decision_recorded", "Une décision de l’ONE est encodée", OF_AUTHORISATION
)


def register() -> None:
    """Called in `AppConfig.ready()`."""
    register_kinds(DECISION_RECORDED)


def tell_decision_recorded(actor: Actor, listing: Listing) -> None:
    """Everybody who has access: who only helps has to know as well when the place may open no more."""
    members = Membership.objects.filter(organiser=listing.facility.organiser_id).order_by("pk")
    notify(
        actor=actor,
        kind=DECISION_RECORDED,
        to=members.values_list("user_id", flat=True),
        text=f"L’ONE a encodé une décision sur l’autorisation de {listing.name}. Elle est à lire dans la "
        "signalétique de ce lieu.",
        path=reverse("pro:facility", args=[listing.facility_id]),
    )

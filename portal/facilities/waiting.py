"""What waits for an organiser's people: an account that is missing, invitations without an answer."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from django.urls import reverse

from portal.accounts.person import Person
from portal.accounts.rights import Right
from portal.facilities.bank_standing import Standing, standings_of
from portal.facilities.enums import Category
from portal.facilities.listing_waiting import listings_that_wait
from portal.facilities.models import Facility, Invitation, Organiser
from portal.kernel import clock
from portal.kernel.actors import Actor
from portal.kernel.waiting import WaitingLine, register_waiting


def register() -> None:
    """Called in `AppConfig.ready()`."""
    register_waiting(listings_that_wait)
    register_waiting(unproven_accounts)
    register_waiting(old_invitations)


def unproven_accounts(actor: Actor, facilities: Sequence[Facility], today: date) -> Iterable[WaitingLine]:
    """Without an account that its statement proves, ONE can pay no subsidy. Consultations are ONE's own."""
    paid = {
        facility.organiser_id: facility.organiser
        for facility in facilities
        if facility.get_category() != Category.CONSULTATION
    }
    standings = standings_of(paid)
    return [
        WaitingLine(
            title=title,
            text=text,
            action=action,
            url=reverse("pro:bank_account", args=[pk]),
            icon="euro",
            about=organiser.name,
        )
        for pk, organiser in paid.items()
        for title, text, action in _ACCOUNT_LINES.get(standings[pk].standing, ())
    ]


_ACCOUNT_LINES = {
    Standing.NO_ACCOUNT: [
        (
            "Indiquez vos coordonnées bancaires",
            "Sans numéro de compte, l’ONE ne peut pas verser vos subsides.",
            "Indiquer un compte",
        )
    ],
    Standing.NO_STATEMENT: [
        (
            "Ajoutez votre relevé d’identité bancaire",
            "L’ONE ne verse que sur un compte dont il a validé le relevé.",
            "Ajouter le relevé",
        )
    ],
    Standing.REFUSED: [
        (
            "Votre relevé d’identité bancaire est refusé",
            "Lisez le motif et déposez un nouveau relevé pour débloquer vos subsides.",
            "Lire le motif",
        )
    ],
}


def old_invitations(actor: Actor, facilities: Sequence[Facility], today: date) -> Iterator[WaitingLine]:
    """For whoever invites: links that serve no more, of people who never answered."""
    if not isinstance(actor, Person):
        return
    managed = {
        held.organiser_id for _, held in actor.rights(Right.MANAGE_MEMBERS) if held.role.is_of_organiser
    }
    if not managed:
        return
    expired = Invitation.objects.still_open().filter(organiser__in=managed, expires_at__lte=clock.now())
    for invitation in expired.select_related("organiser").order_by("expires_at", "pk"):
        organiser: Organiser = invitation.organiser
        yield WaitingLine(
            title=f"{invitation.first_name} {invitation.last_name} n’a pas répondu à votre invitation",
            text="Le lien n’est plus valable. Invitez à nouveau cette personne, ou retirez l’invitation.",
            action="Voir les accès",
            url=reverse("pro:access", args=[organiser.pk]),
            icon="children",
            about=organiser.name,
        )

"""What the demonstration's professionals have handed in: photos that parents see, others that wait."""

from portal.accounts.models import User
from portal.accounts.person import Person
from portal.facilities import services
from portal.facilities.bank_access import bank_account_for
from portal.facilities.demo import pictures
from portal.facilities.models import BankStatement, Facility, Photo
from portal.facilities.services.photos import prepare_photo
from portal.files.accepting import Accepted
from portal.files.scanning import Verdict

_VIEWS = (
    ("Le coin jeux, avec un tapis et des blocs de couleur", lambda: pictures.room(0)),
    ("Le jardin, avec un arbre et un bac à sable", pictures.garden),
    ("La pièce de repos", lambda: pictures.room(1)),
    ("La salle à manger", lambda: pictures.room(2)),
)
_REFUSED = "On ne voit pas bien votre lieu sur cette photo. Prenez-la de jour, sans bouger."


def hand_in_photos(holder: Person, adviser: Person, facility: Facility) -> None:
    """Two that are approved, one that is refused, one that waits; once. The agent must decide about it."""
    if facility.photos.exists():
        return
    sent: list[Photo] = [
        services.submit_photo(
            actor=holder,
            listing_id=facility.listing.pk,
            photo=prepare_photo(_drawn(f"photo-{number}.jpg", draw())),
            description=description,
        )
        for number, (description, draw) in enumerate(_VIEWS, start=1)
    ]
    for photo in sent[:2]:
        services.approve_photo(actor=adviser, photo_id=photo.pk)
    services.refuse_photo(actor=adviser, photo_id=sent[2].pk, reason=_REFUSED)


def hand_in_statement(holder: Person, organiser_id: int) -> None:
    """One that waits, of the account that is stated; once."""
    if BankStatement.objects.filter(organiser=organiser_id).exists():
        return
    account = bank_account_for(holder, organiser_id)
    name = User.objects.get(pk=holder.pk).get_full_name()
    services.submit_bank_statement(
        actor=holder,
        organiser_id=organiser_id,
        document=_drawn("releve.jpg", pictures.statement(name, account.iban)),
    )


def _drawn(name: str, content: bytes) -> Accepted:
    """Ours, and no virus: it is not held where the site has a scanner."""
    return Accepted(name, "image/jpeg", content, Verdict.CLEAN)

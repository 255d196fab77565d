"""Photos of a facility: sent and described by its people, shown to parents once an agent has approved."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db.models import Max

from portal.accounts.rights import Right
from portal.facilities import rules
from portal.facilities.enums import SubmissionState
from portal.facilities.models import Photo
from portal.facilities.public_copies import PHOTOS
from portal.facilities.services.edit import locked_listing
from portal.facilities.services.published import became, locked_own, locked_to_decide
from portal.facilities.services.submissions import cleaned_reason, move, record
from portal.facilities.submission_access import photos_of
from portal.facilities.workflow import PHOTO
from portal.files.accepting import Accepted
from portal.files.keeping import keep
from portal.files.publishing import LEAST_WIDTH, derivatives_of, size_of
from portal.kernel import clock
from portal.kernel.actors import Actor
from portal.kernel.service import service
from search import changes

MAX_PHOTOS = 10
MAX_DESCRIPTION = 200
# The same picture again within this time is the same click.
_ONE_PHOTO = timedelta(minutes=10)
_NO_DESCRIPTION = (
    "Décrivez la photo en quelques mots, pour les parents qui ne la voient pas. "
    "Exemple\u00a0: le coin lecture."
)


@dataclass(frozen=True, slots=True)
class PreparedPhoto:
    """A picture with what parents would get of it, drawn before any transaction."""

    accepted: Accepted
    width: int
    height: int
    derived: Mapping[str, bytes] = field(repr=False)


def prepare_photo(accepted: Accepted) -> PreparedPhoto:
    """`ValidationError` where it is too small to be looked at."""
    width, height = size_of(accepted.content)
    if width < LEAST_WIDTH:
        raise ValidationError(
            f"Cette photo est trop petite\u00a0: {width}\u00a0points de large. "
            f"Il en faut au moins {LEAST_WIDTH}."
        )
    return PreparedPhoto(accepted, width, height, derivatives_of(accepted.content))


@service
def submit_photo(*, actor: Actor, listing_id: int, photo: PreparedPhoto, description: str) -> Photo:
    """One more photo, after the others, for the agent to decide about; the same click twice is one.

    `Listing.DoesNotExist` where it is not the actor's to edit; `ValidationError` by field.
    """
    description = _described(description)
    facility = locked_listing(actor, listing_id).facility
    present = photos_of(facility)
    same = present.filter(
        sent_by=actor.pk,
        sent_at__gt=clock.now() - _ONE_PHOTO,
        received__name=photo.accepted.name,
        received__size=len(photo.accepted.content),
        description=description,
    ).first()
    if same is not None:
        return same
    if present.count() >= MAX_PHOTOS:
        raise ValidationError({"photo": f"{MAX_PHOTOS}\u00a0photos au plus\u00a0: retirez-en une d’abord."})
    last = present.aggregate(last=Max("position"))["last"] or 0
    submitted = Photo.objects.create(
        facility=facility,
        received=keep(photo.accepted, PHOTOS, photo.derived),
        position=last + 1,
        description=description,
        width=photo.width,
        height=photo.height,
        sent_by_id=actor.pk,
        sent_at=clock.now(),
    )
    record(facility, submitted, "", actor=actor, purpose="photo envoyée", description=("", description))
    return submitted


@service
def describe_photo(*, actor: Actor, photo_id: int, description: str) -> bool:
    """Another alternative text; read at once where the photo is public. False where it is the same."""
    description = _described(description)
    photo = _own(actor, photo_id)
    before = photo.description
    if before == description:
        return False
    photo.description = description
    photo.save(update_fields=["description"])
    record(
        photo.facility, photo, str(photo.state), actor=actor, purpose="photo décrite",
        description=(before, description),
    )  # fmt: skip
    if photo.is_approved:
        changes.append([photo.facility.listing.pk])
    return True


@service
def move_photo(*, actor: Actor, photo_id: int, earlier: bool) -> bool:
    """One place earlier, or later, among those of its facility. False at the end of the row."""
    photo = _own(actor, photo_id)
    row = list(photos_of(photo.facility))
    at = [one.pk for one in row].index(photo.pk)
    other_at = at - 1 if earlier else at + 1
    if not 0 <= other_at < len(row):
        return False
    row[at], row[other_at] = row[other_at], row[at]
    for position, one in enumerate(row, start=1):
        if one.position != position:
            Photo.objects.filter(pk=one.pk).update(position=position)
    record(
        photo.facility, photo, str(photo.state), actor=actor, purpose="ordre des photos",
        position=(at + 1, other_at + 1),
    )  # fmt: skip
    if any(one.is_approved for one in row):
        changes.append([photo.facility.listing.pk])
    return True


@service
def withdraw_photo(*, actor: Actor, photo_id: int) -> Photo:
    """Its people do not want it there any more: gone from the public media, and for the agents too."""
    photo = _own(actor, photo_id)
    before = move(photo, PHOTO, "withdraw", actor=actor, right=Right.EDIT_LISTING)
    return became(actor, photo, before, "photo retirée")


@service
def approve_photo(*, actor: Actor, photo_id: int) -> Photo:
    """Parents see it from now on, and its sender is told.

    `Photo.DoesNotExist` where the agent does not decide about this facility; `TransitionRefused` where
    somebody was faster; `ValidationError` while the file is held.
    """
    photo = locked_to_decide(Photo, actor, photo_id)
    before = move(photo, PHOTO, "approve", actor=actor, right=Right.DECIDE_PHOTOS)
    return became(actor, photo, before, "photo approuvée")


@service
def refuse_photo(*, actor: Actor, photo_id: int, reason: str) -> Photo:
    """Its sender reads the reason, and may send another. Errors as for `approve_photo`."""
    reason = cleaned_reason(reason)
    photo = locked_to_decide(Photo, actor, photo_id)
    before = move(photo, PHOTO, "refuse", actor=actor, right=Right.DECIDE_PHOTOS, reason=reason)
    return became(actor, photo, before, "photo refusée", reason=("", reason))


@service
def reopen_photo(*, actor: Actor, photo_id: int) -> Photo:
    """Undo a decision: it waits again, and parents do not see it. Nothing is built on one but what is public.

    `TransitionRefused` where its people have withdrawn it meanwhile.
    """
    photo = locked_to_decide(Photo, actor, photo_id)
    before = move(photo, PHOTO, "reopen", actor=actor, right=Right.DECIDE_PHOTOS)
    return became(actor, photo, before, "décision sur une photo annulée")


def _own(actor: Actor, photo_id: int) -> Photo:
    photo = locked_own(Photo, actor, photo_id)
    if photo.state == SubmissionState.WITHDRAWN:
        raise Photo.DoesNotExist
    return photo


def _described(description: str) -> str:
    description = rules.one_line(description)
    if not description:
        raise ValidationError({"description": _NO_DESCRIPTION})
    if len(description) > MAX_DESCRIPTION:
        raise ValidationError({"description": f"{MAX_DESCRIPTION} caractères au plus."})
    return description

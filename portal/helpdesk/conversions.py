"""Conversions that failed since the number is another account's: noted, looked into, settled."""

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.views.decorators.debug import sensitive_variables

from portal.accounts.identification import user_of_niss
from portal.accounts.models import User
from portal.accounts.person import Person
from portal.accounts.rights import Right
from portal.accounts.strong.identities import forget_niss
from portal.audit.services import masked, record_consultation, record_modification
from portal.facilities.access import possible
from portal.facilities.people_access import people_for
from portal.helpdesk.enums import ConversionState
from portal.helpdesk.models import FailedConversion
from portal.helpdesk.notifications import tell_explained, tell_freed
from portal.helpdesk.texts import prose
from portal.helpdesk.workflow import CONVERSION
from portal.kernel import clock
from portal.kernel.service import service
from portal.kernel.workflow import TransitionRefused

PURPOSE = "conversion qui a échoué"


def failed_conversions_for(person: Person) -> QuerySet[FailedConversion]:
    """Those of the people whom this person may help to sign in; none for others."""
    helped = people_for(person, Right.RESET_PASSWORD).order_by().values("pk")
    return (
        FailedConversion.objects.filter(user__in=helped)
        .select_related("user", "holder")
        .defer("user__niss", "holder__niss")
    )


def failed_conversion_for(person: Person, pk: int) -> FailedConversion:
    """One of them; that both people were looked at is in the history before it is returned."""
    found = failed_conversions_for(person).get(pk=possible(pk))
    for user in (found.user, found.holder):
        record_consultation(actor=person, subject=user, purpose=PURPOSE)
    return found


def explained_lately(user_id: int) -> FailedConversion | None:
    """The last failed conversion of this person, where the helpdesk has explained it to them."""
    last = FailedConversion.objects.filter(user=user_id).order_by("-first_at", "-pk").first()
    return last if last is not None and last.state == ConversionState.EXPLAINED else None


@sensitive_variables()
@service
def note_failed_conversion(*, actor: Person, niss: str) -> FailedConversion | None:
    """The actor stated a number that is another account's: it waits for the helpdesk, once a person.

    None where nobody has the number (any more).
    """
    holder = user_of_niss(niss)
    if holder is None or holder.pk == actor.pk:
        return None
    now = clock.now()
    again = FailedConversion.objects.filter(user=actor.pk, state=ConversionState.WAITING)
    if again.update(holder=holder.pk, tries=F("tries") + 1, last_at=now):
        return again.get()
    try:
        with transaction.atomic():
            made = FailedConversion.objects.create(
                user_id=actor.pk, holder_id=holder.pk, first_at=now, last_at=now
            )
    except IntegrityError:
        # The same click twice, at this very moment.
        return again.get()
    record_modification(
        actor=actor,
        subject=User.objects.defer("niss").get(pk=actor.pk),
        changes={"conversion": ("", "refusée\u00a0: le numéro est lié à un autre compte")},
        purpose="conversion refusée",
    )
    return made


@service
def free_number(*, actor: Person, conversion_id: int, how: str) -> FailedConversion:
    """Take the number from the account that has it, whose sessions end; the person may convert, and is told.

    `how` it was checked whose number it is: kept in the history. `FailedConversion.DoesNotExist` where the
    actor may not; `TransitionRefused`.
    """
    found = _locked(actor, conversion_id)
    _move(actor, found, "free", prose("reason", how))
    forget_niss(actor=actor, user=found.holder)
    tell_freed(actor, found)
    return found


@service
def explain_conversion(*, actor: Person, conversion_id: int, words: str) -> FailedConversion:
    """Nothing changes about the accounts; the person reads why where they convert."""
    found = _locked(actor, conversion_id)
    _move(actor, found, "explain", prose("reason", words))
    tell_explained(actor, found)
    return found


@service
def reopen_conversion(*, actor: Person, conversion_id: int) -> FailedConversion:
    """Explained by mistake: it waits again, unless the person has tried again meanwhile."""
    found = _locked(actor, conversion_id)
    if FailedConversion.objects.filter(user=found.user_id, state=ConversionState.WAITING).exists():
        raise TransitionRefused("La personne a essayé de nouveau\u00a0: cet essai-là attend dans la file.")
    _move(actor, found, "reopen", "")
    return found


def _locked(actor: Person, pk: int) -> FailedConversion:
    mine = failed_conversions_for(actor).order_by().values("pk")
    return FailedConversion.objects.select_for_update().filter(pk__in=mine).get(pk=possible(pk))


def _move(actor: Person, found: FailedConversion, name: str, words: str) -> None:
    role = actor.role_with(Right.RESET_PASSWORD).value
    before = found.state
    found.state = CONVERSION.check(before, name, role, words).target
    found.words = words
    found.settled_at = None if found.state == ConversionState.WAITING else clock.now()
    found.save(update_fields=["state", "words", "settled_at"])
    record_modification(
        actor=actor,
        subject=found,
        changes={"state": (before, found.state), "words": ("", masked(words))},
        purpose=PURPOSE,
    )

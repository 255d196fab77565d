"""The door to an organiser's bank account: whose it is first, then how surely we know who asks."""

from dataclasses import dataclass, field, replace
from typing import Any

from django.views.decorators.debug import sensitive_variables

from portal.accounts.enums import STRONGEST
from portal.accounts.person import Person
from portal.accounts.rights import Right
from portal.audit.services import record_consultation
from portal.facilities.access import POSSIBLE_IDS, possible
from portal.facilities.enums import SubmissionState
from portal.facilities.facility_access import may_on, organisers_for
from portal.facilities.models import BankAccount, BankStatement, Organiser
from portal.facilities.services.bank import NEVER_STATED, PURPOSE
from portal.kernel import crypto, iban


@dataclass(frozen=True, slots=True)
class ShownBankAccount:
    """What this person may read of it, at the level of this log-in.

    `is_clear`: the number is whole; otherwise it shows the country and the last four characters, and no BIC.
    `is_lost`: there is an account that no key opens any more; it is to be stated again.
    """

    organiser: Organiser
    is_clear: bool
    version: int = NEVER_STATED
    iban: str = field(default="", repr=False)
    bic: str = field(default="", repr=False)
    account_holder: str = field(default="", repr=False)
    is_lost: bool = False

    @property
    def is_stated(self) -> bool:
        return self.version != NEVER_STATED


@sensitive_variables()
def bank_account_for(person: Person, organiser_id: int) -> ShownBankAccount:
    """The account of an organiser on which the person has SEE_PRIVATE, in clear after a strong log-in.

    Covered for the organiser's own people who signed in by password: agents, and members of an organiser that
    makes strong login compulsory, have no right at all without it. `Organiser.DoesNotExist` for them, and
    where it would be nobody's of theirs at any level; the consultation is in the history before anything is
    opened (`ConsultationNotRecorded`).
    """
    if organiser_id not in POSSIBLE_IDS:
        raise Organiser.DoesNotExist
    seen = organisers_for(person, Right.SEE_FACILITY).order_by().values("pk")
    organiser = organisers_for(person, Right.SEE_PRIVATE, STRONGEST).get(pk=organiser_id, pk__in=seen)
    is_clear = may_on(person, Right.SEE_PRIVATE, organiser)
    record_consultation(actor=person, subject=organiser, purpose=PURPOSE)
    account = BankAccount.objects.filter(organiser=organiser).first()
    return _shown(organiser, account, is_clear) if account else ShownBankAccount(organiser, is_clear)


def covered_account(person: Person, organiser: Organiser) -> str:
    """The number with its last four characters alone, on a page that has recorded its own consultation.

    Empty where there is none, where no key opens it, and for whoever would not see it at any level.
    """
    account = BankAccount.objects.filter(organiser=organiser).first()
    if account is None or not may_on(person, Right.SEE_PRIVATE, organiser, STRONGEST):
        return ""
    return _shown(organiser, account, is_clear=False).iban


@sensitive_variables()
def _shown(organiser: Organiser, account: BankAccount, is_clear: bool) -> ShownBankAccount:
    kept: Any = account.iban
    covered = ShownBankAccount(
        organiser, is_clear, version=account.version, account_holder=account.account_holder
    )
    try:
        number = kept.reveal()
    except crypto.Unreadable:
        return replace(covered, is_lost=True)
    if is_clear:
        return replace(covered, iban=iban.shown(number), bic=account.bic)
    return replace(covered, iban=iban.masked(number))


def own_statement(person: Person, organiser_id: int, pk: int) -> BankStatement:
    """A statement of an organiser on which the person has SEE_PRIVATE at the level of this log-in.

    `Organiser.DoesNotExist` or `BankStatement.DoesNotExist`; the consultation is in the history before it is
    returned.
    """
    if organiser_id not in POSSIBLE_IDS:
        raise Organiser.DoesNotExist
    organiser = organisers_for(person, Right.SEE_PRIVATE).get(pk=organiser_id)
    statement = (
        BankStatement.objects.exclude(state=SubmissionState.WITHDRAWN)
        .select_related("received")
        .get(pk=possible(pk), organiser=organiser)
    )
    record_consultation(actor=person, subject=organiser, purpose=PURPOSE)
    return statement


def may_state(person: Person, organiser: Organiser) -> bool:
    """Whether the person may state this organiser's account, at the level of this log-in."""
    return may_on(person, Right.STATE_BANK_ACCOUNT, organiser)

"""Relevés d'identité bancaire: the proof of an account. Money goes only to one that it has validated."""

from portal.accounts.person import Person
from portal.accounts.rights import Right
from portal.facilities.enums import SubmissionState
from portal.facilities.facility_access import organisers_for
from portal.facilities.models import BankAccount, BankStatement, Organiser
from portal.facilities.services.submissions import cleaned_reason, move, record
from portal.facilities.submission_notices import tell_reopened, tell_statement_decided
from portal.facilities.workflow import BANK_STATEMENT
from portal.files.accepting import Accepted
from portal.files.keeping import keep
from portal.kernel import clock
from portal.kernel.actors import Actor
from portal.kernel.service import service
from portal.kernel.workflow import TransitionRefused

ROOM = "releves"
_CHANGED = ["state", "decided_by", "decided_at", "reason"]
_OTHER_ACCOUNT = (
    "Le compte a changé depuis, ou un autre relevé a été envoyé\u00a0: rien n’est plus à décider ici."
)


@service
def submit_bank_statement(*, actor: Actor, organiser_id: int, document: Accepted) -> BankStatement:
    """The statement of the account as it is now, in place of what waited or was refused.

    `Organiser.DoesNotExist` where the actor may not state the account at this level, or where there is none.
    """
    return submit_within(actor, _own(actor, organiser_id), document)


def submit_within(actor: Actor, organiser: Organiser, document: Accepted) -> BankStatement:
    """The same inside a service that has locked the organiser and asked for the right."""
    account = BankAccount.objects.filter(organiser=organiser).first()
    if account is None:
        raise Organiser.DoesNotExist("without an account there is nothing to prove")
    set_aside(actor, organiser)
    submitted = BankStatement.objects.create(
        organiser=organiser,
        received=keep(document, ROOM),
        account_version=account.version,
        sent_by_id=actor.pk,
        sent_at=clock.now(),
    )
    record(organiser, submitted, "", actor=actor, purpose="relevé d’identité bancaire envoyé")
    return submitted


def set_aside(actor: Actor, organiser: Organiser) -> None:
    """What waits or was refused counts no more: another account, or another statement. Within a service."""
    open_ones = BankStatement.objects.select_for_update(of=("self",)).filter(
        organiser=organiser, state__in=(SubmissionState.WAITING, SubmissionState.REFUSED)
    )
    for earlier in open_ones.order_by("pk"):
        before = move(earlier, BANK_STATEMENT, "withdraw", actor=actor, right=Right.STATE_BANK_ACCOUNT)
        earlier.save(update_fields=_CHANGED)
        record(organiser, earlier, before, actor=actor, purpose="relevé d’identité bancaire remplacé")


@service
def validate_bank_statement(*, actor: Actor, statement_id: int) -> BankStatement:
    """The account, as it is now, may be paid to; its people are told.

    `BankStatement.DoesNotExist` where the agent does not decide about this organiser; `TransitionRefused`
    where somebody was faster, or the account is another one by now; `ValidationError` while the file is held.
    """
    statement = _to_decide(actor, statement_id)
    before = move(statement, BANK_STATEMENT, "approve", actor=actor, right=Right.VALIDATE_BANK_STATEMENT)
    if not _is_of_the_account(statement):
        raise TransitionRefused(_OTHER_ACCOUNT)
    return _decided(actor, statement, before, "relevé d’identité bancaire validé")


@service
def refuse_bank_statement(*, actor: Actor, statement_id: int, reason: str) -> BankStatement:
    """Its people read the reason, and may send another. Errors as for `validate_bank_statement`."""
    reason = cleaned_reason(reason)
    statement = _to_decide(actor, statement_id)
    before = move(
        statement, BANK_STATEMENT, "refuse", actor=actor, right=Right.VALIDATE_BANK_STATEMENT, reason=reason
    )
    return _decided(actor, statement, before, "relevé d’identité bancaire refusé", reason=("", reason))


@service
def reopen_bank_statement(*, actor: Actor, statement_id: int) -> BankStatement:
    """Undo a decision: the account is not validated by it any more.

    `TransitionRefused` where the account, or the statement, is another one by now. Once payments exist, one
    to this account is built on the decision, and is asked for here.
    """
    statement = _to_decide(actor, statement_id)
    before = move(statement, BANK_STATEMENT, "reopen", actor=actor, right=Right.VALIDATE_BANK_STATEMENT)
    newer = BankStatement.objects.filter(organiser=statement.organiser_id, sent_at__gt=statement.sent_at)
    if not _is_of_the_account(statement) or newer.exclude(state=SubmissionState.WITHDRAWN).exists():
        raise TransitionRefused(_OTHER_ACCOUNT)
    statement.save(update_fields=_CHANGED)
    record(
        statement.organiser, statement, before, actor=actor,
        purpose="décision sur un relevé d’identité bancaire annulée",
    )  # fmt: skip
    tell_reopened(actor, statement)
    return statement


def _decided(
    actor: Actor, statement: BankStatement, before: str, purpose: str, **more: tuple[str, str]
) -> BankStatement:
    statement.save(update_fields=_CHANGED)
    record(statement.organiser, statement, before, actor=actor, purpose=purpose, **more)
    tell_statement_decided(actor, statement)
    return statement


def _is_of_the_account(statement: BankStatement) -> bool:
    """Whether the account is still the one that it proves."""
    return BankAccount.objects.filter(
        organiser=statement.organiser_id, version=statement.account_version
    ).exists()


def _own(actor: Actor, organiser_id: int) -> Organiser:
    if not isinstance(actor, Person):
        raise TypeError("by a person with roles")
    allowed = organisers_for(actor, Right.STATE_BANK_ACCOUNT)
    return Organiser.objects.select_for_update().get(pk__in=allowed.values("pk"), pk=organiser_id)


def _to_decide(actor: Actor, statement_id: int) -> BankStatement:
    """The organiser is locked first, as by whoever states another account."""
    if not isinstance(actor, Person):
        raise TypeError("decided by a person with roles")
    allowed = organisers_for(actor, Right.VALIDATE_BANK_STATEMENT).order_by().values("pk")
    found = BankStatement.objects.filter(pk=statement_id, organiser__in=allowed)
    organiser_id = found.values_list("organiser", flat=True).get()
    Organiser.objects.select_for_update().only("pk").get(pk=organiser_id)
    locked = BankStatement.objects.select_for_update(of=("self",)).select_related("organiser", "received")
    return locked.get(pk=statement_id)

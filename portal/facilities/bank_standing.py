"""Whether an organiser's account may be paid to: the rule, written once.

It may while an agent has validated a statement of the account as it is now (guide, « Coordonnées bancaires »:
« Il devra être validé par l'un de nos agents »). Another number, holder or BIC is another account.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from portal.facilities.enums import SubmissionState
from portal.facilities.models import BankAccount, BankStatement, Organiser


class Standing(StrEnum):
    NO_ACCOUNT = "no-account"
    NO_STATEMENT = "no-statement"
    WAITING = "waiting"
    REFUSED = "refused"
    VALIDATED = "validated"


@dataclass(frozen=True, slots=True)
class BankStanding:
    """How an account stands, and the statement that says so; none where there is none."""

    standing: Standing
    statement: BankStatement | None = None

    @property
    def is_validated(self) -> bool:
        return self.standing is Standing.VALIDATED


_STANDS = {
    SubmissionState.WAITING: Standing.WAITING,
    SubmissionState.REFUSED: Standing.REFUSED,
    SubmissionState.APPROVED: Standing.VALIDATED,
}


def standing_of(organiser: Organiser) -> BankStanding:
    """Of the account as it is now."""
    return standings_of([organiser.pk])[organiser.pk]


def standings_of(organiser_ids: Iterable[int]) -> dict[int, BankStanding]:
    """The same of several, by id, in two queries. The newest statement of the present account counts."""
    wanted = list(organiser_ids)
    accounts = dict(
        BankAccount.objects.filter(organiser__in=wanted).order_by("pk").values_list("organiser", "version")
    )
    statements = (
        BankStatement.objects.filter(organiser__in=accounts)
        .exclude(state=SubmissionState.WITHDRAWN)
        .select_related("received")
        .order_by("sent_at", "pk")
    )
    newest = {
        statement.organiser_id: statement
        for statement in statements
        if statement.account_version == accounts[statement.organiser_id]
    }
    return {pk: _standing(pk in accounts, newest.get(pk)) for pk in wanted}


def _standing(has_account: bool, statement: BankStatement | None) -> BankStanding:
    if statement is not None:
        return BankStanding(_STANDS[SubmissionState(statement.state)], statement)
    return BankStanding(Standing.NO_STATEMENT if has_account else Standing.NO_ACCOUNT)

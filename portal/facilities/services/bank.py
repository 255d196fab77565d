"""Where an organiser's subsidies go: stated by its own people, after a strong log-in."""

from typing import Any

from django.views.decorators.debug import sensitive_variables
from stdnum import bic as business_identifier

from portal.accounts.person import Person
from portal.accounts.rights import Right
from portal.audit.services import masked, record_modification
from portal.facilities import rules
from portal.facilities.facility_access import organisers_for
from portal.facilities.models import BankAccount, Organiser
from portal.facilities.notifications import tell_bank_account_stated
from portal.facilities.services.bank_statements import set_aside, submit_within
from portal.files.accepting import Accepted
from portal.kernel import crypto, iban
from portal.kernel.private_fields import sealed
from portal.kernel.service import service
from portal.kernel.stale import refuse_stale

NEVER_STATED = 0
PURPOSE = "coordonnées bancaires"
# What a SEPA transfer carries of a name.
_LONGEST_HOLDER = 70
_BAD_BIC = "Ce code BIC n’est pas valable\u00a0: il compte 8 ou 11 caractères. Exemple\u00a0: GKCCBEBB"


# Outermost, so that no frame in between shows its arguments in an error report.
@sensitive_variables()
@service
def state_bank_account(
    *,
    actor: Person,
    organiser_id: int,
    version: int,
    iban: str,
    bic: str,
    account_holder: str,
    statement: Accepted | None = None,
) -> bool:
    """The account of an organiser. False where it is the same one, and no `statement` proves it anew.

    Another account is validated by nobody: what waited for a decision about the former one is set aside.

    `version` is that of the account that was shown, `NEVER_STATED` where there was none.
    `Organiser.DoesNotExist` where the actor may not state it at this level; `ValidationError` by field,
    or of its own where somebody else was faster. The history keeps that it changed, and no value of it.
    """
    organiser = _own(actor, organiser_id)
    before = BankAccount.objects.filter(organiser=organiser).first()
    now = before.version if before else NEVER_STATED
    refuse_stale(seen=version, now=now, changed="Ces coordonnées ont été modifiées")
    values = _checked(iban, bic, account_holder)
    known = _opened(before) if before else dict.fromkeys(values, "")
    changed = [name for name, value in values.items() if known.get(name) != value]
    if not changed:
        if before and statement is not None:
            submit_within(actor, organiser, statement)
        return before is not None and statement is not None
    stated = values | sealed(BankAccount, "iban", values["iban"])
    if before:
        BankAccount.objects.filter(pk=before.pk).update(**stated, version=before.version + 1)
    else:
        BankAccount.objects.create(organiser=organiser, **stated)
    record_modification(
        actor=actor,
        subject=organiser,
        changes={
            name: (masked(getattr(before, name) if before else ""), masked(values[name])) for name in changed
        },
        purpose=PURPOSE,
    )
    set_aside(actor, organiser)
    if statement is not None:
        submit_within(actor, organiser, statement)
    tell_bank_account_stated(actor, organiser)
    return True


def _own(actor: Person, organiser_id: int) -> Organiser:
    """The organiser, locked: of two people who state the first account at once, one waits and is told."""
    allowed = organisers_for(actor, Right.STATE_BANK_ACCOUNT)
    return Organiser.objects.select_for_update().get(pk__in=allowed.values("pk"), pk=organiser_id)


@sensitive_variables()
def _checked(number: str, bic: str, account_holder: str) -> dict[str, str]:
    problems = rules.Problems()
    with problems.gathering("iban"):
        number = iban.parse(number)
    code = business_identifier.compact(bic)
    if code and not business_identifier.is_valid(code):
        problems.add("bic", _BAD_BIC)
    account_holder = rules.one_line(account_holder)
    if not account_holder:
        problems.add("account_holder", "Indiquez à quel nom est le compte.")
    elif len(account_holder) > _LONGEST_HOLDER:
        problems.add("account_holder", f"{_LONGEST_HOLDER} caractères au plus.")
    problems.raise_any()
    return {"iban": number, "bic": code, "account_holder": account_holder}


@sensitive_variables()
def _opened(account: BankAccount) -> dict[str, str | None]:
    """Its values. After the loss of a key no number is known, and the same one is stated again."""
    kept: Any = account.iban
    try:
        number = kept.reveal()
    except crypto.Unreadable:
        number = None
    return {"iban": number, "bic": account.bic, "account_holder": account.account_holder}

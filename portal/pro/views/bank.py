"""Coordonnées bancaires: covered after a log-in by password, read and changed after a strong one."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.person import Person
from portal.accounts.sessions import PortalRequest
from portal.accounts.views.signing import for_people, typed
from portal.facilities import services
from portal.facilities.bank_access import ShownBankAccount, bank_account_for, may_state
from portal.facilities.bank_standing import standing_of
from portal.facilities.models import Organiser
from portal.files.receiving import dropped_files
from portal.pro.choosing import above, choose
from portal.pro.forms import BankAccountForm
from portal.pro.navigation import BANK_ACCOUNTS
from portal.pro.shell import page, step_up_url
from portal.pro.submission_forms import StatementForm
from portal.pro.submission_limit import too_many

_SENSITIVE = ("iban", "bic", "account_holder")


@require_safe
@for_people
def bank_accounts(request: PortalRequest, person: Person) -> HttpResponse:
    """Which organiser; with one alone, its page at once."""
    return choose(request, person, BANK_ACCOUNTS, "bank_account")


@require_safe
@for_people
def bank_account(request: PortalRequest, person: Person, organiser_id: int) -> HttpResponse:
    """The account of an organiser of the person's; the number is whole after a strong log-in."""
    return shown(request, person, account_or_404(person, organiser_id))


@sensitive_post_parameters(*_SENSITIVE)
@require_http_methods(["GET", "HEAD", "POST"])
@for_people
@sensitive_variables("form", "account")
def state_bank_account(request: PortalRequest, person: Person, organiser_id: int) -> HttpResponse:
    """Another account. Whose it is, is asked first; then for a strong log-in, in a sentence."""
    account = account_or_404(person, organiser_id)
    if not may_state(person, account.organiser):
        return shown(request, person, account, status=403)
    form = BankAccountForm(
        typed(request),
        request.FILES if request.method == "POST" else None,
        initial=_initial(account),
        dropped=dropped_files(request),
    )
    if request.method == "POST" and request.FILES and (refusal := too_many(person)):
        form.add_error("statement", refusal)
    elif request.method == "POST" and form.is_valid():
        try:
            changed = services.state_bank_account(
                actor=person, organiser_id=account.organiser.pk, **form.cleaned_data
            )
        except ValidationError as refusal:
            form.refuse(refusal)
        else:
            if changed:
                messages.success(request, _saved(form.cleaned_data["statement"] is not None))
            return redirect("pro:bank_account", account.organiser.pk)
    back = reverse("pro:bank_account", args=[account.organiser.pk])
    return page(
        request,
        person,
        "pro/state_bank_account.html",
        {"organiser": account.organiser, "form": form, "back": back},
        section="bank_accounts",
        crumbs=[*above(person, BANK_ACCOUNTS), ("Coordonnées bancaires", back)],
    )


def account_or_404(person: Person, organiser_id: int) -> ShownBankAccount:
    """What this person may read of it; that it was seen is in the history."""
    try:
        return bank_account_for(person, organiser_id)
    except Organiser.DoesNotExist as nobodys:
        raise Http404 from nobodys


def shown(
    request: PortalRequest,
    person: Person,
    account: ShownBankAccount,
    *,
    form: StatementForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Its page: the account, how it stands at ONE, and the form for its statement."""
    path = reverse("pro:bank_account", args=[account.organiser.pk])
    context = {
        "account": account,
        "organiser": account.organiser,
        "may_state": may_state(person, account.organiser),
        "standing": standing_of(account.organiser),
        "form": form or StatementForm(),
        "step_up_url": "" if account.is_clear else step_up_url(path),
    }
    return page(
        request,
        person,
        "pro/bank_account.html",
        context,
        section="bank_accounts",
        crumbs=above(person, BANK_ACCOUNTS),
        status=status,
    )


def _saved(with_statement: bool) -> str:
    if with_statement:
        return "Vos coordonnées bancaires sont enregistrées, et votre relevé est envoyé."
    return (
        "Vos coordonnées bancaires sont enregistrées. Ajoutez le relevé de votre banque\u00a0: "
        "sans lui, l’ONE ne peut rien verser."
    )


def _initial(account: ShownBankAccount) -> dict[str, Any]:
    return {
        "account_holder": account.account_holder,
        "iban": account.iban,
        "bic": account.bic,
        "version": account.version,
    }

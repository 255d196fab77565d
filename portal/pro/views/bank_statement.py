"""Relevé d'identité bancaire: sent beside the account, and saved again, after a strong log-in."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.person import Person
from portal.accounts.sessions import PortalRequest
from portal.accounts.views.signing import for_people
from portal.facilities import services
from portal.facilities.bank_access import may_state, own_statement
from portal.facilities.models import BankStatement, Organiser
from portal.files.receiving import dropped_files
from portal.files.serving import as_download
from portal.pro.submission_forms import StatementForm
from portal.pro.submission_limit import too_many
from portal.pro.views.bank import account_or_404, shown


@require_POST
@for_people
def submit(request: PortalRequest, person: Person, organiser_id: int) -> HttpResponse:
    """The statement of the account as it is now."""
    account = account_or_404(person, organiser_id)
    if request.method != "POST" or not account.is_stated:
        # Taken up after the session had ended: shown again, not sent.
        return redirect("pro:bank_account", account.organiser.pk)
    if not may_state(person, account.organiser):
        return shown(request, person, account, status=403)
    form = StatementForm(request.POST, request.FILES, dropped=dropped_files(request))
    if refusal := too_many(person):
        form.add_error(None, refusal)
        return shown(request, person, account, form=form, status=429)
    if not form.is_valid():
        return shown(request, person, account, form=form)
    services.submit_bank_statement(
        actor=person, organiser_id=account.organiser.pk, document=form.cleaned_data["statement"]
    )
    messages.success(request, "Votre relevé est envoyé. L’ONE le lit avant de verser vos subsides.")
    return redirect("pro:bank_account", account.organiser.pk)


@require_safe
@for_people
def document(request: PortalRequest, person: Person, organiser_id: int, statement_id: int) -> HttpResponse:
    """The file itself, to be saved; 404 while it is held, and after a log-in by password."""
    try:
        statement = own_statement(person, organiser_id, statement_id)
    except (Organiser.DoesNotExist, BankStatement.DoesNotExist) as nobodys:
        raise Http404 from nobodys
    return as_download(statement.received)

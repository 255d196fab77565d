"""AIDE: whom to call, a form to write to the helpdesk, and what became of one's messages."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.person import Person
from portal.accounts.sessions import PortalRequest
from portal.accounts.views.signing import for_people, typed
from portal.conversations.access import own_conversations
from portal.files.receiving import dropped_files
from portal.files.serving import as_download
from portal.helpdesk.access import own_attachment, own_message, own_messages
from portal.helpdesk.models import HelpdeskMessage, MessageAttachment
from portal.helpdesk.pages import facility_of_page, page_of_ours
from portal.helpdesk.services import send_message, write_again
from portal.kernel.paging import pager
from portal.pro.help_forms import FollowUpForm, MessageForm
from portal.pro.places import places_of
from portal.pro.sending import sent
from portal.pro.shell import Crumbs, page

PAGE_SIZE = 20
FROM = "depuis"


@sensitive_post_parameters("text")
@require_http_methods(["GET", "HEAD", "POST"])
@for_people
def help_page(request: PortalRequest, person: Person) -> HttpResponse:
    """The coordinates first, then the form. `?depuis=` is the page from which one came."""
    facilities = places_of(request, person).own
    came_from = page_of_ours(request.GET.get(FROM, ""))
    data = typed(request)
    form = MessageForm(
        data,
        request.FILES if request.method == "POST" else None,
        facilities=facilities,
        dropped=dropped_files(request),
        initial={"page": came_from, "facility": _about(came_from, [facility.pk for facility in facilities])},
    )
    status = 200
    if request.method == "POST" and form.is_valid():
        made, status = sent(person, form, lambda: _send(person, form.cleaned_data))
        if made:
            messages.success(request, "Votre message est envoyé au helpdesk.")
            return redirect("pro:message", made.pk)
    context = {
        "form": form,
        "has_places": bool(facilities),
        "has_messages": own_messages(person).exists(),
        "has_conversations": own_conversations(person).exists(),
    }
    return page(request, person, "pro/help.html", context, section="help", status=status)


@require_safe
@for_people
def own_list(request: PortalRequest, person: Person) -> HttpResponse:
    """« Mes messages », the newest first."""
    shown = Paginator(own_messages(person), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "sent": shown.object_list,
        "pager": pager(shown.number, shown.paginator.num_pages, lambda number: f"?page={number}"),
    }
    return page(request, person, "pro/messages.html", context, section="help", crumbs=_above(1))


@sensitive_post_parameters("text")
@require_http_methods(["GET", "HEAD", "POST"])
@for_people
def message(request: PortalRequest, person: Person, message_id: int) -> HttpResponse:
    """One message of one's own with all that was written after it; and what one wants to add."""
    try:
        found = own_message(person, message_id)
    except HelpdeskMessage.DoesNotExist as nobodys:
        raise Http404 from nobodys
    form, status = FollowUpForm(typed(request)), 200
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        written, status = sent(
            person, form, lambda: write_again(actor=person, message_id=found.pk, text=text)
        )
        if written:
            messages.success(request, "Votre texte est envoyé au helpdesk.")
            return redirect("pro:message", found.pk)
    context = {"sent": found, "form": form}
    return page(request, person, "pro/message.html", context, section="help", crumbs=_above(2), status=status)


@require_safe
@for_people
def attachment(request: PortalRequest, person: Person, message_id: int, attachment_id: int) -> HttpResponse:
    """A file that one sent oneself, to be saved: never shown inside a page."""
    try:
        found = own_attachment(person, message_id, attachment_id)
    except MessageAttachment.DoesNotExist as nobodys:
        raise Http404 from nobodys
    return as_download(found.received)


def _send(person: Person, cleaned: dict[str, Any]) -> HelpdeskMessage:
    return send_message(
        actor=person,
        category=cleaned["category"],
        text=cleaned["text"],
        facility_id=cleaned.get("facility"),
        page=cleaned["page"],
        files=cleaned["attachments"],
    )


def _about(came_from: str, own: list[int]) -> int | None:
    """The facility of the page that one comes from; with one alone, that one."""
    named = facility_of_page(came_from)
    if named in own:
        return named
    return own[0] if len(own) == 1 else None


def _above(depth: int) -> Crumbs:
    crumbs = [("Aide", reverse("pro:help")), ("Mes messages", reverse("pro:messages"))]
    return crumbs[:depth]

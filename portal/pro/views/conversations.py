"""« Messages de l'ONE »: what agents wrote to the people of one's places, and one's answers."""

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
from portal.conversations.access import own_conversation, own_conversations
from portal.conversations.models import Conversation
from portal.conversations.services import write_to_one
from portal.kernel.paging import pager
from portal.pro.help_forms import FollowUpForm
from portal.pro.sending import sent
from portal.pro.shell import page

PAGE_SIZE = 20


@require_safe
@for_people
def conversations(request: PortalRequest, person: Person) -> HttpResponse:
    """All of one's places, the newest first."""
    shown = Paginator(own_conversations(person), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "conversations": shown.object_list,
        "pager": pager(shown.number, shown.paginator.num_pages, lambda number: f"?page={number}"),
    }
    return page(request, person, "pro/conversations.html", context, section="help")


@sensitive_post_parameters("text")
@require_http_methods(["GET", "HEAD", "POST"])
@for_people
def conversation(request: PortalRequest, person: Person, conversation_id: int) -> HttpResponse:
    """One of them with all that was written, and one's answer."""
    try:
        found = own_conversation(person, conversation_id)
    except Conversation.DoesNotExist as nobodys:
        raise Http404 from nobodys
    form, status = FollowUpForm(typed(request)), 200
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        written, status = sent(
            person, form, lambda: write_to_one(actor=person, conversation_id=found.pk, text=text)
        )
        if written:
            messages.success(request, "Votre réponse est envoyée à l’ONE.")
            return redirect("pro:conversation", found.pk)
    crumbs = [("Messages de l’ONE", reverse("pro:conversations"))]
    context = {"conversation": found, "form": form}
    return page(
        request, person, "pro/conversation.html", context, section="help", crumbs=crumbs, status=status
    )

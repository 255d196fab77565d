"""The bell: what a person was told, newest first. Looking reads nothing: it takes a button."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.person import Person
from portal.accounts.sessions import PortalRequest
from portal.accounts.views.signing import for_people
from portal.kernel.paging import pager
from portal.notifications.access import notifications_of
from portal.notifications.models import Notification
from portal.notifications.services import mark_all_read, mark_read
from portal.pro.shell import page

PAGE_SIZE = 20


@require_safe
@for_people
def notifications(request: PortalRequest, person: Person) -> HttpResponse:
    """One page of one's own."""
    shown = Paginator(notifications_of(person.pk), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "notifications": shown.object_list,
        "pager": pager(shown.number, shown.paginator.num_pages, lambda number: f"?page={number}"),
    }
    return page(request, person, "pro/notifications.html", context)


@require_POST
@for_people
def open_one(request: PortalRequest, person: Person, notification_id: int) -> HttpResponse:
    """Read from now on; leads to the page that it is about, or back to the list."""
    if request.method != "POST":
        # Taken up after the session had ended: shown again, not sent.
        return redirect("pro:notifications")
    try:
        opened = mark_read(actor=person, notification_id=notification_id)
    except Notification.DoesNotExist as nobodys:
        raise Http404 from nobodys
    return redirect(opened.path or "pro:notifications")


@require_POST
@for_people
def read_all(request: PortalRequest, person: Person) -> HttpResponse:
    """All of them at once."""
    if request.method == "POST":
        mark_all_read(actor=person)
        messages.success(request, "Toutes vos notifications sont marquées comme lues.")
    return redirect("pro:notifications")

"""The bell of OFFICE.ONE: the same notifications as in PRO.ONE, in the Wagtail admin."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.sidebar import LinkMenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from portal.accounts.person import person_behind
from portal.notifications.access import notifications_of, unread_count
from portal.notifications.models import Notification
from portal.notifications.services import mark_all_read, mark_read
from portal.notifications.words import unread_in_figures, unread_in_words

PAGE_SIZE = 20
_LIST = "office_notifications"


class BellView(WagtailAdminTemplateMixin, TemplateView):
    """What the agent was told, newest first. Looking reads nothing: it takes a button."""

    template_name = "office/notifications.html"
    page_title = "Notifications"
    header_icon = "bell"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user_id = self.request.user.pk or 0
        paginator = WagtailPaginator(notifications_of(user_id), PAGE_SIZE)
        shown = paginator.get_page(self.request.GET.get("p"))
        unread = unread_count(user_id)
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "notifications": shown,
            "elided_page_range": paginator.get_elided_page_range(shown.number),
            "unread": unread_in_words(unread) if unread else "",
        }


@require_POST
def open_one(request: HttpRequest, notification_id: int) -> HttpResponse:
    """Read from now on; leads to the page that it is about, or back to the list."""
    try:
        opened = mark_read(actor=person_behind(request.user), notification_id=notification_id)
    except Notification.DoesNotExist as nobodys:
        raise Http404 from nobodys
    return redirect(opened.path or _LIST)


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """All of the agent's at once."""
    mark_all_read(actor=person_behind(request.user))
    messages.success(request, "Toutes vos notifications sont marquées comme lues.")
    return redirect(_LIST)


class BellItem(MenuItem):
    """The menu's line, with how many this agent has not read: asked anew for each page."""

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        component: LinkMenuItem = super().render_component(request)
        if count := unread_count(request.user.pk or 0):
            # The menu has room for figures; words are for whoever hears it.
            component.label = f"{self.label} ({unread_in_figures(count)})"
            component.attrs = {"aria-label": f"{self.label} ({unread_in_words(count)})"}
        return component


def urls() -> list[URLPattern]:
    return [
        path("notifications/", BellView.as_view(), name=_LIST),
        path("notifications/tout-lire/", read_all, name="office_read_all_notifications"),
        path("notifications/<int:notification_id>/ouvrir/", open_one, name="office_open_notification"),
    ]


def menu_item() -> MenuItem:
    return BellItem(BellView.page_title, reverse(_LIST), name="notifications", icon_name="bell", order=50)

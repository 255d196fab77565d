"""The first page of OFFICE.ONE: what waits for the agent; and a line of the menu for each queue."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.sidebar import LinkMenuItem

from portal.accounts.person import person_behind
from portal.accounts.rights import Right
from portal.kernel import clock
from portal.office.pages import RightMenuItem
from portal.office.queue_words import number, waited
from portal.queues.access import WaitingQueue, waiting_queues
from portal.queues.registry import Queue, all_queues


class WaitingPanel(Component):
    """« Ce qui vous attend »: each queue with its count and the age of its oldest, or that nothing waits."""

    name = "waiting"
    order = 0
    template_name = "office/waiting_panel.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        request, now = parent_context["request"], clock.now()
        return {
            "finds": person_behind(request.user).may(Right.SEE_FACILITY),
            "queues": [
                {
                    "label": waiting.queue.title,
                    "icon": waiting.queue.icon,
                    "count": number(waiting.count),
                    "waited": waited(now - waiting.oldest),
                    "is_late": waiting.is_late,
                    "url": reverse("office_queue", args=[waiting.queue.key]),
                }
                for waiting in _waiting(request)
            ],
        }


class RegisterPanel(Component):
    """« Vos milieux d’accueil »: all of them, listed and counted; of whoever may read them."""

    name = "register"
    order = 10
    template_name = "office/register_panel.html"


def panels_for(request: HttpRequest) -> list[Component]:
    """The first page of this agent."""
    may_read = person_behind(request.user).may(Right.SEE_REGISTER)
    return [WaitingPanel(), RegisterPanel()] if may_read else [WaitingPanel()]


def _waiting(request: HttpRequest) -> list[WaitingQueue]:
    """Asked once a request: the menu and the first page tell the same."""
    known: list[WaitingQueue] | None = getattr(request, "waiting_queues", None)
    if known is None:
        known = waiting_queues(person_behind(request.user))
        vars(request)["waiting_queues"] = known
    return known


def count_in(request: HttpRequest, queue: Queue) -> int:
    """How many wait in this queue for who asks."""
    return next((waiting.count for waiting in _waiting(request) if waiting.queue.key == queue.key), 0)


def queue_lines(request: HttpRequest) -> list[tuple[str, str, str]]:
    """Address, label and accessible name of each queue in the menu, as they are now.

    For a frame that stays while items follow each other.
    """
    lines = [item.render_component(request) for item in menu_items() if item.is_shown(request)]
    return [(line.url, line.label, line.attrs.get("aria-label", "")) for line in lines]


class QueueMenuItem(RightMenuItem):
    """A queue in the menu, with how many wait for this agent: asked anew for each page."""

    def __init__(self, queue: Queue, order: int) -> None:
        super().__init__(
            queue.short or queue.title,
            "office_queue",
            queue.key,
            right=queue.right,
            name=f"queue-{queue.key}",
            icon_name=queue.icon,
            order=order,
        )
        self.queue = queue

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        component: LinkMenuItem = super().render_component(request)
        if count := count_in(request, self.queue):
            component.label = f"{self.label} ({number(count)})"
            component.attrs = {"aria-label": f"{self.queue.title} ({number(count)} en attente)"}
        return component


def menu_items() -> list[MenuItem]:
    """One line a queue, in the order of their registration, before the registers."""
    return [QueueMenuItem(queue, 60 + place) for place, queue in enumerate(all_queues())]

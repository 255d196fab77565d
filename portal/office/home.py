"""The first page of OFFICE.ONE: what waits for the agent."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from wagtail.admin.ui.components import Component

from portal.kernel.queues import waiting_for


class WaitingPanel(Component):
    """« Ce qui vous attend »: one line a queue with its count, or a sentence that says nothing waits."""

    name = "waiting"
    order = 0
    template_name = "office/waiting_panel.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        actor = parent_context["request"].user
        return {
            "queues": [
                {"label": queue.label, "count": count, "url": reverse(queue.url_name)}
                for queue, count in waiting_for(actor)
            ]
        }

"""Deciding several items of a queue at once: chosen, shown with what will happen, confirmed."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse

from portal.accounts.sealing import Unsealable, seal, unseal
from portal.office.pages import say_errors_aloud
from portal.office.queue_forms import DecisionForm
from portal.office.queue_pages import OfQueue
from portal.queues.batches import MAX_BATCH, BatchOutcome, decide_batch
from portal.queues.claims import taken
from portal.queues.registry import Decision

_SEALED = "office.queue.batch"
# A preview that was left open for longer is asked for again.
_LASTS = timedelta(hours=12)
_WHOLE, _CHOSEN, _TOKEN = "tous", "item", "lot"


class BatchPage(OfQueue):
    """Posted by the list: the preview. Posted by the preview: each decided by itself, and what was left out.

    The preview carries sealed which items it showed, and their titles: what is gone meanwhile is still named,
    and an interrupted batch is started again from the same page. What was decided by then is left out.
    """

    http_method_names = ["post"]
    template_name = "office/queues/batch.html"
    decision: Decision

    def get_page_title(self) -> str:
        return f"{self.decision.label}\u00a0: par lot"

    def above(self) -> list[tuple[str, str]]:
        return [(self.queue.title, self.list_url())]

    def find(self, **ids: Any) -> None:
        super().find(**ids)
        decision = self.queue.decision(self.request.POST.get("decision", ""))
        if decision is None or not (decision.ends and decision.in_batches):
            raise Http404
        self.decision = decision

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if _TOKEN not in request.POST:
            items = self._chosen()
            if not items:
                # Nothing chosen: the list again, and nothing to say that the list does not say.
                return HttpResponseRedirect(self.list_url())
            return self._preview(items, DecisionForm(self.queue, self.decision))
        titles = self._unsealed(request.POST[_TOKEN])
        if titles is None:
            return HttpResponseRedirect(self.list_url())
        form = DecisionForm(self.queue, self.decision, request.POST)
        if not form.is_valid():
            return self._preview(self._waiting(list(titles)), form, request.POST[_TOKEN])
        outcome = decide_batch(
            actor=self.person, queue=self.queue, item_ids=titles,
            decision=self.decision.name, typed=form.typed,
        )  # fmt: skip
        return self._told(outcome, titles)

    def _chosen(self) -> list[Any]:
        """Those of the posted rows that wait for this agent, or the list's first; none of a colleague's."""
        free = self.filters.rows().filter(~taken(self.queue, but_by=self.person))
        if _WHOLE in self.request.POST:
            return list(free[:MAX_BATCH])
        posted = self.request.POST.getlist(_CHOSEN)[:MAX_BATCH]
        return self._waiting([int(each) for each in posted if each.isascii() and each.isdigit()])

    def _waiting(self, item_ids: list[int]) -> list[Any]:
        possible = [each for each in item_ids if each < 2**63]
        return list(self.queue.waiting(self.person).filter(pk__in=possible))

    def _preview(self, items: list[Any], form: DecisionForm, token: str = "") -> HttpResponse:
        rows = self.rows(items)
        say_errors_aloud(form.form)
        context = {
            "rows": rows,
            "form": form,
            "token": token or self._sealed({row.pk: row.line.title for row in rows}),
            "batch_url": reverse("office_queue_batch", args=[self.queue.key]) + self.filters.query,
            "outcome": None,
        }
        return self.render_to_response(self.get_context_data(**context))

    def _told(self, outcome: BatchOutcome, titles: dict[int, str]) -> HttpResponse:
        context = {
            "outcome": outcome,
            "left_out": [
                {"title": titles[item_id], "why": why, "url": self.item_url(item_id)}
                for item_id, why in outcome.left_out
            ],
        }
        return self.render_to_response(self.get_context_data(**context))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {"decision": self.decision, "list_url": self.list_url()}

    def _sealed(self, titles: dict[int, str]) -> str:
        return seal(_SEALED, [self.person.pk, self.queue.key, self.decision.name, [*titles.items()]])

    def _unsealed(self, token: str) -> dict[int, str] | None:
        try:
            person_id, key, decision, titles = unseal(_SEALED, token, valid=_LASTS)
        except Unsealable:
            return None
        if (person_id, key, decision) != (self.person.pk, self.queue.key, self.decision.name):
            return None
        return {int(item_id): str(title) for item_id, title in titles}


def urls() -> list[URLPattern]:
    return [path("files-d-attente/<slug:key>/lot/", BatchPage.as_view(), name="office_queue_batch")]

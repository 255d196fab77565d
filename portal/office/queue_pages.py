"""Queues in OFFICE.ONE: the list of what waits, and one item with all that is needed to decide it."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from wagtail.admin.paginator import WagtailPaginator

from portal.accounts.forms import add_errors
from portal.accounts.models import User
from portal.audit.services import record_consultation
from portal.facilities.access import possible
from portal.kernel import clock
from portal.office.home import count_in, queue_lines
from portal.office.pages import PER_PAGE, OfficePage, SeeOther, say_errors_aloud
from portal.office.queue_filters import DECIDED, STATE, Filters, neighbours
from portal.office.queue_forms import DecisionForm
from portal.office.queue_words import number, waited
from portal.queues import deciding
from portal.queues.access import became_words, item_for
from portal.queues.claims import claims_of, release, take, taken, taken_words
from portal.queues.models import Claim, DecisionMade
from portal.queues.refusals import NotDecided
from portal.queues.registry import Decision, Line, Queue, Shown, queue_of

# The decision that led here, told on the page that follows it.
DONE = "fait"
BEFORE, AFTER = 2, 6
# The header of a request that wants the item alone, without the frame of the admin.
_PART = "X-Queue-Part"
# Of colleagues who take what comes next at the same moment.
_TRIES = 5


@dataclass(frozen=True, slots=True)
class Row:
    """An item in a list."""

    pk: int
    line: Line
    url: str
    waited: str
    is_late: bool
    taken_by: str = ""
    is_mine: bool = False
    # The one that the page is about.
    is_current: bool = False


class OfQueue(OfficePage):
    """A page of the queue whose key is in the address; without its right it is not there."""

    queue: Queue
    filters: Filters

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        queue = queue_of(kwargs["key"])
        if queue is None:
            raise Http404
        self.queue, self.right, self.header_icon = queue, queue.right, queue.icon
        return super().dispatch(request, *args, **kwargs)

    def find(self, **ids: Any) -> None:
        """A list names what is private to nobody, but may name people: that it was read is in the history."""
        self.filters = Filters.read(self.queue, self.person, self.request.GET)
        if self.request.method in ("GET", "HEAD"):
            record_consultation(
                actor=self.person,
                subject=cast(User, self.request.user),
                purpose=f"file d’attente\u00a0: {self.queue.title}"[:200],
            )

    def get_page_title(self) -> str:
        return self.queue.title

    def get_header_title(self) -> str:
        """With how many wait now, as the menu tells it."""
        count = count_in(self.request, self.queue)
        return f"{self.queue.title} ({number(count)})" if count else self.queue.title

    def list_url(self, done: DecisionMade | None = None) -> str:
        return _with(reverse("office_queue", args=[self.queue.key]) + self.filters.query, done)

    def item_url(self, item_id: int, done: DecisionMade | None = None) -> str:
        return _with(reverse("office_queue_item", args=[self.queue.key, item_id]) + self.filters.query, done)

    def rows(self, items: Iterable[Any]) -> list[Row]:
        """Those items with who has taken them, in one query more."""
        items = list(items)
        claims, now = claims_of(self.queue, [item.pk for item in items]), clock.now()
        return [self._row(item, claims.get(item.pk), now) for item in items]

    def _row(self, item: Any, claim: Claim | None, now: Any) -> Row:
        age = now - getattr(item, self.queue.since)
        return Row(
            pk=item.pk,
            line=self.queue.line(item),
            url=self.item_url(item.pk),
            waited=waited(age),
            is_late=age > self.queue.late_after,
            taken_by=claim.by.audit_label if claim else "",
            is_mine=claim is not None and claim.by_id == self.person.pk,
        )

    def done(self) -> dict[str, Any] | None:
        """What was decided just now, in words, with the way back while there is one."""
        number = self.request.GET.get(DONE, "")
        if not number.isascii() or not number.isdigit() or len(number) > 18:
            return None
        made = DecisionMade.objects.filter(pk=number, by=self.person.pk, queue=self.queue.key).first()
        decision = self.queue.decision(made.decision) if made else None
        if made is None or decision is None:
            return None
        item = self.queue.items(self.person).filter(pk=made.item_id).first()
        return {
            "words": "Décision annulée" if made.undone_at else decision.done,
            "line": self.queue.line(item) if item is not None else None,
            "url": self.item_url(made.item_id),
            "undo_url": reverse("office_queue_undo", args=[self.queue.key, made.pk]) + self.filters.query
            if deciding.is_undoable(self.person, made)
            else "",
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"queue": self.queue, "filters": self.filters, "done": self.done()}


def _with(url: str, done: DecisionMade | None) -> str:
    return url if done is None else f"{url}{'&' if '?' in url else '?'}{DONE}={done.pk}"


class QueuePage(OfQueue):
    """What waits, to be filtered, opened one by one, or chosen for a batch; or what was decided."""

    template_name = "office/queues/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = WagtailPaginator(self.filters.rows(), PER_PAGE)
        found.verbose_name, found.verbose_name_plural = self.queue.words
        page = found.get_page(self.request.GET.get("p"))
        context: dict[str, Any] = super().get_context_data(**kwargs)
        url = reverse("office_queue", args=[self.queue.key])
        return context | {
            "states": [
                {"label": "En attente", "url": url, "is_chosen": not self.filters.is_decided},
                {"label": "Décidés", "url": f"{url}?{STATE}={DECIDED}", "is_chosen": self.filters.is_decided},
            ],
            "rows": self.rows(page.object_list),
            "items": page,
            "elided_page_range": found.get_elided_page_range(page.number),
            "linkurl": self.request.path,
            "batch_url": reverse("office_queue_batch", args=[self.queue.key]) + self.filters.query,
            "batch_decisions": [each for each in self.queue.decisions if each.ends and each.in_batches],
        }


class ItemPage(OfQueue):
    """One item on one screen, between its neighbours; deciding it leads to the next."""

    template_name = "office/queues/item.html"
    part_name = "office/queues/item_part.html"
    item: Any
    shown: Shown
    tried: DecisionForm | None = None
    refusal = ""

    def find(self, **ids: Any) -> None:
        super().find(**ids)
        self.item = item_for(self.person, self.queue, ids["item_id"])
        if self.request.method in ("GET", "HEAD"):
            self.shown = self.queue.show(self.person, self.item.pk)

    def get_template_names(self) -> list[str]:
        """`queue.js` asks for what changes from one item to the next: the frame around it stays."""
        return [self.part_name if self._is_part else self.template_name]

    @property
    def _is_part(self) -> bool:
        return _PART in self.request.headers

    def above(self) -> list[tuple[str, str]]:
        # The frame stays while items follow each other in it: each has its own title below the queue's.
        return [("Toute la file", self.list_url())]

    def get_header_title(self) -> str:
        return f"{super().get_header_title()}, un par un"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        decision = self.queue.decision(request.POST.get("decision", ""))
        if decision is None:
            raise Http404
        self.tried = DecisionForm(self.queue, decision, request.POST)
        if self.tried.is_valid():
            try:
                made = deciding.decide(
                    actor=self.person, queue=self.queue, item_id=self.item.pk,
                    decision=decision.name, typed=self.tried.typed,
                )  # fmt: skip
            except NotDecided as refusal:
                self.refusal = " ".join(refusal.messages)
            except ValidationError as refusal:
                add_errors(self.tried.form, refusal)
            else:
                return HttpResponseRedirect(self._following(decision, made))
        self.shown = self.queue.show(self.person, self.item.pk)
        return self.render_to_response(self.get_context_data())

    def _following(self, decision: Decision, made: DecisionMade) -> str:
        if not decision.ends:
            return self.item_url(self.item.pk, made)
        following = take_next(self, self.item.pk)
        return self.item_url(following, made) if following else self.list_url(made)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        earlier, later = neighbours(self.filters, self.item.pk, before=BEFORE, after=AFTER)
        own_row, *around = self.rows([self.item, *earlier, *later])
        is_waiting = self.queue.items(self.person).filter(self.queue.waits).filter(pk=self.item.pk).exists()
        claim = claims_of(self.queue, [self.item.pk]).get(self.item.pk)
        is_colleagues = claim is not None and claim.by_id != self.person.pk
        context: dict[str, Any] = super().get_context_data(**kwargs)
        address = self.item_url(self.item.pk)
        return context | {
            "item": self.item,
            "own_row": replace(own_row, is_current=True),
            "is_waiting": is_waiting,
            "became": "" if is_waiting else became_words(self.queue, self.item.pk),
            "taken": taken_words(claim) if claim and is_colleagues else "",
            "is_mine": claim is not None and not is_colleagues,
            "earlier": around[: len(earlier)],
            "later": around[len(earlier) :],
            "detail": render_to_string(
                self.shown.template, {**self.shown.context, "item": self.item}, self.request
            ),
            "forms": self._forms() if is_waiting and not is_colleagues else [],
            "refusal": self.refusal,
            "item_url": address,
            "claim_url": reverse("office_queue_claim", args=[self.queue.key, self.item.pk])
            + self.filters.query,
            "list_url": self.list_url(),
            "menu": queue_lines(self.request) if self._is_part else [],
        }

    def _forms(self) -> list[DecisionForm]:
        """One for each decision that is offered; that which was tried, with what was typed."""
        forms = []
        for decision in self.queue.decisions:
            if decision.offered(self.person, self.item):
                is_tried = self.tried is not None and self.tried.decision is decision
                one = self.tried if is_tried and self.tried else DecisionForm(self.queue, decision)
                say_errors_aloud(one.form)
                forms.append(one)
        return forms


def take_next(page: OfQueue, item_id: int) -> int | None:
    """The next one that nobody else has, taken for this agent: after this one, or else from the first on."""
    free = ~taken(page.queue, but_by=page.person)
    for _ in range(_TRIES):
        _, later = neighbours(page.filters, item_id, before=0, after=1, condition=free)
        following = later[0] if later else page.filters.rows().filter(free).exclude(pk=item_id).first()
        if following is None:
            return None
        try:
            take(actor=page.person, queue=page.queue, item_id=following.pk)
        except NotDecided:
            continue
        return int(following.pk)
    return None


class ClaimPage(OfQueue):
    """« Prendre », « Rendre », « Passer »: at once, since nothing is decided."""

    http_method_names = ["post"]
    item: Any

    def find(self, **ids: Any) -> None:
        super().find(**ids)
        self.item = item_for(self.person, self.queue, ids["item_id"])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        act = request.POST.get("act", "")
        if act == "prendre":
            # Where it is refused, the page says who has it, or what became of it.
            with suppress(NotDecided):
                take(actor=self.person, queue=self.queue, item_id=self.item.pk)
            return SeeOther(self.item_url(self.item.pk))
        release(actor=self.person, queue=self.queue, item_id=self.item.pk)
        following = take_next(self, self.item.pk) if act == "passer" else None
        return SeeOther(self.item_url(following) if following else self.list_url())


class UndoPage(OfQueue):
    """« Annuler »: one's own last decision, while nothing was built on it."""

    http_method_names = ["post"]
    made: DecisionMade

    def find(self, **ids: Any) -> None:
        super().find(**ids)
        mine = DecisionMade.objects.filter(by=self.person.pk, queue=self.queue.key)
        self.made = mine.get(pk=possible(ids["made_id"]))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            deciding.undo(actor=self.person, made_id=self.made.pk)
        except ObjectDoesNotExist as gone:
            raise Http404 from gone
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        return SeeOther(self.item_url(self.made.item_id, self.made))


def urls() -> list[URLPattern]:
    one = "files-d-attente/<slug:key>/"
    return [
        path(one, QueuePage.as_view(), name="office_queue"),
        path(f"{one}<int:item_id>/", ItemPage.as_view(), name="office_queue_item"),
        path(f"{one}<int:item_id>/prise/", ClaimPage.as_view(), name="office_queue_claim"),
        path(f"{one}decisions/<int:made_id>/annuler/", UndoPage.as_view(), name="office_queue_undo"),
    ]

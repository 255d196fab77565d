"""What comes before and after an item of a queue: as the list says, whatever orders it."""

from dataclasses import replace

import pytest
from django.db.models import Q

from portal.accounts.models import User
from portal.helpdesk.models import HelpdeskMessage
from portal.kernel.service import writing
from portal.office.queue_filters import Filters, neighbours
from portal.queues.registry import Choice, Queue
from tests.accounts.conftest import strongly
from tests.queues.conftest import (  # noqa: F401 -- fixtures
    MakeItem,
    agent,
    make_facility,
    make_item,
    make_user,
    organiser,
    place,
    trial,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("order", [(), ("-category",), ("category", "-page")])
@pytest.mark.parametrize("state", ["", "decides"])
def test_neighbours_are_those_of_the_list(
    trial: Queue, agent: User, make_item: MakeItem, order: tuple[str, ...], state: str  # noqa: F811
) -> None:  # fmt: skip
    items = [make_item(days=days) for days in (5, 5, 3, 2, 2, 1)]
    with writing():
        # Two groups, and several of one moment in each.
        HelpdeskMessage.objects.filter(pk__in=[item.pk for item in items[::2]]).update(category="probleme")
        HelpdeskMessage.objects.update(sent_at=items[0].sent_at)
        HelpdeskMessage.objects.filter(pk__in=[item.pk for item in items[3:]]).update(
            sent_at=items[4].sent_at, page="/pro/"
        )
        if state:
            HelpdeskMessage.objects.update(state="traite", treated_at=items[5].sent_at)
    filters = Filters.read(replace(trial, order=order), strongly(agent), {"etat": state})
    listed = list(filters.rows())
    assert len(listed) == len(items)
    for place_, item in enumerate(listed):
        earlier, later = neighbours(filters, item.pk, before=2, after=3)
        assert earlier == listed[max(0, place_ - 2) : place_]
        assert later == listed[place_ + 1 : place_ + 4]


def test_filters_of_the_domain_itself(
    trial: Queue, agent: User, make_item: MakeItem  # noqa: F811
) -> None:  # fmt: skip
    one, _two = make_item(text="un"), make_item(text="deux")
    choice = Choice("texte", "Texte", {"un": ("Un", Q(text="un"))})
    queue = replace(trial, choices=(choice,))
    assert list(Filters.read(queue, strongly(agent), {"texte": "un"}).rows()) == [one]
    assert Filters.read(queue, strongly(agent), {"texte": "un"}).query == "?texte=un"
    assert Filters.read(queue, strongly(agent), {"texte": "x"}).query == ""
    assert Filters.read(queue, strongly(agent), {"texte": "un"}).is_narrowed

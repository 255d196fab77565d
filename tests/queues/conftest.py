"""A queue on trial: messages about a facility, for whoever is in charge of it; agents of two territories."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db.models import Q, QuerySet

from portal.accounts.enums import Role, Territory
from portal.accounts.models import User
from portal.accounts.person import Person
from portal.accounts.rights import Right
from portal.facilities.facility_access import facilities_for
from portal.facilities.models import Facility, Organiser
from portal.helpdesk.enums import MessageState
from portal.helpdesk.models import HelpdeskMessage
from portal.kernel import clock
from portal.kernel.service import service, writing
from portal.kernel.workflow import WrongStatus
from portal.queues import registry
from portal.queues.reasons import sow_reasons
from portal.queues.registry import Decision, Line, Queue, Shown, Undo, register_queue
from tests.accounts.conftest import (  # noqa: F401 -- fixtures
    SYSTEM,
    MakeFacility,
    MakeUser,
    make_facility,
    make_user,
    organiser,
    strongly,
)

CANARY = "Qpmwzk"
MakeItem = Callable[..., HelpdeskMessage]


def items(person: Person) -> QuerySet[HelpdeskMessage]:
    facilities = facilities_for(person, Right.SEE_FACILITY)
    return HelpdeskMessage.objects.filter(facility__in=facilities.order_by()).select_related(
        "facility__listing"
    )


def show(person: Person, item_id: int) -> Shown:
    items(person).get(pk=item_id)
    return Shown("office/facts.html", {"facts": []})


@service
def settle(*, actor: Person, item_id: int, reason: str = "") -> None:
    item = HelpdeskMessage.objects.select_for_update().get(
        pk=item_id, facility__in=facilities_for(actor, Right.SEE_FACILITY).order_by()
    )
    if item.state != MessageState.SENT:
        raise WrongStatus("Déjà réglé.")
    # The page of the message is as good as any column to keep what was typed on trial.
    item.state, item.treated_at, item.text = MessageState.TREATED, clock.now(), reason or item.text
    item.save()


@service
def unsettle(*, actor: Person, item_id: int) -> None:
    item = HelpdeskMessage.objects.get(pk=item_id)
    item.state, item.treated_at = MessageState.SENT, None
    item.save()


TRIAL = Queue(
    key="essai",
    title="Essais à régler",
    words=("essai", "essais"),
    icon="image",
    right=Right.SEE_FACILITY,
    items=items,
    waits=Q(state=MessageState.SENT),
    since="sent_at",
    postcode="facility__postcode",
    line=lambda item: Line(item.facility.listing.name, item.text),
    show=show,
    advice=("Rien de privé.",),
    decisions=(
        Decision(
            "approuver", "Approuver", done="Essai approuvé", effect="L’essai est approuvé.", service=settle,
            shortcut="a", undo=Undo(unsettle, possible=lambda person, item: item.text != "bâti"),
        ),
        Decision(
            "refuser", "Refuser", done="Essai refusé", effect="Le motif est envoyé.", service=settle,
            shortcut="r", needs_reason=True, is_serious=True, undo=Undo(unsettle),
        ),
    ),
    canned={"refuser": (("Flou", "La photo est floue."), ("Sombre", "La photo est trop sombre."))},
)  # fmt: skip


@pytest.fixture
def trial(monkeypatch: pytest.MonkeyPatch, db: None) -> Queue:
    """The only queue that there is."""
    monkeypatch.setattr(registry, "_queues", {})
    register_queue(TRIAL)
    sow_reasons(actor=SYSTEM)
    return TRIAL


@pytest.fixture
def agent(make_user: MakeUser) -> User:  # noqa: F811
    return make_user("aline", function=Role.CARE_OFFICER, territory=Territory.NAMUR)


@pytest.fixture
def colleague(make_user: MakeUser) -> User:  # noqa: F811
    return make_user("bruno", function=Role.CARE_OFFICER, territory=Territory.NAMUR)


@pytest.fixture
def stranger(make_user: MakeUser) -> User:  # noqa: F811
    return make_user("carla", function=Role.CARE_OFFICER, territory=Territory.LIEGE)


@pytest.fixture
def place(organiser: Organiser, make_facility: MakeFacility) -> Facility:  # noqa: F811
    return make_facility(organiser)


@pytest.fixture
def make_item(place: Facility, make_user: MakeUser) -> MakeItem:  # noqa: F811
    writer = make_user("nadia")

    def make(days: float = 1, text: str = "un", facility: Facility = place) -> HelpdeskMessage:
        """That waits for so many days."""
        with writing():
            return HelpdeskMessage.objects.create(
                user=writer, category="question", text=text, facility=facility,
                sent_at=clock.now() - timedelta(days=days),
                waits_since=clock.now(),
            )  # fmt: skip

    return make

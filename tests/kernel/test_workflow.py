"""One table decides: the same answer for services, pages, tests and the docs."""

import pytest
from django.core.exceptions import ValidationError
from django.db.models import TextChoices

from portal.kernel.workflow import (
    ReasonMissing,
    Transition,
    TransitionRefused,
    Workflow,
    WrongRole,
    WrongStatus,
)


class Status(TextChoices):
    DRAFT = "brouillon", "Brouillon"
    SENT = "a-valider", "À valider"
    ACCEPTED = "acceptee", "Acceptée"
    REFUSED = "refusee", "Refusée"


SEND = Transition("send", "Envoyer", {Status.DRAFT, Status.REFUSED}, Status.SENT, {"professional"})
ACCEPT = Transition("accept", "Accepter", {Status.SENT}, Status.ACCEPTED, {"agent"})
REFUSE = Transition("refuse", "Refuser", {Status.SENT}, Status.REFUSED, {"agent"}, needs_reason=True)
TABLE = Workflow(Status, SEND, ACCEPT, REFUSE)


def test_what_a_page_offers() -> None:
    assert TABLE.allowed(Status.SENT, "agent") == [ACCEPT, REFUSE]
    assert TABLE.allowed(Status.SENT, "professional") == []
    assert TABLE.allowed(Status.DRAFT, "professional") == [SEND]
    assert TABLE.allowed(Status.ACCEPTED, "agent") == []
    assert TABLE.roles == ["agent", "professional"]


ALLOWED = {
    ("brouillon", "send", "professional"),
    ("refusee", "send", "professional"),
    ("a-valider", "accept", "agent"),
    ("a-valider", "refuse", "agent"),
}


def test_the_matrix_has_every_cell_and_check_agrees_with_it() -> None:
    cells = list(TABLE.matrix("stranger"))
    assert len(cells) == 4 * 3 * 3
    assert {(c.status, c.transition.name, c.role) for c in cells if c.is_allowed} == ALLOWED
    for cell in cells:
        if cell.is_allowed:
            assert TABLE.check(cell.status, cell.transition.name, cell.role, "motif") is cell.transition
        else:
            with pytest.raises(TransitionRefused):
                TABLE.check(cell.status, cell.transition.name, cell.role, "motif")


def test_a_refusal_says_why_in_french() -> None:
    with pytest.raises(WrongStatus) as refusal:
        TABLE.check(Status.REFUSED, "accept", "agent")
    assert refusal.value.messages == [
        "«\u00a0Accepter\u00a0» n’est plus possible\u00a0: le statut est «\u00a0Refusée\u00a0»."
    ]
    with pytest.raises(WrongRole, match="ne fait pas partie de vos fonctions"):
        TABLE.check(Status.SENT, "accept", "professional")
    with pytest.raises(ReasonMissing, match="demande un motif"):
        TABLE.check(Status.SENT, "refuse", "agent", "  \n")
    assert issubclass(TransitionRefused, ValidationError)


def test_an_unknown_name_is_a_mistake_in_the_code() -> None:
    with pytest.raises(KeyError):
        TABLE.check(Status.SENT, "acept", "agent")


@pytest.mark.parametrize(
    "transitions",
    [
        (SEND, SEND),
        (Transition("x", "X", {"inconnu"}, Status.SENT, {"agent"}),),
        (Transition("x", "X", {Status.SENT}, "inconnu", {"agent"}),),
        (Transition("x", "X", set(), Status.SENT, {"agent"}),),
        (Transition("x", "X", {Status.SENT}, Status.SENT, set()),),
    ],
)
def test_a_table_that_contradicts_itself_does_not_load(transitions: tuple[Transition, ...]) -> None:
    with pytest.raises(ValueError, match=r"same name|no source"):
        Workflow(Status, *transitions)


def test_the_diagram() -> None:
    assert TABLE.mermaid() == (
        "stateDiagram-v2\n"
        "    brouillon : Brouillon\n"
        "    a_valider : À valider\n"
        "    acceptee : Acceptée\n"
        "    refusee : Refusée\n"
        "    brouillon --> a_valider : Envoyer (professional)\n"
        "    refusee --> a_valider : Envoyer (professional)\n"
        "    a_valider --> acceptee : Accepter (agent)\n"
        "    a_valider --> refusee : Refuser (agent)\n"
    )

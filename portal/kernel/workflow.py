"""Statuses are tables: what may follow what, who decides it, and in which words.

A domain app declares one `Workflow` in its `workflow.py`. The same table answers its services (`check`), its
pages (`allowed`: the buttons to offer), its tests (`matrix`) and its documentation (`mermaid`).

    REQUEST = Workflow(
        RequestStatus,
        Transition("accept", "Accepter", {RequestStatus.SUBMITTED}, RequestStatus.ACCEPTED, {"referent"}),
        Transition(
            "refuse", "Refuser", {RequestStatus.SUBMITTED}, RequestStatus.REFUSED, {"referent"},
            needs_reason=True,
        ),
    )
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import product

from django.core.exceptions import ValidationError
from django.db.models import TextChoices


class TransitionRefused(ValidationError):  # noqa: N818 -- names what happened
    """The table does not allow this. Its message is French, for the form that asked."""


class WrongStatus(TransitionRefused):
    """The transition does not start from this status: often, somebody else has decided meanwhile."""


class WrongRole(TransitionRefused):
    """The transition is not for this role."""


class ReasonMissing(TransitionRefused):
    """The transition asks for a reason and got none."""


@dataclass(frozen=True)
class Transition:
    """One line of the table. `label` is the verb on its button, in French; roles are the domain's names."""

    name: str
    label: str
    sources: Collection[str]
    target: str
    roles: Collection[str]
    needs_reason: bool = False


@dataclass(frozen=True)
class Case:
    """One cell of the test matrix, and what the table says about it."""

    status: str
    transition: Transition
    role: str
    is_allowed: bool


class Workflow:
    """The transitions of one kind of object. Refuses at import a table that contradicts itself."""

    def __init__(self, statuses: type[TextChoices], *transitions: Transition) -> None:
        self.statuses = statuses
        self.transitions = {transition.name: transition for transition in transitions}
        if len(self.transitions) != len(transitions):
            raise ValueError("Two transitions have the same name.")
        for transition in transitions:
            unknown = {*transition.sources, transition.target} - set(statuses.values)
            if unknown or not transition.sources or not transition.roles:
                raise ValueError(
                    f"{transition.name}: no source, no role, or unknown status {sorted(unknown)}"
                )

    @property
    def roles(self) -> list[str]:
        """Every role that the table names, sorted."""
        return sorted({role for transition in self.transitions.values() for role in transition.roles})

    def allowed(self, status: str, role: str) -> list[Transition]:
        """What this role may do from this status, in the order of the table."""
        return [t for t in self.transitions.values() if status in t.sources and role in t.roles]

    def check(self, status: str, name: str, role: str, reason: str = "") -> Transition:
        """The transition of this name, if the table allows it; else a `TransitionRefused` that says why.

        An unknown name is a programming error: `KeyError`.
        """
        transition = self.transitions[name]
        if role not in transition.roles:
            raise WrongRole(f"«\u00a0{transition.label}\u00a0» ne fait pas partie de vos fonctions.")
        if status not in transition.sources:
            now = self.statuses(status).label
            raise WrongStatus(
                f"«\u00a0{transition.label}\u00a0» n’est plus possible\u00a0: "
                f"le statut est «\u00a0{now}\u00a0»."
            )
        if transition.needs_reason and not reason.strip():
            raise ReasonMissing(f"«\u00a0{transition.label}\u00a0» demande un motif.")
        return transition

    def matrix(self, *other_roles: str) -> Iterator[Case]:
        """Every status × transition × role, those of the table and `other_roles` that may do nothing."""
        for status, transition, role in product(
            self.statuses.values, self.transitions.values(), [*self.roles, *other_roles]
        ):
            yield Case(status, transition, role, transition in self.allowed(status, role))

    def mermaid(self) -> str:
        """The table as a Mermaid state diagram, for the docs."""
        lines = ["stateDiagram-v2"]
        lines += [f"    {_node(status)} : {self.statuses(status).label}" for status in self.statuses.values]
        for transition in self.transitions.values():
            who = ", ".join(sorted(transition.roles))
            lines += [
                f"    {_node(source)} --> {_node(transition.target)} : {transition.label} ({who})"
                for source in self.statuses.values
                if source in transition.sources
            ]
        return "\n".join(lines) + "\n"


def _node(status: str) -> str:
    """Mermaid takes a hyphen in a name for an arrow."""
    return status.replace("-", "_")

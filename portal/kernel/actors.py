"""Who acts: a signed-in person, or a command that runs on its own."""

from dataclasses import dataclass
from typing import Protocol


class Actor(Protocol):
    """Whoever calls a service. `pk` is the user's id, or None for the system.

    `level` is the level of the log-in by which a person acts; None for the system, and where nobody knows it.
    """

    @property
    def pk(self) -> int | None: ...

    @property
    def level(self) -> int | None: ...

    @property
    def audit_label(self) -> str: ...


@dataclass(frozen=True)
class SystemActor:
    """A command that acts without a person: `SystemActor("import des lieux")`."""

    name: str
    pk: None = None
    level: None = None

    @property
    def audit_label(self) -> str:
        return f"Système ({self.name})"

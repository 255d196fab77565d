"""What docs/rights.md says: the site is held to what people read, not to what the code says of itself."""

from itertools import dropwhile, takewhile
from pathlib import Path
from typing import NamedTuple

from portal.accounts.enums import STRONG, LoginLevel, Role
from portal.accounts.rights import Right
from tests.security.access.world import Who

_PAGE = Path(__file__).resolve().parents[3] / "docs" / "rights.md"
_ALL = "●"


class Mark(NamedTuple):
    """One cell of the table: ○ one's own organiser, ◐ in charge of, ● all; starred: signed in strongly."""

    reach: str
    strong: bool


def _read() -> dict[tuple[str, str], Mark]:
    lines = _PAGE.read_text().splitlines()
    table = takewhile(
        lambda line: line.startswith("|"), dropwhile(lambda line: not line.startswith("|"), lines)
    )
    header, _, *rows = ([cell.strip() for cell in line[1:-1].split("|")] for line in table)
    return {
        (right, role): Mark(cell.rstrip("*"), cell.endswith("*"))
        for right, *cells in rows
        for role, cell in zip(header[1:], cells, strict=True)
        if cell
    }


MARKS = _read()


def has(who: Who, right: Right) -> bool:
    """Whether who asks has this right on what is asked for, as docs/rights.md says."""
    mark = MARKS.get((right.value, who.role.label)) if who.role else None
    if mark is None or who.level is None:
        return False
    return (who.level >= STRONG or not mark.strong) and (mark.reach == _ALL or who.at_home)


def has_anywhere(who: Who, right: Right) -> bool:
    """The same for what asks for no object: a list holds what is theirs."""
    return has(Who(who.name, who.role, who.level), right)


def is_strong(level: LoginLevel | None) -> bool:
    """Whether this log-in is one of those that agents need."""
    return level is not None and level >= STRONG


def is_of_organiser(role: Role | None) -> bool:
    """Whether this is a role of an organiser's own people."""
    return role is not None and role.is_of_organiser


def is_agent(role: Role | None) -> bool:
    """Whether this is a function at ONE."""
    return role is not None and not role.is_of_organiser

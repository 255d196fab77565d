"""What a signed-in person may do, at this request.

Nothing of it is kept between requests: a role that was taken away is gone with the next one.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from portal.accounts.enums import STRONG, LoginLevel, Role, Territory
from portal.accounts.models import AgentPost, User
from portal.accounts.rights import TABLE, Reach, Right, level_for
from portal.kernel import clock


class HeldRole(NamedTuple):
    """A role, of which organiser or in which territory.

    `needs_strong`: of an organiser that asks its people for a strong login, whatever they do.
    """

    role: Role
    organiser_id: int | None = None
    territory: Territory | None = None
    needs_strong: bool = False

    def level_for(self, right: Right) -> LoginLevel:
        """The weakest login with which this right may be used by this role."""
        return STRONG if self.needs_strong else level_for(right, self.role)


class HeldRight(NamedTuple):
    """A right, and the role by which somebody has it."""

    reach: Reach
    held: HeldRole


MembershipSource = Callable[[User], Iterable[HeldRole]]
_sources: list[MembershipSource] = []


def register_memberships(source: MembershipSource) -> None:
    """Who knows the organisers says of which ones somebody is a member. Called in `AppConfig.ready()`."""
    if source not in _sources:
        _sources.append(source)


@dataclass(frozen=True)
class Person:
    """Who is signed in, at what level, with which roles today. An `Actor` for services and history."""

    pk: int
    audit_label: str
    level: LoginLevel
    roles: tuple[HeldRole, ...] = field(default=())

    def may(self, right: Right) -> bool:
        """Whether the person has this right somewhere, at the level of this login."""
        return any(True for _ in self.rights(right))

    def rights(self, right: Right, level: LoginLevel | None = None) -> Iterator[HeldRight]:
        """By which roles and how far; `level` asks what it would be with another login."""
        reaches, level = TABLE[right], self.level if level is None else level
        for held in self.roles:
            if held.role in reaches and level >= held.level_for(right):
                yield HeldRight(reaches[held.role], held)

    def role_with(self, right: Right) -> Role:
        """The first role by which the person has this right: they have one, or were let in by nobody."""
        return next(held.role for _, held in self.rights(right))

    @property
    def is_agent(self) -> bool:
        """Whether the person works for ONE: agents sign in strongly."""
        return any(not held.role.is_of_organiser for held in self.roles)


def person_of(user: Any, level: LoginLevel, today: date | None = None) -> Person:
    """The person behind a signed-in user; roles as of `today`, in Brussels. Nobody's where inactive."""
    today = today or clock.today()
    return Person(user.pk, user.audit_label, level, tuple(_roles(user, today)) if user.is_active else ())


def person_behind(user: Any) -> Person:
    """The person behind `request.user`, read once a request: the user is made anew for each.

    The level is what the session says; a user that came by no session has a password's.
    """
    known: Person | None = getattr(user, "_person", None)
    if known is None:
        known = user._person = person_of(user, LoginLevel(user.level or LoginLevel.PASSWORD))
    return known


def _roles(user: User, today: date) -> Iterator[HeldRole]:
    for post in AgentPost.objects.held_by(user, today):
        yield HeldRole(Role(post.function), territory=Territory(post.territory) if post.territory else None)
    for source in _sources:
        yield from source(user)

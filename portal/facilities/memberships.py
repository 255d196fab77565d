"""Of which organisers somebody is a member: what `portal.accounts.person` asks."""

from collections.abc import Iterator

from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.accounts.person import HeldRole
from portal.facilities.models import Membership


def roles_of(user: User) -> Iterator[HeldRole]:
    """One role for each organiser."""
    held = Membership.objects.filter(user=user).values_list(
        "organiser_id", "role", "organiser__strong_login_required"
    )
    for organiser_id, role, needs_strong in held:
        yield HeldRole(Role(role), organiser_id=organiser_id, needs_strong=needs_strong)

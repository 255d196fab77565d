"""Of which organisers somebody is a member: what `portal.accounts.person` asks."""

from collections.abc import Iterator

from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.accounts.person import HeldRole
from portal.facilities.models import Membership


def roles_of(user: User) -> Iterator[HeldRole]:
    """One role for each organiser."""
    for organiser_id, role in Membership.objects.filter(user=user).values_list("organiser_id", "role"):
        yield HeldRole(Role(role), organiser_id=organiser_id)

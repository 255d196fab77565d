"""Becoming a user and a member by the same invitation."""

from portal.accounts.models import User
from portal.accounts.services import register_user
from portal.facilities.services.members import accept_invitation, open_invitation
from portal.kernel.actors import Actor
from portal.kernel.service import service


@service
def join(
    *, actor: Actor | None, secret: str, username: str, first_name: str, last_name: str, password: str
) -> User:
    """A new user with the address that was invited, and the access that was offered; both or none.

    `ValidationError` by field; `InvitationUnusable` where the link serves no more.
    """
    email = open_invitation(secret).email
    user = register_user(
        actor=actor,
        username=username,
        email=email,
        first_name=first_name,
        last_name=last_name,
        password=password,
    )
    accept_invitation(actor=actor or user, secret=secret, user=user)
    return user

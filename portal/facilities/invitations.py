"""The e-mail of an invitation: the only place where its secret is."""

from django.urls import reverse

from portal.accounts import mails
from portal.accounts.enums import Role
from portal.accounts.link_secrets import INVITATION_LASTS
from portal.facilities.services.members import Invited


def send_invitation(invited: Invited, *, invited_by: str) -> bool:
    """False where the mail server did not take it: then nobody has the secret, and one invites again."""
    invitation = invited.invitation
    return mails.send(
        "invitation",
        invitation.email,
        f"{invitation.organiser.name} vous invite dans PRO.ONE",
        {
            "first_name": invitation.first_name,
            "invited_by": invited_by,
            "organiser": invitation.organiser.name,
            "role": Role(invitation.role).label,
            "days": INVITATION_LASTS.days,
            "path": reverse("pro:invitation", args=[invited.secret]),
        },
    )


def words_of(invited: Invited, *, is_sent: bool) -> str:
    """What to tell whoever invites."""
    invitation = invited.invitation
    if is_sent:
        return (
            f"L’invitation de {invitation.first_name} {invitation.last_name} est partie à {invitation.email}."
        )
    return (
        f"L’e-mail n’a pas pu partir à {invitation.email}. Invitez à nouveau cette personne dans "
        "quelques minutes."
    )

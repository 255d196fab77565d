"""The e-mails that invite somebody to link their keys, or to work in OFFICE.ONE: only there is the secret."""

from django.urls import reverse

from portal.accounts import mails
from portal.accounts.agent_invitations import AgentInvited
from portal.accounts.link_secrets import INVITATION_LASTS
from portal.accounts.strong.identities import KeysOffered


def send_key_invitation(offered: KeysOffered) -> bool:
    """False where the mail server did not take it: then nobody has the secret, and one invites again."""
    user = offered.invitation.user
    return mails.send(
        "keys",
        user.email,
        "Liez vos clés BOSA à votre utilisateur de PRO.ONE",
        {
            "first_name": user.first_name,
            "days": INVITATION_LASTS.days,
            "path": reverse("accounts:keys", args=[offered.secret]),
        },
    )


def agent_path(secret: str) -> str:
    """Where the link of an invitation to OFFICE.ONE leads."""
    return reverse("accounts:agent_invitation", args=[secret])


def send_agent_invitation(invited: AgentInvited, *, invited_by: str) -> bool:
    """As above. `invited_by`: in words, for whoever reads it."""
    invitation = invited.invitation
    return mails.send(
        "agent_invitation",
        invitation.email,
        "L’ONE vous invite dans OFFICE.ONE",
        {
            "first_name": invitation.first_name,
            "invited_by": invited_by,
            "post": invitation.post_words,
            "expires_at": invitation.expires_at,
            "path": agent_path(invited.secret),
        },
    )

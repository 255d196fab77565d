"""The e-mail that invites somebody to link their keys: the only place where its secret is."""

from django.urls import reverse

from portal.accounts import mails
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

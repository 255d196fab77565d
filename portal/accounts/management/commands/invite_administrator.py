"""`manage.py invite_administrator`: the first administrator of a site that nobody looks after yet."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.accounts.agent_invitations import (
    AgentInvited,
    administrators,
    invite_agent,
    invite_first_administrator,
)
from portal.accounts.enums import Role
from portal.accounts.strong.invitations import agent_path, send_agent_invitation
from portal.kernel import clock
from portal.kernel.actors import SystemActor

ACTOR = SystemActor("administration du serveur")


class Command(BaseCommand):
    help = (
        "Invite la première personne qui administre les portails\u00a0: elle accepte avec eID, itsme ou des "
        "clés BOSA. Le lien s’affiche une seule fois, ou part par e-mail (--send)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", required=True)
        parser.add_argument("--first-name", required=True)
        parser.add_argument("--last-name", required=True, help="comme sur la carte d’identité")
        parser.add_argument("--also", action="store_true", help="même s’il y a déjà une administration")
        parser.add_argument("--send", action="store_true", help="envoie le lien au lieu de l’afficher")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.STRONG_LOGIN:
            raise CommandError(
                "La connexion forte n’est pas configurée (CSAM_…)\u00a0: personne ne pourrait accepter."
            )
        exists = bool(administrators())
        if exists and not options["also"]:
            raise CommandError(
                "Une administration existe déjà\u00a0: elle invite les autres dans OFFICE.ONE (Personnes, "
                "Inviter un·e agent·e). Si plus personne ne peut y entrer, ajoutez --also."
            )
        names = {name: options[name] for name in ("email", "first_name", "last_name")}
        try:
            invited = _further(names) if exists else invite_first_administrator(actor=ACTOR, **names)
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        if options["send"]:
            self._send(invited)
        else:
            self.stdout.write("Ce lien n’est affiché qu’une fois, et sert une fois\u00a0:")
            self.stdout.write(f"{settings.BASE_URL}{agent_path(invited.secret)}")

    def _send(self, invited: AgentInvited) -> None:
        if not send_agent_invitation(invited, invited_by="L’administration du serveur"):
            raise CommandError("L’e-mail n’a pas pu partir. Recommencez, ou sans --send pour voir le lien.")
        self.stdout.write(f"L’invitation est partie à {invited.invitation.email}.")


def _further(names: dict[str, Any]) -> AgentInvited:
    return invite_agent(
        actor=ACTOR, function=Role.ADMINISTRATOR, territory=None, since=clock.today(), **names
    )

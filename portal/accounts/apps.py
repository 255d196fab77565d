from django.apps import AppConfig
from django.core import checks

from portal.kernel.service import guard_columns, guard_models


class AccountsConfig(AppConfig):
    name = "portal.accounts"
    label = "accounts"
    verbose_name = "Comptes"

    def ready(self) -> None:
        from portal.accounts.enums import LoginLevel
        from portal.accounts.jobs import register_jobs
        from portal.accounts.models import (
            AgentCard,
            AgentInvitation,
            AgentPost,
            EmergencyKey,
            FederatedIdentity,
            KeyInvitation,
            StandIn,
            User,
        )
        from portal.audit.words import register_levels, register_subject
        from portal.kernel.portal_texts import PortalText, register_texts
        from portal.kernel.private_checks import check_private_values
        from portal.kernel.private_fields import private_columns

        guard_models(
            AgentCard, AgentInvitation, AgentPost, EmergencyKey, FederatedIdentity, KeyInvitation, StandIn
        )
        # Not the whole table: Django writes the last log-in, passwords and new people into it itself.
        guard_columns(User._meta.db_table, private_columns(User))
        # The first app with private fields looks after those of all.
        checks.register(check_private_values, checks.Tags.database)
        register_levels(LoginLevel.choices)
        register_subject(User, _OF_A_PERSON)
        register_subject(AgentInvitation, {"post": "Fonction", "agent": "Personne"})
        register_jobs()
        register_texts(PortalText("connexion", "Connexion, avis au-dessus du formulaire"))


# What the history tells beside the model's own fields.
_OF_A_PERSON = {
    "login": "Connexion",
    "name": "Nom",
    "post": "Fonction",
    "stand_in": "Remplacement",
    "card_phone": "Téléphone professionnel",
    "card_mobile": "GSM professionnel",
    "card_email": "Adresse e-mail professionnelle",
    "card_address": "Adresse du bureau",
    "card_hours": "Permanences",
}

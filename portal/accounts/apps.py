from django.apps import AppConfig
from django.core import checks

from portal.kernel.service import guard_columns, guard_models


class AccountsConfig(AppConfig):
    name = "portal.accounts"
    label = "accounts"
    verbose_name = "Comptes"

    def ready(self) -> None:
        from portal.accounts.models import (
            AgentPost,
            EmergencyKey,
            FederatedIdentity,
            KeyInvitation,
            StandIn,
            User,
        )
        from portal.kernel.private_checks import check_private_values
        from portal.kernel.private_fields import private_columns

        guard_models(AgentPost, StandIn, EmergencyKey, FederatedIdentity, KeyInvitation)
        # Not the whole table: Django writes the last log-in, passwords and new people into it itself.
        guard_columns(User._meta.db_table, private_columns(User))
        # The first app with private fields looks after those of all.
        checks.register(check_private_values, checks.Tags.database)

from django.apps import AppConfig

from portal.kernel.service import guard_models


class AccountsConfig(AppConfig):
    name = "portal.accounts"
    label = "accounts"
    verbose_name = "Comptes"

    def ready(self) -> None:
        from portal.accounts.models import AgentPost, StandIn

        # Not the users: Django itself writes passwords and last log-ins.
        guard_models(AgentPost, StandIn)

from django.apps import AppConfig
from django.db.backends.signals import connection_created

from portal.kernel.service import guard_app, install_guard


class AuditConfig(AppConfig):
    name = "portal.audit"
    label = "audit"
    verbose_name = "Historique"

    def ready(self) -> None:
        # The first app of the domain to load installs the guard for all of them.
        connection_created.connect(install_guard, dispatch_uid="kernel.service.guard")
        guard_app("audit")

from typing import Any

from django.apps import AppConfig
from django.core import checks
from django.db import connections
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate

from portal.kernel.service import guard_app, install_guard


class AuditConfig(AppConfig):
    name = "portal.audit"
    label = "audit"
    verbose_name = "Historique"

    def ready(self) -> None:
        from portal.audit.checks import check_triggers

        # The first app of the domain to load installs the guard for all of them.
        connection_created.connect(install_guard, dispatch_uid="kernel.service.guard")
        guard_app("audit")
        post_migrate.connect(_create_triggers, sender=self, dispatch_uid="audit.triggers")
        checks.register(check_triggers, checks.Tags.database)


def _create_triggers(using: str, **kwargs: Any) -> None:
    from portal.audit import triggers

    triggers.create(connections[using])

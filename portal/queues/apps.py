from datetime import date, timedelta

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from portal.kernel.service import guard_app


class QueuesConfig(AppConfig):
    name = "portal.queues"
    label = "queues"
    verbose_name = "Files d’attente"

    def ready(self) -> None:
        from portal.audit.words import register_subject
        from portal.kernel.schedule import Job, register_job
        from portal.queues.models import Reason
        from portal.queues.reasons import sow_after_migrate

        guard_app("queues")
        register_subject(Reason, {"target": "Décision"})
        register_job(Job("queues.claims", "Prises échues effacées", timedelta(days=1), _forget_claims))
        post_migrate.connect(sow_after_migrate, sender=self, dispatch_uid="queues.sow")


def _forget_claims(today: date) -> int:
    from portal.kernel.actors import SystemActor
    from portal.queues.claims import forget_old_claims

    return forget_old_claims(actor=SystemActor("prises échues"))

from django.apps import AppConfig

from portal.kernel.service import guard_app


class SchedulingConfig(AppConfig):
    name = "portal.scheduling"
    label = "scheduling"
    verbose_name = "Travaux réguliers"

    def ready(self) -> None:
        guard_app("scheduling")

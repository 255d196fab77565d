from django.apps import AppConfig

from portal.kernel.service import guard_app


class FacilitiesConfig(AppConfig):
    name = "portal.facilities"
    label = "facilities"
    verbose_name = "Milieux d’accueil"

    def ready(self) -> None:
        guard_app("facilities")

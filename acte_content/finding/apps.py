from django.apps import AppConfig


class FindingConfig(AppConfig):
    name = "acte_content.finding"
    label = "finding"
    verbose_name = "Recherche des textes"

    def ready(self) -> None:
        from acte_content.finding import finders

        finders.register()

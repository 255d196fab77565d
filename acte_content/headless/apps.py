from django.apps import AppConfig


class HeadlessConfig(AppConfig):
    name = "acte_content.headless"
    label = "headless"
    verbose_name = "Interface publique"

    def ready(self) -> None:
        from acte_content.headless import checks  # noqa: F401 -- registers itself

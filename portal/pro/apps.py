from django.apps import AppConfig


class ProConfig(AppConfig):
    name = "portal.pro"
    label = "pro"
    verbose_name = "PRO.ONE"

    def ready(self) -> None:
        from portal.pro import finders, texts

        finders.register()
        texts.register()

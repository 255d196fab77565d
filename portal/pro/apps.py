from django.apps import AppConfig


class ProConfig(AppConfig):
    name = "portal.pro"
    label = "pro"
    verbose_name = "PRO.ONE"

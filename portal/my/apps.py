from django.apps import AppConfig


class MyConfig(AppConfig):
    name = "portal.my"
    label = "my"
    verbose_name = "MY.ONE"

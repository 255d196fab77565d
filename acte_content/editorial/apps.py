from django.apps import AppConfig


class EditorialConfig(AppConfig):
    name = "acte_content.editorial"
    label = "editorial"
    verbose_name = "Contenus"

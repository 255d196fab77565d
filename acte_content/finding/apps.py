from django.apps import AppConfig


class FindingConfig(AppConfig):
    name = "acte_content.finding"
    label = "finding"
    verbose_name = "Recherche des textes"

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "acte_content.catalogue"
    label = "catalogue"
    verbose_name = "Catalogue ACTE"

    def ready(self) -> None:
        from wagtail.permissions import register_permission_policy

        from acte_content.catalogue.models import Action, Axis, CharterVersion, Explanation
        from acte_content.catalogue.policies import CharterRights, TextRights

        for model in (Axis, Action, Explanation):
            register_permission_policy(model, TextRights(model))
        register_permission_policy(CharterVersion, CharterRights(CharterVersion))

from datetime import timedelta

from django.apps import AppConfig
from django.core.checks import register


class CatalogueConfig(AppConfig):
    name = "acte_content.catalogue"
    label = "catalogue"
    verbose_name = "Catalogue ACTE"

    def ready(self) -> None:
        from wagtail.permissions import register_permission_policy

        from acte_content.catalogue import papers
        from acte_content.catalogue.framing import ACTE, PublicPages
        from acte_content.catalogue.models import Action, Axis, CharterVersion, Explanation
        from acte_content.catalogue.pdf import check_libraries
        from acte_content.catalogue.policies import CharterRights, TextRights
        from portal.facilities.enums import Category
        from portal.kernel.schedule import Job, register_job
        from portal.my.views.sitemap import register_sitemap
        from portal.pro.navigation import offer

        for model in (Axis, Action, Explanation):
            register_permission_policy(model, TextRights(model))
        register_permission_policy(CharterVersion, CharterRights(CharterVersion))
        register(check_libraries)
        register_job(
            Job(
                "catalogue.papers",
                "Documents ACTE mis en PDF",
                timedelta(minutes=10),
                papers.make_what_is_missing,
            )
        )
        register_sitemap("acte", PublicPages)
        offer(ACTE, {Category.CHILDMINDER, Category.CRECHE, Category.SAE})

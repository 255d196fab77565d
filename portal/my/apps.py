from datetime import timedelta

from django.apps import AppConfig


class MyConfig(AppConfig):
    name = "portal.my"
    label = "my"
    verbose_name = "MY.ONE"

    def ready(self) -> None:
        from portal.facilities.preview import register_page
        from portal.kernel.portal_texts import PortalText, register_texts
        from portal.kernel.schedule import Job, register_job
        from portal.my.open_data import write_files
        from portal.my.views.listing import page

        register_page(page)
        register_job(Job("my.open_data", "Fichiers des données ouvertes", timedelta(days=1), write_files))
        register_texts(
            PortalText(
                "accueil-my",
                "MY.ONE › Accueil, sous le titre",
                "Crèches, accueillantes et accueillants, écoles de devoirs, consultations\u00a0: tous les "
                "lieux suivis par l’ONE, sur une carte et dans une liste.",
            ),
            PortalText("aucun-lieu", "MY.ONE › Recherche, quand aucun lieu ne convient"),
            PortalText(
                "lieu-inconnu",
                "MY.ONE › Recherche, quand l’endroit n’est pas connu",
                "Essayez un code postal, comme 5000, ou le nom d’une commune. En attendant, voici toute la "
                "région.",
            ),
        )

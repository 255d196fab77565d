from django.apps import AppConfig

from portal.kernel.service import guard_app


class NewsConfig(AppConfig):
    name = "portal.news"
    label = "news"
    verbose_name = "Annonces"

    def ready(self) -> None:
        from portal.accounts.models import User
        from portal.audit.words import register_subject
        from portal.kernel.finding import register_finder
        from portal.news.access import find_announcements
        from portal.news.models import Announcement

        guard_app("news")
        register_subject(Announcement)
        register_subject(User, {"newsletter": "Flash accueil"})
        register_finder("Annonces", find_announcements)

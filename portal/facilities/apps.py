from django.apps import AppConfig

from portal.kernel.service import guard_app


class FacilitiesConfig(AppConfig):
    name = "portal.facilities"
    label = "facilities"
    verbose_name = "Milieux d’accueil"

    def ready(self) -> None:
        from portal.accounts.person import register_memberships
        from portal.facilities import notifications
        from portal.facilities.documents import DatabaseSource
        from portal.facilities.memberships import roles_of
        from search.registry import register_source

        guard_app("facilities")
        register_source(DatabaseSource())
        register_memberships(roles_of)
        notifications.register()

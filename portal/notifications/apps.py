from django.apps import AppConfig

from portal.kernel.service import guard_app


class NotificationsConfig(AppConfig):
    name = "portal.notifications"
    label = "notifications"
    verbose_name = "Notifications"

    def ready(self) -> None:
        from portal.accounts.security_events import register_security_listener
        from portal.notifications import security

        guard_app("notifications")
        security.register()
        register_security_listener(security.tell)

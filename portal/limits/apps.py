from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


class LimitsConfig(AppConfig):
    name = "portal.limits"
    label = "limits"
    verbose_name = "Limites"

    def ready(self) -> None:
        """A setting that can't be understood stops the start, not the first visitor."""
        from portal.limits.clients import networks
        from portal.limits.limiting import limit_of

        try:
            networks(tuple(settings.TRUSTED_PROXIES))
            for name in settings.LIMITS:
                limit_of(name)
        except ValueError as error:
            raise ImproperlyConfigured(f"LIMITS, TRUSTED_PROXIES: {error}") from error

"""What Django's checks say of the settings of the public interface."""

import re
from typing import Any

from django.conf import settings
from django.core.checks import Error, register

_ORIGIN = re.compile(r"https?://[^/\s?#]+")


@register("security")
def origins_are_origins(app_configs: Any, **kwargs: Any) -> list[Error]:
    """`*`, or origins as browsers write them: a scheme and a host, no path."""
    wrong = [origin for origin in settings.API_ORIGINS if origin != "*" and _ORIGIN.fullmatch(origin) is None]
    told = "API_ORIGINS: %s n’est pas une origine. Écrivez * ou https://www.exemple.be, sans chemin."
    return [Error(told % origin, id="headless.E001") for origin in wrong]

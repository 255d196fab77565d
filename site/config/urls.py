"""Every address of the three portals, and those for whoever watches them."""

from django.urls import include, path
from wagtail.admin import urls as wagtailadmin_urls

from config import health, metrics

urlpatterns = [
    # Asked by machines: `MACHINE_PATHS` in the settings names them too.
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("office/", include(wagtailadmin_urls)),
    path("", include("portal.my.urls")),
]

handler500 = "config.error_page.server_error"

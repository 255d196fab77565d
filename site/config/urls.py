"""Every address of the three portals, and those for whoever watches them."""

from django.urls import include, path
from django.views.generic import RedirectView
from wagtail.admin import urls as wagtailadmin_urls

from config import health, metrics
from portal.accounts.views import signing

urlpatterns = [
    # Asked by machines: `MACHINE_PATHS` in the settings names them too.
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    # One log-in for all: Wagtail's own give way to it.
    path("office/login/", RedirectView.as_view(pattern_name="accounts:sign_in", query_string=True)),
    path("office/logout/", signing.sign_out),
    path("office/", include(wagtailadmin_urls)),
    path("", include("portal.accounts.urls")),
    path("", include("portal.pro.urls")),
    path("", include("acte_content.headless.urls")),
    path("", include("acte_content.questions.urls")),
    path("", include("acte_content.catalogue.urls")),
    path("", include("acte_content.finding.urls")),
    path("", include("portal.my.urls")),
    # Every address that is nobody else's may be a page's.
    path("", include("acte_content.editorial.urls")),
]

handler500 = "config.error_page.server_error"

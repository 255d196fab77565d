"""The portals' addresses, with something in the place of the page where a strong login begins."""

from django.http import HttpResponse
from django.urls import URLResolver, include, path

from config.urls import handler500 as handler500
from config.urls import urlpatterns as real
from portal.accounts import urls as accounts

_others = [
    pattern for pattern in real if not isinstance(pattern, URLResolver) or pattern.namespace != "accounts"
]
_placeholder = path("connexion/forte/", lambda request: HttpResponse(), name="step_up")
urlpatterns = [path("", include(([*accounts.urlpatterns, _placeholder], "accounts"))), *_others]

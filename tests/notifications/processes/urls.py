"""The pages to which notifications of these tests lead; nobody visits them."""

from django.http import HttpResponse
from django.urls import include, path

_pages = [path(f"{name}/", lambda request: HttpResponse(), name=name) for name in ("user", "preferences")]
urlpatterns = [path("pro/", include((_pages, "pro")))]

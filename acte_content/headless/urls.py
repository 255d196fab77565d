"""Addresses of the public interface: version 1 of ours, Wagtail's version 2, and wherever nothing is."""

from collections.abc import Iterable
from typing import Any

from django.urls import URLPattern, include, path, re_path
from wagtail.utils.urlpatterns import decorate_urlpatterns

from acte_content.headless import pages, views
from acte_content.headless.api import api
from acte_content.headless.door import nothing_here, opened

app_name = "api"
_V1 = "api/v1/"


def _behind_door(patterns: Iterable[Any], prefix: str) -> list[URLPattern]:
    """The same patterns, each view behind the door; without the library's own root, which answers nothing."""
    return [
        path(f"{prefix}{pattern.pattern}", opened(pattern.callback), name=pattern.name)
        for pattern in patterns
        if pattern.name != "api-root"
    ]


urlpatterns = [
    path(f"{_V1}openapi.json", opened(views.openapi), name="openapi"),
    *_behind_door(api.urls[0], _V1),
    path("api/v2/", include((decorate_urlpatterns(pages.router.get_urlpatterns(), opened), "v2"))),
    path("api/", views.explained, name="explained"),
    # Below it every answer is of one form, the one that nothing is there too.
    re_path(r"^api/.", opened(nothing_here), name="nothing"),
]

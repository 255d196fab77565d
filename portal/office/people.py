"""Wagtail's pages of users and groups give way: they would write people outside the services."""

from typing import Any

from wagtail.admin.viewsets.base import ViewSet


class NothingHere(ViewSet):
    """Stands where Wagtail expects its viewsets, without a single address."""

    def get_urlpatterns(self) -> list[Any]:
        return []

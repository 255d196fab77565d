"""ACTE among the pages of the portals: its line in PRO.ONE's navigation, its part of the sitemap."""

from typing import Any

from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from acte_content.catalogue.models import Action, Axis, CharterVersion, Explanation
from portal.pro.navigation import NavItem

# Of those who may sign the charter: the places of petite enfance.
ACTE = NavItem("acte", "Accueil en transition écologique", "leaf", address=("acte:home", ()))


class PublicPages(Sitemap):
    """The scheme, its axes and actions, what is read of it: as far as it is published."""

    limit = 5_000

    def items(self) -> list[tuple[str, Any]]:
        """(address, when it was published last, where that is known)."""
        fixed = [("acte:home", True), ("acte:actions", True), ("acte:questions", True)]
        fixed += [("acte:explanation", Explanation.objects.published().exists())]
        fixed += [("acte:charter", CharterVersion.objects.published().exists())]
        axes = Axis.objects.published().order_by("position", "pk")
        actions = Action.objects.readable()
        return [
            *((reverse(name), None) for name, is_there in fixed if is_there),
            *((text.get_absolute_url(), text.last_published_at) for rows in (axes, actions) for text in rows),
        ]

    def location(self, item: tuple[str, Any]) -> str:
        return item[0]

    def lastmod(self, item: tuple[str, Any]) -> Any:
        return item[1]

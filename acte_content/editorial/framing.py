"""What editors put around the pages of MY.ONE, for the portal that knows nothing of them."""

from typing import Any

from django.contrib.sitemaps import Sitemap
from django.urls import reverse
from wagtail.models import Page

from acte_content.editorial.models import GuidePage, PortalFrame, PortalTexts, public_pages
from acte_content.editorial.pro_pages import SECTION
from portal.kernel import clock
from portal.my.frame import Banner, Frame, FrameLink, GuideLink
from portal.pro.navigation import NavItem

# The line of PRO.ONE's navigation.
INFORMATIONS = NavItem(SECTION, "Informations", "megaphone", address=("wagtail_serve", (f"pro/{SECTION}/",)))


def address_of(path: str) -> str:
    """Of a page that is always there, by its path below the portals' home page."""
    return reverse("wagtail_serve", args=[path])


def frame() -> Frame:
    """Menu, footer and the announcements of today; where nobody has stated them, nothing."""
    stated = PortalFrame.objects.order_by("pk").first()
    if stated is None:
        return Frame()
    today = clock.today()
    return Frame(
        menu=_links(stated.menu),
        footer=_links(stated.footer),
        footer_words=stated.footer_words,
        banners=tuple(
            _banner(block.value)
            for block in stated.banners
            if block.value["first_day"] <= today <= block.value["last_day"]
        ),
    )


def texts() -> dict[str, str]:
    """What stands in other words than the portal's own, by place."""
    stated = PortalTexts.objects.order_by("pk").first()
    return {block.value["place"]: block.value["words"] for block in stated.texts} if stated else {}


def _links(stream: Any) -> tuple[FrameLink, ...]:
    """Those that lead somewhere: a page that is not published any more has no line."""
    return tuple(FrameLink(block.value["words"], block.value.url) for block in stream if block.value.url)


def _banner(value: Any) -> Banner:
    return Banner(value["text"], FrameLink(value["words"], value["address"]) if value["words"] else None)


def guides() -> list[GuideLink]:
    """The published guides, in the editors' order."""
    return [
        GuideLink(page.title, page.lead, page.url, page.drawing_path)
        for page in GuidePage.objects.live().order_by("path")
    ]


class PublicPages(Sitemap):
    """Guides for parents, and nothing that takes a log-in."""

    limit = 5_000

    def items(self) -> Any:
        return public_pages()

    def location(self, item: Page) -> str:
        return item.url or ""

    def lastmod(self, item: Page) -> Any:
        return item.last_published_at

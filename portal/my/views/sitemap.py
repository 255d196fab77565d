"""The sitemap: an index, the fixed pages, and the listings that search engines may show."""

from typing import Any

from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as sitemap_views
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from portal.facilities.access import IndexableListing, IndexableListings
from portal.facilities.presentation import listing_path
from portal.kernel import clock


class PageSitemap(Sitemap):
    """The pages that are always there."""

    def items(self) -> list[str]:
        return ["my:home", "my:accessibility", "my:privacy", "my:legal", "my:open_data"]

    def location(self, item: str) -> str:
        return reverse(item)


class ListingSitemap(Sitemap):
    """The listings' pages, read from the database a page at a time."""

    limit = 5_000

    def items(self) -> IndexableListings:
        return IndexableListings(clock.today())

    def location(self, item: IndexableListing) -> str:
        return listing_path(item.id, item.name)


SITEMAPS: "dict[str, type[Sitemap[Any]] | Sitemap[Any]]" = {"pages": PageSitemap, "lieux": ListingSitemap}


def register_sitemap(section: str, sitemap: "type[Sitemap[Any]]") -> None:
    """One more part, of what other apps publish. Called in `AppConfig.ready()`."""
    SITEMAPS[section] = sitemap


@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """The parts of the sitemap."""
    return sitemap_views.index(request, SITEMAPS, sitemap_url_name="my:sitemap_section")


@require_safe
def sitemap_section(request: HttpRequest, section: str) -> HttpResponse:
    """One part; `?p=2` and so on for its further pages."""
    return sitemap_views.sitemap(request, SITEMAPS, section=section)

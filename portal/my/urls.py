"""Addresses of MY.ONE."""

from django.urls import path, re_path

from portal.my.views import home, listing, media, open_data, pages, search, sitemap, tiles

app_name = "my"
urlpatterns = [
    path("", home.home, name="home"),
    path("recherche/", search.search, name="search"),
    path("recherche/carte.json", search.search_map_data, name="search_map"),
    path("recherche/lieux.geojson", search.search_geojson_data, name="search_geojson"),
    path("recherche/suggestions.json", search.suggestions, name="suggestions"),
    path("tuiles/<int:zoom>/<int:x>/<int:y>.png", tiles.tile, name="tile"),
    path("lieu/<int:pk>-<slug:slug>/", listing.listing, name="listing"),
    re_path(
        r"^media/(?P<folder>photos|projets)/(?P<copy>[0-9a-f]{32})/(?P<file>[a-z0-9-]{1,40}\.(?:webp|jpg|pdf))$",
        media.published,
        name="media",
    ),
    path("accessibilite/", pages.accessibility, name="accessibility"),
    path("vie-privee/", pages.privacy, name="privacy"),
    path("mentions-legales/", pages.legal, name="legal"),
    path("donnees-ouvertes/", open_data.page, name="open_data"),
    re_path(
        r"^donnees-ouvertes/(?P<name>[a-z]{1,20}\.(?:csv|geojson|json))$",
        open_data.file,
        name="open_data_file",
    ),
    path("robots.txt", pages.robots, name="robots"),
    path("sitemap.xml", sitemap.sitemap_index, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemap.sitemap_section, name="sitemap_section"),
    path(".well-known/security.txt", pages.security_txt, name="security_txt"),
]

"""Addresses of MY.ONE."""

from django.urls import path

from portal.my.views import home, listing, pages

app_name = "my"
urlpatterns = [
    path("", home.home, name="home"),
    path("lieu/<int:pk>-<slug:slug>/", listing.listing, name="listing"),
    path("accessibilite/", pages.accessibility, name="accessibility"),
    path("vie-privee/", pages.privacy, name="privacy"),
    path("mentions-legales/", pages.legal, name="legal"),
]

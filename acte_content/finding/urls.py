"""Addresses of the search of texts: below that of places, which crawlers leave alone."""

from django.urls import path

from acte_content.finding import views

app_name = "finding"
urlpatterns = [
    path("recherche/informations/", views.search, name="search"),
    path("recherche/informations/suggestions.json", views.suggestions, name="suggestions"),
]

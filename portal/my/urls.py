"""Addresses of MY.ONE."""

from django.urls import URLPattern

app_name = "my"
urlpatterns: list[URLPattern] = []

"""Addresses of what editors publish, the last to be asked: every other address of the portals comes first."""

from django.urls import re_path

from acte_content.editorial import views

urlpatterns = [
    re_path(r"^media/images/(?P<file>[\w.-]{1,200})$", views.picture, name="editorial_picture"),
    # Under the name by which Wagtail asks where a page lies.
    re_path(r"^(?P<path>(?:[\w-]+/)*)$", views.published_page, name="wagtail_serve"),
]

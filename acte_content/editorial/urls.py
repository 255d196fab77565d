"""Addresses of what editors publish, the last to be asked: every other address of the portals comes first."""

from django.urls import re_path

from acte_content.editorial import views

urlpatterns = [
    re_path(r"^media/images/(?P<file>[\w.-]{1,200})$", views.picture, name="editorial_picture"),
    # Under the name by which Wagtail asks where a document lies.
    re_path(
        r"^documents/(?P<document_id>\d{1,9})/(?P<filename>[^/]{1,150})$",
        views.document,
        name="wagtaildocs_serve",
    ),
    # Under the name by which Wagtail asks where a page lies.
    re_path(r"^(?P<path>(?:[\w-]+/)*)$", views.published_page, name="wagtail_serve"),
]

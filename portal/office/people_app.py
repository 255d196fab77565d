"""Wagtail's app of users and groups, without its pages."""

from wagtail.users.apps import WagtailUsersAppConfig


class OfficeUsersConfig(WagtailUsersAppConfig):
    """People and functions are administered by our own services, never by Wagtail's views."""

    user_viewset = "portal.office.people.NothingHere"
    group_viewset = "portal.office.people.NothingHere"

"""French words and absolute addresses in templates."""

from django import template
from django.conf import settings
from django.urls import reverse

from portal.facilities import words

register = template.Library()


@register.filter
def count(number: int, nouns: str) -> str:
    """`{{ 3|count:"lieu,lieux" }}` → `3 lieux`."""
    one, many = nouns.split(",")
    return words.count(number, one, many)


@register.simple_tag
def absolute_url(name: str) -> str:
    """The address of a named page on the site's own origin, as other sites may quote it."""
    return f"{settings.BASE_URL}{reverse(name)}"

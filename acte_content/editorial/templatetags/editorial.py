"""What the templates of articles ask for."""

from typing import Any

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def own_url(page: Any) -> str:
    """The absolute address of a page on the portals' own origin."""
    return f"{settings.BASE_URL}{page.url}"


@register.inclusion_tag("editorial/guide_card.html")
def guide_card(article: Any) -> dict[str, Any]:
    """A guide as it is offered: its picture, its title, what it is about."""
    return {"article": article}

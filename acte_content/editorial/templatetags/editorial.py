"""What the templates of articles ask for."""

from typing import Any

from django import template
from django.conf import settings
from django.template import Context
from wagtail.admin.templatetags.wagtailuserbar import wagtailuserbar

register = template.Library()


@register.simple_tag
def own_url(page: Any) -> str:
    """The absolute address of a page on the portals' own origin."""
    return f"{settings.BASE_URL}{page.url}"


@register.simple_tag(takes_context=True)
def checker_in_preview(context: Context) -> str:
    """What the editor's panel of checks runs in the preview beside it; on a page that is read, nothing."""
    if not getattr(context["request"], "in_preview_panel", False):
        return ""
    bar: str = wagtailuserbar(context)
    return bar


@register.inclusion_tag("editorial/guide_card.html")
def guide_card(article: Any) -> dict[str, Any]:
    """A guide as it is offered: its picture, its title, what it is about."""
    return {"article": article}

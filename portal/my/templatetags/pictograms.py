"""Pictograms of the sprite: `{% icon "pin" %}` and `{% marker card.state %}`.

Both are hidden from screen readers: words always stand beside them.
"""

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

SPRITE = "img/sprite.svg"


@register.simple_tag
def sprite_url() -> str:
    """Address of the sprite, for scripts that draw markers (`#marker-free`, `#marker-confirm`, …)."""
    return static(SPRITE)


@register.simple_tag
def share_image() -> str:
    """The picture that other sites show beside a shared link (absolute address)."""
    return f"{settings.BASE_URL}{static('img/share.png')}"


@register.simple_tag
def icon(name: str) -> SafeString:
    """One icon of the 24 grid, as large as the text around it."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        static(SPRITE),
        name,
    )


@register.simple_tag
def marker(state: str) -> SafeString:
    """The form of an availability state: `free`, `confirm`, `later` or `unknown`."""
    return format_html(
        '<svg class="marker marker--{1}" viewBox="0 0 28 32" aria-hidden="true" focusable="false">'
        '<use href="{0}#marker-{1}"/></svg>',
        static(SPRITE),
        state,
    )

"""In every template, without `{% load %}`: `{% portal_text "photos" as words %}`, `{{ size|file_size }}`."""

from django import template
from django.template import Context

from portal.kernel.portal_texts import in_words, stated_texts

register = template.Library()
_KEPT_AS = "_portal_texts"


@register.simple_tag(takes_context=True)
def portal_text(context: Context, key: str) -> str:
    """In the words of today; empty where nothing is to be said. They are read once a request."""
    request = context.get("request")
    stated = getattr(request, _KEPT_AS, None)
    if stated is None:
        stated = stated_texts()
        if request is not None:
            setattr(request, _KEPT_AS, stated)
    return in_words(key, stated)


@register.filter
def file_size(size: int | None) -> str:
    """« 430 octets », « 310 Ko », « 1,2 Mo »: counted as the limits of our forms are."""
    if size is None:
        return ""
    if size < 1024:
        return f"{size}\u00a0octets"
    if size < 1024**2:
        return f"{round(size / 1024)}\u00a0Ko"
    return f"{size / 1024**2:.1f}\u00a0Mo".replace(".", ",")

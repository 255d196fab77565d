"""`{% portal_text "aucun-lieu" as words %}` in every template, without `{% load %}`."""

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

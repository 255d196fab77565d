"""The frame of MY.ONE's pages: what editors wrote around them."""

import re
from dataclasses import replace

from django import template
from django.template import Context

from portal.my.frame import Frame, frame_of_today

register = template.Library()
# 404.html, 403_csrf.html: see `config.error_page`.
_OF_ERRORS = re.compile(r"[45]\d\d\b|[45]\d\d_")


@register.simple_tag(takes_context=True)
def my_frame(context: Context) -> Frame:
    """Menu, footer and announcements, as they are at this request, seen from its address.

    A page that says what is wrong stands without: it asks no database, which may be what is wrong.
    """
    template_name = (context.template and context.template.name) or ""
    if _OF_ERRORS.match(template_name):
        return Frame()
    return replace(frame_of_today(), here=getattr(context.get("request"), "path", ""))

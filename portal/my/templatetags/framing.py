"""The frame of MY.ONE's pages: what editors wrote around them."""

from dataclasses import replace

from django import template
from django.template import Context

from portal.my.frame import Frame, frame_of_today

register = template.Library()


@register.simple_tag(takes_context=True)
def my_frame(context: Context) -> Frame:
    """Menu, footer and announcements, as they are at this request, seen from its address."""
    return replace(frame_of_today(), here=getattr(context.get("request"), "path", ""))

"""How the helpdesk is reached: `{% helpdesk as desk %}`, then `{{ desk.phone }}`, `{{ desk.hours }}`…"""

from django import template

from portal.kernel.helpdesk import HelpdeskWords, helpdesk_words

register = template.Library()


@register.simple_tag(name="helpdesk")
def helpdesk() -> HelpdeskWords:
    """As every page and e-mail says it; one query."""
    return helpdesk_words()

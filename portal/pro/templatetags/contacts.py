"""« Votre interlocuteur », on every page of a procedure: `{% interlocutor facility %}`."""

from typing import Any

from django import template
from django.template import Context

from portal.facilities.models import Facility
from portal.facilities.one_contacts import contacts_of, interlocutor
from portal.kernel import clock

register = template.Library()


@register.inclusion_tag("pro/interlocutor.html", name="interlocutor", takes_context=True)
def interlocutor_card(context: Context, facility: Facility) -> dict[str, Any]:
    """The agent to call about this place, or the helpdesk where none is known."""
    return {
        "facility": facility,
        "who": interlocutor(contacts_of(facility, clock.today())),
        # Agents read the page of a place, too; the page of its contacts is its own people's.
        "is_own": facility in context["places"].own,
    }

"""« Votre interlocuteur », on every page of a procedure: `{% interlocutor facility %}`."""

from typing import Any

from django import template

from portal.facilities.models import Facility
from portal.facilities.one_contacts import contacts_of, interlocutor
from portal.kernel import clock

register = template.Library()


@register.inclusion_tag("pro/interlocutor.html", name="interlocutor")
def interlocutor_card(facility: Facility) -> dict[str, Any]:
    """The agent to call about this place, or the helpdesk where none is known."""
    return {"facility": facility, "who": interlocutor(contacts_of(facility, clock.today()))}

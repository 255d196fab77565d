"""The helpdesk's coordinates as pages and e-mails say them."""

from portal.facilities.contacts import phone_in_words
from portal.helpdesk.access import helpdesk_contact
from portal.kernel.helpdesk import HelpdeskWords


def stated_words() -> HelpdeskWords:
    """What is stated today, in words."""
    kept = helpdesk_contact()
    return HelpdeskWords(phone_in_words(kept.phone), f"tel:{kept.phone}", kept.email, kept.hours, kept.notice)

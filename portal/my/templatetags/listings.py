"""What a listing's page says, for its template: see `portal.my.listing_page`."""

import json
from datetime import date
from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.template import RequestContext
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from portal.facilities import presentation, words
from portal.facilities.contacts import phone_in_words
from portal.facilities.public import PublicListing
from portal.my import listing_page

register = template.Library()
register.simple_tag(presentation.week)
register.simple_tag(presentation.places_by_age)
register.simple_tag(presentation.coming_unavailability)
register.simple_tag(listing_page.map_link)
register.filter("phone", phone_in_words)

# As Django's `json_script` does: a text in the data must never end the element.
_UNSAFE = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.simple_tag(takes_context=True)
def way_back(context: RequestContext, listing: PublicListing, today: date) -> listing_page.WayBack:
    return listing_page.way_back(context["request"], listing, today)


@register.simple_tag
def canonical_url(listing: PublicListing) -> str:
    """The one absolute address of a listing's page."""
    return f"{settings.BASE_URL}{presentation.listing_url(listing)}"


@register.filter
def age_range(ages: tuple[int, int]) -> str:
    return words.age_range(*ages)


@register.filter
def host(url: str) -> str:
    """The site's name in an address: `www.exemple.be` → `exemple.be`."""
    return (urlsplit(url).hostname or url).removeprefix("www.")


@register.simple_tag
def json_ld(listing: PublicListing) -> SafeString:
    """The schema.org block: data, which browsers do not run and the CSP lets be."""
    data = json.dumps(listing_page.structured_data(listing), ensure_ascii=False).translate(_UNSAFE)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(data))

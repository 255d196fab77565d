"""The personal link of a reminder: what parents see of one place, and saying whether it is still true."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from portal.accounts.sessions import PortalRequest
from portal.facilities.availability_words import availability_in_words
from portal.facilities.enums import AvailabilityStatus
from portal.facilities.freshness import announced_day_has_passed
from portal.facilities.public import PublicListing
from portal.facilities.services.confirmation_link import (
    LinkUnusable,
    LinkUsed,
    OpenLink,
    confirm_by_link,
    open_link,
    state_by_link,
)
from portal.kernel import clock
from portal.kernel.days import long_date
from portal.limits.limiting import limited
from portal.pro.forms import AvailabilityByLinkForm

# Whoever sees the page of a used link so soon has just used it: pressed twice, or loaded the page again.
_JUST_NOW = timedelta(minutes=10)
_HEADERS = {
    # The address is a secret: no page that one goes on to may learn it.
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
}


def _kept_to_itself(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Whatever the answer is, a refusal of the limits too."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(*args, **kwargs)
        for name, value in _HEADERS.items():
            response[name] = value
        return response

    return guarded


# The secret is what shows that the form is ours: nothing of a session is used. Browsers send no origin from a
# page with `no-referrer`, which the check of forms would refuse.
@csrf_exempt
@_kept_to_itself
@limited("confirmation")
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_by_link_page(request: PortalRequest, secret: str) -> HttpResponse:
    """Looking changes nothing: programs that read e-mails follow links, too."""
    today = clock.today()
    try:
        link = open_link(secret, today)
        return _answer(request, link, secret) if request.method == "POST" else _ask(request, link)
    except LinkUsed as used:
        return _show_used(request, used)
    except LinkUnusable:
        return render(request, "pro/confirmation_unusable.html", _known(), status=404)


def _answer(request: PortalRequest, link: OpenLink, secret: str) -> HttpResponse:
    today = clock.today()
    if request.POST.get("action") == "confirm":
        return _settle(request, link, lambda: confirm_by_link(actor=link.holder, secret=secret, today=today))
    form = AvailabilityByLinkForm(request.POST)
    if not form.is_valid():
        return _ask(request, link, form)
    stated = form.cleaned_data
    return _settle(
        request,
        link,
        lambda: state_by_link(
            actor=link.holder,
            secret=secret,
            today=today,
            status=stated["availability"],
            available_from=stated["available_from"],
        ),
        form,
    )


def _settle(
    request: PortalRequest,
    link: OpenLink,
    change: Callable[[], None],
    form: AvailabilityByLinkForm | None = None,
) -> HttpResponse:
    """The same address then says what is noted, however often it is asked."""
    try:
        change()
    except ValidationError as refusal:
        form = form or AvailabilityByLinkForm({"availability": ""})
        form.refuse(refusal)
        return _ask(request, link, form)
    return redirect(request.path)


def _ask(request: PortalRequest, link: OpenLink, form: AvailabilityByLinkForm | None = None) -> HttpResponse:
    today = clock.today()
    context = _shown(link.listing) | {
        "form": form or AvailabilityByLinkForm(),
        "can_confirm": not announced_day_has_passed(link.listing, today),
        "not_before": AvailabilityStatus.NOT_BEFORE.value,
    }
    return render(request, "pro/confirmation.html", context | _known())


def _show_used(request: PortalRequest, used: LinkUsed) -> HttpResponse:
    context: dict[str, Any] = {
        "is_new": clock.now() - used.at < _JUST_NOW,
        "used_on": long_date(used.at),
        "listing": None,
    }
    if used.listing:
        context |= _shown(used.listing)
    return render(request, "pro/confirmation_used.html", context | _known())


def _shown(listing: PublicListing) -> dict[str, Any]:
    said = availability_in_words(listing, clock.today(), settings.SEARCH_STALE_DAYS)
    return {"listing": listing, "said": said}


def _known() -> dict[str, Any]:
    return {"days": settings.CONFIRMATION_LINK_LASTS.days}

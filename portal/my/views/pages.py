"""Pages of plain text, and the small files that browsers, crawlers and researchers look for."""

from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from portal.kernel import clock

# RFC 9116 asks for less than a year: renewed by itself each day, it ends when the site does.
SECURITY_TXT_VALID = timedelta(days=180)


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "my/accessibility.html", {"contact_email": settings.CONTACT_EMAIL})


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What MY.ONE does with personal data."""
    context = {"contact_email": settings.CONTACT_EMAIL, "asks_geocoder": bool(settings.GEOCODER_URL)}
    return render(request, "my/privacy.html", context)


@require_safe
def legal(request: HttpRequest) -> HttpResponse:
    """Who publishes, and under which licences."""
    context = {
        "contact_email": settings.CONTACT_EMAIL,
        "tiles_attribution": settings.TILES_ATTRIBUTION if settings.TILES_UPSTREAM_URL else "",
    }
    return render(request, "my/legal.html", context)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Crawlers take the sitemap and the listings, not the endless combinations of filters."""
    lines = [
        "User-agent: *",
        "Disallow: /office/",
        f"Disallow: {reverse('my:search')}",
        f"Sitemap: {settings.BASE_URL}{reverse('my:sitemap')}",
    ]
    return _text(lines)


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Whom to tell about a weakness (RFC 9116)."""
    midnight = datetime.combine(clock.today(), datetime.min.time(), tzinfo=clock.BRUSSELS)
    lines = [
        f"Contact: mailto:{settings.CONTACT_EMAIL}",
        f"Expires: {(midnight + SECURITY_TXT_VALID).isoformat()}",
        "Preferred-Languages: fr, nl, en",
        f"Canonical: {settings.BASE_URL}{reverse('my:security_txt')}",
    ]
    return _text(lines)


def _text(lines: list[str]) -> HttpResponse:
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")

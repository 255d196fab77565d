"""Pages of plain text: accessibility, privacy, legal."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "my/accessibility.html")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What MY.ONE does with personal data."""
    return render(request, "my/privacy.html")


@require_safe
def legal(request: HttpRequest) -> HttpResponse:
    """Who publishes, under which licences."""
    return render(request, "my/legal.html")

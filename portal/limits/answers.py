"""What whoever asked too often is told: when to try again, without losing what was typed."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

# Where we can't tell, since uses can't be read.
FAILED_SECONDS = 30
NBSP = "\u00a0"


def as_page(request: HttpRequest, seconds: int, whose: str) -> HttpResponse:
    """A page in French at the same address, which still holds what was asked."""
    context = {
        "wait": in_words(seconds),
        "is_one_client": whose == "client",
        "again": request.get_full_path() if request.method in ("GET", "HEAD") else "",
    }
    if whose == "nobody":
        return _told(render(request, "503.html", context, status=503), seconds)
    return _told(render(request, "429.html", context, status=429), seconds)


def as_json(request: HttpRequest, seconds: int, whose: str) -> HttpResponse:
    """`{"error", "message", "retry_after"}`: a word for programs, a sentence for people, seconds."""
    status, error, what = (
        (503, "unavailable", "Cette demande ne peut pas être traitée pour le moment.")
        if whose == "nobody"
        else (429, "too_many_requests", "Trop de demandes à la fois.")
    )
    told = {"error": error, "message": f"{what} Réessayez dans {in_words(seconds)}.", "retry_after": seconds}
    return _told(JsonResponse(told, status=status, json_dumps_params={"ensure_ascii": False}), seconds)


def in_words(seconds: int) -> str:
    """`12 secondes`, `3 minutes`, `2 heures`: rounded up, so that nobody comes too early."""
    if seconds <= 90:
        return f"{seconds}{NBSP}seconde{'s' if seconds > 1 else ''}"
    if seconds <= 90 * 60:
        return f"{-(-seconds // 60)}{NBSP}minutes"
    return f"{-(-seconds // 3600)}{NBSP}heures"


def _told(response: HttpResponse, seconds: int) -> HttpResponse:
    response["Retry-After"] = str(seconds)
    response["Cache-Control"] = "no-store"
    return response

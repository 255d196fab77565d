"""The page for what went wrong on our side."""

from django.http import HttpRequest, HttpResponseServerError
from django.template import loader

from config import references


def server_error(request: HttpRequest) -> HttpResponseServerError:
    """500 with the reference under which the log tells what happened. No other context: it must not fail."""
    page = loader.get_template("500.html").render({"reference": references.of_request()})
    return HttpResponseServerError(page, headers={"Cache-Control": "no-store"})

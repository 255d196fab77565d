"""The page for what went wrong on our side."""

from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.template import loader

from acte_content.headless.problems import problem
from acte_content.headless.sharing import PREFIX
from config import references


def server_error(request: HttpRequest) -> HttpResponse:
    """500 with the reference under which the log tells what happened. No other context: it must not fail."""
    if request.path_info.startswith(PREFIX):
        return problem(500, reference=references.of_request())
    page = loader.get_template("500.html").render({"reference": references.of_request()})
    return HttpResponseServerError(page, headers={"Cache-Control": "no-store"})

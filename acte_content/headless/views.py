"""What describes the public interface."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from acte_content.headless.api import document


def openapi(request: HttpRequest) -> JsonResponse:
    """The OpenAPI document: a stable address."""
    return JsonResponse(document(), json_dumps_params={"ensure_ascii": False, "indent": 1})


@require_safe
def explained(request: HttpRequest) -> HttpResponse:
    """Somebody who tries the beginning of an address is a person: to the page for people."""
    return redirect("my:open_data")

"""What describes the public interface."""

from django.http import HttpRequest, JsonResponse

from acte_content.headless.api import document


def openapi(request: HttpRequest) -> JsonResponse:
    """The OpenAPI document: a stable address."""
    return JsonResponse(document(), json_dumps_params={"ensure_ascii": False, "indent": 1})

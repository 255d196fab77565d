"""A consultation that cannot be written down shows nothing."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from portal.audit.services import ConsultationNotRecorded

_MESSAGE = (
    "Ces données ne peuvent pas être affichées pour le moment\u00a0: leur consultation n’a pas pu être notée "
    "dans l’historique. Réessayez dans un instant."
)


class NothingUnrecorded:
    """Answers 503 with a sentence in French where `ConsultationNotRecorded` was raised."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, ConsultationNotRecorded):
            return None
        return HttpResponse(
            _MESSAGE,
            status=503,
            content_type="text/plain; charset=utf-8",
            headers={"Retry-After": "30", "Cache-Control": "no-store"},
        )

"""What an error report shows, on Django's debug page and in mails: where the error is, not what people typed.

In production no value of a variable, a form or a query, as in the logs. On a developer's debug page (DEBUG)
they are shown, but for variables that code calls `sensitive_variables`; Django would show these there, too.
"""

from collections.abc import ItemsView, Iterable
from types import FrameType
from typing import Any

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

COVER = SafeExceptionReporterFilter.cleansed_substitute
# Where a visitor comes from, and what was asked.
OF_PEOPLE = {"QUERY_STRING", "HTTP_REFERER", "REQUEST_URI", "RAW_URI", "REMOTE_ADDR", "HTTP_X_FORWARDED_FOR"}


class CoveredValues(SafeExceptionReporterFilter):
    """What the report may show of variables, forms and headers."""

    def is_active(self, request: HttpRequest | None) -> bool:
        return True

    def get_post_parameters(self, request: HttpRequest | None) -> Any:
        shown = super().get_post_parameters(request)
        return shown if settings.DEBUG else _covered(shown)

    def get_safe_request_meta(self, request: HttpRequest) -> dict[str, Any]:
        shown = super().get_safe_request_meta(request)
        if settings.DEBUG:
            return shown
        return {name: COVER if name in OF_PEOPLE else value for name, value in shown.items()}

    def get_traceback_frame_variables(
        self, request: HttpRequest | None, tb_frame: FrameType
    ) -> ItemsView[str, Any]:
        if settings.DEBUG:
            return super().get_traceback_frame_variables(request, tb_frame)
        return dict.fromkeys(tb_frame.f_locals, COVER).items()


class CoveredReport(ExceptionReporter):
    """The report, without the query of the address."""

    def get_traceback_data(self) -> dict[str, Any]:
        data = super().get_traceback_data()
        if self.request is not None and not settings.DEBUG:
            data["request_GET_items"] = _covered(self.request.GET).items()
            data["request_insecure_uri"] = data["request_insecure_uri"].partition("?")[0]
        return data


def _covered(values: Iterable[str]) -> QueryDict:
    covered = QueryDict(mutable=True)
    covered.update(dict.fromkeys(values, COVER))
    return covered

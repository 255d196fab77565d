"""A form of OFFICE.ONE that comes without one of its parts: a request that is none, not a failure of ours.

Wagtail's blocks and choosers write how many they are into the form, and take for granted that it comes back.
"""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseBase
from django.utils.datastructures import MultiValueDictKeyError

HOUSE = "/office/"


class WholeForms:
    """Answers 400 where a view of `/office/` has missed something that was to be posted."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Django makes the page of a 400 out of a `BadRequest`."""
        is_of_the_house = request.method == "POST" and request.path_info.startswith(HOUSE)
        if is_of_the_house and isinstance(exception, MultiValueDictKeyError):
            raise BadRequest("a form without one of its parts") from exception

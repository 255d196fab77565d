"""Old addresses that lead on, where no page of the portals answers."""

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from wagtail.contrib.redirects.middleware import RedirectMiddleware


class PageRedirects(RedirectMiddleware):
    """Wagtail's, which asks the database at every 404: here of what could have been a page alone.

    Tiles, copies of photos and figures are asked for by machines, also while no database answers.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        found = request.resolver_match
        is_of_a_page = found is None or found.url_name == "wagtail_serve"
        if not is_of_a_page or request.path.startswith((settings.MEDIA_URL, settings.STATIC_URL)):
            return response
        answer: HttpResponseBase = super().process_response(request, response)
        return answer

"""The page on which somebody was, as the helpdesk may read it."""

from django.urls import Resolver404, resolve

_LONGEST = 200


def page_of_ours(path: str) -> str:
    """The path where it is a page of PRO.ONE, and no secret link; empty otherwise.

    Its words are slugs (a section, a chapter). What was searched never gets into a message: the query and the
    fragment are cut.
    """
    path = path.partition("?")[0].partition("#")[0]
    if len(path) > _LONGEST or not path.startswith("/pro/"):
        return ""
    try:
        found = resolve(path)
    except Resolver404:
        return ""
    secret = {"token", "secret"} & found.kwargs.keys()
    return "" if found.namespace != "pro" or secret else path


def facility_of_page(path: str) -> int | None:
    """The facility that the page is about, where its address names one."""
    path = page_of_ours(path)
    facility_id = resolve(path).kwargs.get("facility_id") if path else None
    return facility_id if isinstance(facility_id, int) else None

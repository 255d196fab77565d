"""The inline scripts of Wagtail's widgets, let through one by one by their hash.

Date fields, choosers and inline panels bring a script of one line that holds the field's id, so no constant
hash fits, and `unsafe-inline` is out of the question. A script passes only where it is one call of a known
function with a quoted id and JSON: data, no code.
"""

import json
import re
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256

from csp.constants import SELF, UNSAFE_INLINE
from django.http import HttpRequest, HttpResponse, HttpResponseBase

_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_CALL = re.compile(
    r"\s*(?:init(?:Date|Time|DateTime)Chooser"
    r"|new (?:Chooser|SnippetChooser|ImageChooser|DocumentChooser|PageChooser|TaskChooser))"
    r"\((?P<arguments>\"[^<]*)\);\s*",
    re.DOTALL,
)
_INLINE_PANEL = re.compile(
    r"\s*\(function\(\) \{\s*var panel = new InlinePanel\(JSON\.parse\((?P<arguments>\"[^\"<]*\")\)\);"
    r"\s*\}\)\(\);\s*"
)
# Where texts are written: the editor of rich text inserts `<style>` elements that vary.
_EDITOR = re.compile(r"/office/(?:pages/(?:add|\d+/edit)|snippets/editorial/\w+/(?:add|edit)|settings)/")


class KnownInlineScripts:
    """Adds to the policy of a page of OFFICE.ONE the hashes of its known inline scripts."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if isinstance(response, HttpResponse) and request.path_info.startswith("/office/"):
            is_page = response.get("Content-Type", "").startswith("text/html")
            hashes = known_hashes(response.content.decode(response.charset)) if is_page else []
            adds: dict[str, list[str]] = {"script-src": [SELF, *hashes]} if hashes else {}
            if is_page and _EDITOR.match(request.path_info):
                adds["style-src-elem"] = [SELF, UNSAFE_INLINE]
            if adds:
                # Where django-csp looks for what a single answer adds.
                vars(response)["_csp_update"] = adds
        return response


def known_hashes(html: str) -> list[str]:
    """The CSP sources (`'sha256-…'`) of the inline scripts in this page that match the grammar."""
    bodies = dict.fromkeys(found for found in _INLINE.findall(html) if is_known(found))
    return [f"'sha256-{b64encode(sha256(body.encode()).digest()).decode()}'" for body in bodies]


def is_known(body: str) -> bool:
    """One call of a known function, whose arguments are JSON from the first quote to the last bracket."""
    call = _CALL.fullmatch(body) or _INLINE_PANEL.fullmatch(body)
    if call is None:
        return False
    try:
        arguments = json.loads(f"[{call['arguments']}]")
    except ValueError:
        return False
    return isinstance(arguments[0], str)

"""A test client that reads every page it gets as a careful visitor, a screen reader and a CSP would."""

import re
from collections import Counter
from typing import Any

from django.http import HttpResponseBase
from django.test import Client
from lxml import html
from lxml.html import HtmlElement

from portal.accounts.enums import LoginLevel
from portal.kernel import clock
from tests.strictness.markup import faults_of_markup

# Blocks of data: the browser never runs them, and the CSP lets them be.
DATA_SCRIPTS = {"application/ld+json", "application/json"}
UNLABELLED_INPUTS = {"hidden", "submit", "button", "reset", "image"}
REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "list", "form")
_WHOLE = re.compile("<html[ >]", re.IGNORECASE)
# Wagtail's own pages are measured by its makers.
NOT_OURS = ("/office/",)


class StrictClient(Client):
    """`django.test.Client` whose every HTML answer must pass `faults_of_page`.

    `force_login` begins a session as the log-in does, with `level`; nothing of it is in the history.
    """

    level = LoginLevel.PASSWORD

    def _login(self, user: Any, backend: str | None = None) -> None:
        super()._login(user, "portal.accounts.backend.ByNameOrEmail")
        session = self.session
        session["login"] = {"level": self.level, "at": clock.now().timestamp(), "remembered": False}
        session.save()

    def request(self, **request: Any) -> Any:
        response = super().request(**request)
        check_response(request["PATH_INFO"], response)
        return response


def check_response(path: str, response: HttpResponseBase) -> None:
    if response.streaming or not response.get("Content-Type", "").startswith("text/html"):
        return
    if path.startswith(NOT_OURS) or not response.content:  # type: ignore[attr-defined]  # not streaming
        return
    faults = faults_of_page(response.content.decode())  # type: ignore[attr-defined]
    assert not faults, f"{path} ({response.status_code}):\n" + "\n".join(f"  · {fault}" for fault in faults)


def faults_of_page(markup: str) -> list[str]:
    """What is wrong with a page, or with a piece of one (as htmx asks for); empty when all is well."""
    if not markup.strip():
        return []
    # Some thousand pages a run: lxml reads one in a tenth of the time that Python's own parser takes.
    parser = html.HTMLParser()
    page = html.document_fromstring(markup, parser=parser)
    is_whole = _WHOLE.search(markup) is not None
    faults = faults_of_markup(markup, page, parser.error_log)
    faults += _references(page, is_whole) + _names(page) + _inline_code(page)
    if is_whole:
        faults += _document(page)
    return faults


def _document(page: HtmlElement) -> list[str]:
    faults = []
    if not page.get("lang", "").startswith("fr"):
        faults.append("<html> says no French lang")
    if not any(map(_text, page.iterfind("head/title"))):
        faults.append("no <title>")
    titles = list(page.iter("h1"))
    if len(titles) != 1:
        faults.append(f"{len(titles)} <h1>, one is wanted")
    elif not _text(titles[0]):
        faults.append("the <h1> is empty")
    if len(list(page.iter("main"))) != 1:
        faults.append("not exactly one <main>")
    return faults


def _references(page: HtmlElement, is_whole: bool) -> list[str]:
    ids = Counter(map(str, page.xpath("//@id")))
    faults = [f"id {name!r} is used {count} times" for name, count in ids.items() if count > 1]
    if not is_whole:
        return faults  # a piece may refer to the page that it goes into
    for attribute in REFERENCES:
        for tag in page.xpath(f"//*[@{attribute}]"):
            for name in tag.get(attribute).split():
                if name not in ids:
                    faults.append(f"{attribute}={name!r} leads nowhere: {_show(tag)}")
    return faults


def _names(page: HtmlElement) -> list[str]:
    labelled = set(page.xpath("//label/@for"))
    faults = []
    for field in page.iter("input", "select", "textarea"):
        if field.tag == "input" and field.get("type", "text") in UNLABELLED_INPUTS:
            continue
        own = field.get("aria-label") or field.get("aria-labelledby")
        if not (own or field.get("id") in labelled or next(field.iterancestors("label"), None) is not None):
            faults.append(f"no label: {_show(field)}")
    faults += [
        f"no name: {_show(tag)}" for tag in page.iter("a", "button", "summary") if not _accessible_name(tag)
    ]
    faults += [f"no alt: {_show(image)}" for image in page.iter("img") if image.get("alt") is None]
    return faults


def _accessible_name(tag: HtmlElement) -> str:
    own = tag.get("aria-label") or tag.get("aria-labelledby") or _text(tag)
    return str(own or "".join(image.get("alt", "") for image in tag.iter("img"))).strip()


def _inline_code(page: HtmlElement) -> list[str]:
    faults = [f"inline <style>: {_show(tag)}" for tag in page.iter("style")]
    for script in page.iter("script"):
        if not script.get("src") and script.get("type") not in DATA_SCRIPTS:
            faults.append(f"inline script: {_show(script)}")
    for value in page.xpath("//@*[name()='style' or starts-with(name(), 'on')]"):
        faults.append(f"{value.attrname} attribute: {_show(value.getparent())}")
    # What was typed into a field stays there, and leads nowhere.
    for value in page.xpath(
        "//@*[contains(translate(., 'JAVSCRIPT', 'javscript'), 'javascript:')][name() != 'value']"
    ):
        if value.strip().lower().startswith("javascript:"):
            faults.append(f"javascript: address: {_show(value.getparent())}")
    return faults


def _text(tag: HtmlElement) -> str:
    return str(tag.text_content()).strip()


def _show(tag: HtmlElement) -> str:
    return html.tostring(tag, encoding="unicode", with_tail=False)[:160].replace("\n", " ")

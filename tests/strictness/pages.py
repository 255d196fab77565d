"""A test client that reads every page it gets as a careful visitor, a screen reader and a CSP would."""

from collections import Counter
from typing import Any

from bs4 import BeautifulSoup, Tag
from django.http import HttpResponseBase
from django.test import Client

from portal.accounts.enums import LoginLevel
from portal.kernel import clock

# Blocks of data: the browser never runs them, and the CSP lets them be.
DATA_SCRIPTS = {"application/ld+json", "application/json"}
UNLABELLED_INPUTS = {"hidden", "submit", "button", "reset", "image"}
REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "list", "form")
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


def faults_of_page(html: str) -> list[str]:
    """What is wrong with a page, or with a piece of one (as htmx asks for); empty when all is well."""
    page = BeautifulSoup(html, "html.parser")
    faults = _references(page) + _names(page) + _inline_code(page)
    if page.html is not None:
        faults += _document(page)
    return faults


def _document(page: BeautifulSoup) -> list[str]:
    faults = []
    assert page.html is not None
    if not str(page.html.get("lang", "")).startswith("fr"):
        faults.append("<html> says no French lang")
    if page.title is None or not page.title.get_text(strip=True):
        faults.append("no <title>")
    titles = page.find_all("h1")
    if len(titles) != 1:
        faults.append(f"{len(titles)} <h1>, one is wanted")
    elif not titles[0].get_text(strip=True):
        faults.append("the <h1> is empty")
    if len(page.find_all("main")) != 1:
        faults.append("not exactly one <main>")
    return faults


def _references(page: BeautifulSoup) -> list[str]:
    ids = Counter(str(tag["id"]) for tag in page.find_all(id=True))
    faults = [f"id {name!r} is used {count} times" for name, count in ids.items() if count > 1]
    if page.html is None:
        return faults  # a piece may refer to the page that it goes into
    for attribute in REFERENCES:
        for tag in page.find_all(attrs={attribute: True}):
            for name in str(tag[attribute]).split():
                if name not in ids:
                    faults.append(f"{attribute}={name!r} leads nowhere: {_show(tag)}")
    return faults


def _names(page: BeautifulSoup) -> list[str]:
    labelled = {str(label["for"]) for label in page.find_all("label", attrs={"for": True})}
    faults = []
    for field in page.find_all(["input", "select", "textarea"]):
        if field.name == "input" and field.get("type", "text") in UNLABELLED_INPUTS:
            continue
        own = field.get("aria-label") or field.get("aria-labelledby")
        if not (own or field.get("id") in labelled or field.find_parent("label")):
            faults.append(f"no label: {_show(field)}")
    for tag in page.find_all(["a", "button", "summary"]):
        if not _accessible_name(tag):
            faults.append(f"no name: {_show(tag)}")
    faults += [f"no alt: {_show(image)}" for image in page.find_all("img") if image.get("alt") is None]
    return faults


def _accessible_name(tag: Tag) -> str:
    own = tag.get("aria-label") or tag.get("aria-labelledby") or tag.get_text(strip=True)
    pictures = [str(image.get("alt", "")) for image in tag.find_all("img")]
    return str(own or "".join(pictures)).strip()


def _inline_code(page: BeautifulSoup) -> list[str]:
    faults = [f"inline <style>: {_show(tag)}" for tag in page.find_all("style")]
    for script in page.find_all("script"):
        if not script.get("src") and script.get("type") not in DATA_SCRIPTS:
            faults.append(f"inline script: {_show(script)}")
    for tag in page.find_all(True):
        for attribute, value in tag.attrs.items():
            if attribute == "style" or attribute.startswith("on"):
                faults.append(f"{attribute} attribute: {_show(tag)}")
            # What was typed into a field stays there, and leads nowhere.
            if attribute != "value" and str(value).strip().lower().startswith("javascript:"):
                faults.append(f"javascript: address: {_show(tag)}")
    return faults


def _show(tag: Tag) -> str:
    return str(tag)[:160].replace("\n", " ")

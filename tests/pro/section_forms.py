"""The form of a section as a browser has it: read from the page, changed, sent."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bs4 import BeautifulSoup, Tag

from tests.strictness.pages import StrictClient


@dataclass
class SectionPage:
    """`fields`: what the form would send, by name. `answer`: the response that showed it."""

    client: StrictClient
    url: str
    answer: Any
    fields: dict[str, list[str]]

    @cached_property
    def page(self) -> BeautifulSoup:
        return BeautifulSoup(self.answer.content.decode(), "lxml")

    @property
    def text(self) -> str:
        return plain(self.page.get_text(" "))

    def error_at(self, name: str) -> str:
        """What is said at a field; empty where nothing is."""
        found = self.page.find(id=f"id_{name}_error")
        return plain(found.get_text(" ")) if found else ""

    @property
    def preview(self) -> str:
        found = self.page.find(attrs={"data-preview-body": True})
        assert isinstance(found, Tag)
        return plain(found.get_text(" "))

    @property
    def marked(self) -> list[str]:
        """What the preview marks as changed."""
        found = self.page.find(attrs={"data-preview-body": True})
        assert isinstance(found, Tag)
        return [plain(each.get_text(" ")) for each in found.select(".changed")]

    def fill(self, **values: str | list[str] | None) -> "SectionPage":
        """Other values for some fields; None: the field is not sent."""
        for name, value in values.items():
            if value is None:
                self.fields.pop(name, None)
            else:
                self.fields[name] = value if isinstance(value, list) else [value]
        return self

    def press(self, **button: str) -> "SectionPage":
        """Send it with a button of its own, which leads to the same page."""
        answer = self.client.post(self.url, self.fields | {name: [value] for name, value in button.items()})
        assert answer.status_code == 200
        return SectionPage(self.client, self.url, answer, fields_of(answer))

    def submit(self) -> Any:
        return self.client.post(self.url, self.fields)

    def refused(self) -> "SectionPage":
        """Submitted, and shown again."""
        answer = self.submit()
        assert answer.status_code == 200, "it was saved"
        return SectionPage(self.client, self.url, answer, fields_of(answer))


def open_section(client: StrictClient, facility_id: int, slug: str) -> SectionPage:
    url = f"/pro/milieux/{facility_id}/{slug}/"
    answer = client.get(url)
    assert answer.status_code == 200
    return SectionPage(client, url, answer, fields_of(answer))


def fields_of(answer: Any) -> dict[str, list[str]]:
    """What the form on this page sends when it is submitted."""
    page = BeautifulSoup(answer.content.decode(), "lxml")
    form = page.find("form", attrs={"data-section-form": True})
    assert isinstance(form, Tag)
    fields: dict[str, list[str]] = {}
    for field in form.find_all(["input", "textarea", "select"]):
        name = field.get("name")
        if not name or (field.get("type") in ("checkbox", "radio") and not field.has_attr("checked")):
            continue
        if field.name == "select":
            chosen = [option["value"] for option in field.find_all("option") if option.has_attr("selected")]
            fields.setdefault(str(name), []).extend(map(str, chosen))
        elif field.name == "textarea":
            fields.setdefault(str(name), []).append(field.get_text().removeprefix("\n"))
        else:
            fields.setdefault(str(name), []).append(str(field.get("value", "")))
    return fields


def plain(text: str) -> str:
    """Words with single spaces, whatever kind they were."""
    return " ".join(text.split())

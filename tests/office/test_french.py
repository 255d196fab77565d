"""OFFICE.ONE speaks French: no English on its pages, Wagtail's own included, nor in a name of our models."""

import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.utils.text import camel_case_to_spaces

from portal.accounts import posts
from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.kernel.actors import SystemActor
from tests.office.addresses import visited
from tests.office.conftest import MakeListing
from tests.strictness.pages import StrictClient

# Words without which there is hardly an English sentence, and which are none in French.
_ENGLISH = re.compile(
    r"\b(the|and|you|your|with|this|that|from|has|have|been|was|were|will|cannot|only|all|add|edit|delete|"
    r"search|choose|new|enter|submit|save|cancel|next|previous|by|for|not|nothing|found)\b",
    re.IGNORECASE,
)
_AS_IN_FRENCH = {"Conversation", "Notification", "Invitation", "Photo"}
_SAID = ("aria-label", "alt", "title", "placeholder")


def sentences(page: BeautifulSoup) -> list[str]:
    """What is read on a page, or read out: texts, and words that stand in attributes."""
    for silent in page.select("script, style, svg, code, [lang=en], noscript"):
        silent.decompose()
    texts = [" ".join(text.split()) for text in page.stripped_strings]
    return texts + [str(tag[name]) for name in _SAID for tag in page.select(f"[{name}]")]


@pytest.mark.django_db
@pytest.mark.slow
def test_no_page_has_an_english_sentence(
    office: StrictClient, agent: User, make_listing: MakeListing
) -> None:
    posts.give_post(actor=SystemActor("essai"), user=agent, function=Role.EDITOR)
    listing, read, english = make_listing(), 0, {}
    for address in visited(listing.pk):
        answer: Any = office.get(address)
        if answer.status_code != 200 or "text/html" not in answer["Content-Type"] or answer.streaming:
            continue
        read += 1
        found = [
            text for text in sentences(BeautifulSoup(answer.content, "html.parser")) if _ENGLISH.search(text)
        ]
        if found:
            english[address] = found
    assert read >= 40
    assert not english


def test_no_name_of_a_model_was_left_to_django() -> None:
    """Where nobody gave one, Django makes English words of the code."""
    left = {
        model.__name__
        for model in apps.get_models()
        if model.__module__.startswith("portal.")
        and model._meta.verbose_name == camel_case_to_spaces(model.__name__)
    }
    assert left == _AS_IN_FRENCH

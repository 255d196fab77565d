"""docs/configuration.md names all that the admin lets somebody edit, and who may."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from wagtail import hooks
from wagtail.snippets.models import get_snippet_models

from portal.accounts.rights import Right
from portal.office.wagtail_hooks import MENU
from portal.queues.registry import all_queues

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "configuration.md").read_text()
OPERATIONS = (ROOT / "docs" / "operations.md").read_text()
EDITING = (
    Right.EDIT_CONTENT, Right.EDIT_HELPDESK, Right.EDIT_REASONS, Right.EDIT_LISTING, Right.STATE_OWN_CARD,
    Right.MANAGE_AGENTS, Right.MANAGE_MEMBERS, Right.REQUIRE_STRONG, Right.EDIT_ACTE, Right.PUBLISH_ACTE,
)  # fmt: skip


def test_every_line_of_the_menu_is_named() -> None:
    # Wagtail registers the line of a viewset with its addresses.
    reverse("wagtailadmin_home")
    items = [registered() for registered in hooks.get_hooks("register_admin_menu_item")]
    labels = {str(item.label) for item in items if item.name in MENU}
    assert len(labels) == len(MENU)
    assert {label for label in labels if f"**{label}**" not in PAGE} == set()


def test_every_snippet_is_named() -> None:
    labels = {model.snippet_viewset.menu_label for model in get_snippet_models()}
    assert labels >= {"Annonces", "Motifs et réponses types"}
    assert {label for label in labels if f"**{label}**" not in PAGE} == set()


@pytest.mark.parametrize("queue", all_queues(), ids=lambda queue: queue.key)
def test_every_decision_that_takes_a_canned_text_is_named(queue: object) -> None:
    title, decisions = queue.title, queue.decisions  # type: ignore[attr-defined]
    labels = ", ".join(f"«\u00a0{each.label}\u00a0»" for each in decisions if each.asks_reason)
    row = f"| «\u00a0{title}\u00a0» | {labels} |"
    assert row.replace("\u00a0", " ") in PAGE.replace("\u00a0", " ")


@pytest.mark.parametrize("right", EDITING, ids=lambda right: right.name)
def test_who_may_is_said_as_in_the_table_of_rights(right: Right) -> None:
    assert right.value in re.sub(r"\s+", " ", PAGE)


def test_settings_of_the_operator_exist() -> None:
    """Each is a variable of the environment that is explained, or a setting in the code."""
    named = set(re.findall(r"`([A-Z_]{6,})`", PAGE))
    assert len(named) >= 7
    unknown = {name for name in named if not hasattr(settings, name) and f"`{name}`" not in OPERATIONS}
    assert unknown == set()

"""Making the pages of the demonstration, once: what an editor has changed since stays."""

import uuid
from datetime import date, timedelta
from typing import Any

from acte_content.editorial.demo import Block, Example
from acte_content.editorial.demo.guides import GUIDES
from acte_content.editorial.demo.information import INFORMATION
from acte_content.editorial.demo.questions import THEMES
from acte_content.editorial.enums import FaqPlace
from acte_content.editorial.models import (
    FaqTheme,
    GuideIndexPage,
    GuidePage,
    ProIndexPage,
    ProInformationPage,
)
from portal.kernel import clock


def plant(today: date) -> int:
    """Publish the examples that are not there yet; how many pages that were."""
    made = 0
    _plant_questions()
    for index_type, page_type, examples in (
        (GuideIndexPage, GuidePage, GUIDES),
        (ProIndexPage, ProInformationPage, INFORMATION),
    ):
        index = index_type.objects.first()
        known = set(index.get_children().values_list("slug", flat=True)) if index else set()
        for example in examples if index else ():
            if example.slug not in known:
                index.add_child(instance=page_type(**_fields(example, today)))
                made += 1
    return made


def _plant_questions() -> None:
    """The themes of MY.ONE's FAQ, where there are none."""
    if FaqTheme.objects.filter(place=FaqPlace.MY).exists():
        return
    for position, (title, asked) in enumerate(THEMES, 1):
        questions = [
            as_stored(("question", {"question": question, "answer": answer})) for question, answer in asked
        ]
        FaqTheme.objects.create(title=title, position=position, questions=questions)


def _fields(example: Example, today: date) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "title": example.title,
        "slug": example.slug,
        "lead": example.lead,
        "drawing": example.drawing,
        "first_published_at": clock.now(),
        "last_published_at": clock.now(),
        "body": [as_stored(block) for block in example.body],
    }
    if example.categories:
        fields["audience"] = [category.value for category in example.categories]
    if days := example.more.get("days"):
        fields["last_day"] = today + timedelta(days=days)
    return fields


def as_stored(block: Block) -> dict[str, Any]:
    """As StreamField keeps it."""
    kind, value = block
    if isinstance(value, list):
        value = [{"type": "item", "id": str(uuid.uuid4()), "value": item} for item in value]
    return {"type": kind, "id": str(uuid.uuid4()), "value": value}

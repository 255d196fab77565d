"""The texts of the demonstration, `demo/*.toml`, as rows of the catalogue: published, marked as examples."""

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.utils.html import escape
from wagtail.models import DraftStateMixin
from wagtail.rich_text import RichText

from acte_content.catalogue.models import (
    Action,
    Axis,
    CharterElement,
    CharterVersion,
    DiagnosisQuestion,
    Explanation,
    ExplanationSection,
)
from acte_content.editorial.enums import FaqPlace
from acte_content.editorial.models import FaqTheme

FOLDER = Path(__file__).parent / "demo"
OF_THE_SCHEME = "acte"


def axis_texts() -> list[dict[str, Any]]:
    """The six axes in their order, with their actions and the questions of their self-diagnosis."""
    return [_read(path) for path in sorted(FOLDER.glob("[0-9]-*.toml"))]


def scheme_texts() -> dict[str, Any]:
    """The charter, the explanatory document and the questions that people ask."""
    return _read(FOLDER / f"{OF_THE_SCHEME}.toml")


def publish_examples() -> int:
    """Publish all of them where the catalogue is empty; how many actions that makes."""
    if Axis.objects.exists():
        return 0
    made = 0
    for position, text in enumerate(axis_texts(), start=1):
        axis = Axis(  # type: ignore[misc]  # modelcluster's children
            position=position,
            introduction=_paragraphs(text["introduction"]),
            questions=[DiagnosisQuestion(**question) for question in text["questions"]],
            **{name: text[name] for name in ("slug", "title", "drawing", "summary")},
        )
        _publish(axis)
        for place, action in enumerate(text["actions"], start=1):
            _publish(_action(axis, place * 10, action))
            made += 1
    _publish(_frequent_questions(scheme_texts()["questions"]))
    _publish(_charter(scheme_texts()["charter"]))
    _publish(_explanation(scheme_texts()["document"]))
    return made


def _action(axis: Axis, position: int, text: dict[str, Any]) -> Action:
    as_they_are = ("slug", "title", "summary", "difficulty", "cost", "seasons", "ages")
    return Action(
        axis=axis,
        position=position,
        why=_paragraphs(text["why"]),
        how="\n".join(text["how"]),
        resources="\n".join(text["resources"]),
        is_example=True,
        **{name: text[name] for name in as_they_are},
    )


def _charter(text: dict[str, Any]) -> CharterVersion:
    return CharterVersion(  # type: ignore[misc]  # modelcluster's children
        name=text["name"],
        introduction=_paragraphs(text["introduction"]),
        elements=[
            CharterElement(sort_order=order, **element) for order, element in enumerate(text["elements"])
        ],
    )


def _explanation(text: dict[str, Any]) -> Explanation:
    return Explanation(  # type: ignore[misc]  # modelcluster's children
        title=text["title"],
        introduction=text["introduction"],
        sections=[_section(order, section) for order, section in enumerate(text["sections"])],
    )


def _frequent_questions(texts: list[dict[str, Any]]) -> FaqTheme:
    asked = [
        (
            "question",
            {
                "question": text["question"],
                "answer": RichText("".join(f"<p>{escape(paragraph)}</p>" for paragraph in text["answer"])),
                "to_complete": text["to_complete"],
            },
        )
        for text in texts
    ]
    return FaqTheme(place=FaqPlace.ACTE, title="Subsides et engagements", position=10, questions=asked)


def _section(order: int, text: dict[str, Any]) -> ExplanationSection:
    return ExplanationSection(
        sort_order=order,
        title=text["title"],
        text=_paragraphs(text["paragraphs"]),
        points="\n".join(text["points"]),
        numbered=text.get("numbered", False),
    )


def _publish(text: DraftStateMixin) -> None:
    """As an editor does, so that each has its first version in the history."""
    text.full_clean()
    text.live = False
    text.save()
    text.save_revision().publish()


def _paragraphs(texts: Sequence[str]) -> str:
    return "\n\n".join(texts)


def _read(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return tomllib.load(file)

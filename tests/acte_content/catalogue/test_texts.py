"""The texts of the demonstration: as many as promised, whole, and set in good French."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from acte_content.catalogue.demo_texts import axis_texts, scheme_texts
from acte_content.catalogue.enums import Age, Cost, Difficulty, Drawing, Season
from tests.architecture.test_typography import FAULTS

AXES = axis_texts()
ACTIONS = [action for axis in AXES for action in axis["actions"]]
OF_THE_GUIDE = {
    "Informez les parents des conditions de transport et de conservation du lait maternel",
    "Offrez aux mamans la possibilité d’allaiter sur place en cours de journée",
    "Soutenez activement l’allaitement maternel longue durée",
}
BETWEEN_NUMBER_AND_UNIT = re.compile(r"\d (?:°C|€|%|km|litres?|minutes?|jours|mois|ans?|h)\b")
# A machine's names, not a reader's.
NOT_READ = {"slug", "drawing", "difficulty", "cost", "seasons", "ages", "numbered", "to_complete"}


def read_by_people(text: Any, name: str = "") -> Iterator[str]:
    """Every text that a reader sees."""
    if name in NOT_READ:
        return
    if isinstance(text, dict):
        for key, value in text.items():
            yield from read_by_people(value, key)
    elif isinstance(text, list):
        for value in text:
            yield from read_by_people(value, name)
    elif isinstance(text, str):
        yield text


def test_six_axes_of_nine_actions_and_five_questions() -> None:
    assert [axis["title"] for axis in AXES] == [
        "Alimentation et allaitement",
        "Eau",
        "Cadre de vie",
        "Gestion des déchets",
        "Économies d’énergie",
        "Dynamique sociale",
    ]
    assert {len(axis["actions"]) for axis in AXES} == {9}
    assert {len(axis["questions"]) for axis in AXES} == {5}
    assert {axis["drawing"] for axis in AXES} == set(Drawing.values)


def test_those_of_the_guide_are_there() -> None:
    assert {action["title"] for action in AXES[0]["actions"]} >= OF_THE_GUIDE


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: str(action["slug"]))
def test_every_action_is_whole(action: dict[str, Any]) -> None:
    assert 20 <= len(action["title"]) <= 120
    assert 40 <= len(action["summary"]) <= 200
    assert 2 <= len(action["why"]) <= 3
    assert 3 <= len(action["how"]) <= 6
    assert action["resources"]
    assert all(line.count("\n") == 0 for line in [*action["how"], *action["resources"]])
    assert action["difficulty"] in Difficulty.values
    assert action["cost"] in Cost.values
    assert set(action["seasons"]) <= set(Season.values)
    assert set(action["ages"]) <= set(Age.values)


def test_no_two_actions_have_the_same_address_or_title() -> None:
    assert len({action["slug"] for action in ACTIONS}) == len(ACTIONS) == 54
    assert len({action["title"] for action in ACTIONS}) == len(ACTIONS)


def test_the_six_questions_of_the_guide_say_where_their_answer_is_missing() -> None:
    questions = scheme_texts()["questions"]
    assert len(questions) == 6
    for question in questions:
        assert question["to_complete"] is any("à compléter" in text for text in question["answer"])


def test_texts_are_set_in_good_french() -> None:
    found = [
        f"{what}: {text}"
        for text in read_by_people([*AXES, scheme_texts()])
        for what, pattern in (FAULTS | {"plain space before a unit": BETWEEN_NUMBER_AND_UNIT}).items()
        if pattern.search(text)
    ]
    assert found == []

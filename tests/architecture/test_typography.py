"""French as it is printed: apostrophes, spaces before signs, in every text that a template shows."""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, files

# What is not text: template code, comments, code and data blocks, tags.
NOT_TEXT = [
    re.compile(r"{%\s*comment.*?endcomment\s*%}", re.DOTALL),
    re.compile(r"{#.*?#}|<!--.*?-->", re.DOTALL),
    re.compile(r"<(script|style|svg)\b.*?</\1>", re.DOTALL),
]
# In tags, these attributes are read aloud or shown.
SHOWN_ATTRIBUTE = re.compile(r"\b(?:title|alt|placeholder|aria-label|content)=\"([^\"]*)\"")
TEMPLATE_CODE = re.compile(r"{{.*?}}|{%.*?%}", re.DOTALL)
TAG = re.compile(r"<[^>]*>", re.DOTALL)
FAULTS = {
    "straight apostrophe": re.compile(r"\w'\w"),
    "plain space before a sign": re.compile(r"\w [:;!?»]"),
    "no space before a sign": re.compile(r"[a-zéèêà)][;!?](?:\s|$)"),
    "plain space after «": re.compile(r"« "),
    "three dots": re.compile(r"\.\.\."),
}


def shown_text(source: str) -> str:
    """What a reader may see or hear of a template; template code stands as ¤."""
    for pattern in NOT_TEXT:
        source = pattern.sub(" ", source)
    source = TEMPLATE_CODE.sub("¤", source)
    attributes = SHOWN_ATTRIBUTE.findall(source)
    text = TAG.sub("\n", source)
    for entity, character in {"&nbsp;": "\u00a0", "&#8239;": "\u202f", "&amp;": "&", "&rsquo;": "’"}.items():
        text = text.replace(entity, character)
    return "\n".join([text, *attributes])


@pytest.mark.parametrize("template", files(".html", ".txt", under="templates/"), ids=str)
def test_templates_are_set_in_good_french(template: Path) -> None:
    text = shown_text((ROOT / template).read_text())
    found = [
        f"{what}: …{text[max(0, match.start() - 20) : match.end() + 20]!r}"
        for what, pattern in FAULTS.items()
        for match in pattern.finditer(text)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "fault",
    [
        "<p>l'accueil</p>",
        "<p>Où ?</p>",
        '<a title="Lieu : ici">x</a>',
        "<p>« Oui »</p>",
        "<p>Oui!</p>",
        "<p>et...</p>",
    ],
)
def test_bad_french_is_seen(fault: str) -> None:
    assert any(pattern.search(shown_text(fault)) for pattern in FAULTS.values())


# A text in French: what an English message or a pattern would hardly hold.
FRENCH = re.compile(r"[éèêàùçœÉÀ’«»]|\b(?:le|la|les|des|une|est|vous|pour|dans|lieu|lieux|sur)\b")


# Patterns and headers are no prose.
NOT_PROSE = re.compile(r"\(\?|=\"")


def texts_of(path: Path) -> list[tuple[int, str]]:
    """The French texts of a Python file with their lines; docstrings and formatted values left out."""
    tree = ast.parse((ROOT / path).read_text())
    docstrings = {
        node.body[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node not in docstrings
        and FRENCH.search(node.value)
        and not NOT_PROSE.search(node.value)
    ]


def python_files() -> list[Path]:
    return [path for path in files(".py") if path.parts[0] in ("acte_content", "portal", "search", "site")]


@pytest.mark.parametrize("path", [path for path in python_files() if "migrations" not in path.parts], ids=str)
def test_texts_in_code_are_set_in_good_french(path: Path) -> None:
    found = [
        f"line {line}, {what}: {text!r}"
        for line, text in texts_of(path)
        for what, pattern in FAULTS.items()
        if pattern.search(text)
    ]
    assert not found, "\n".join(found)


# « 1 décembre » and « 14:05 » are no French: `portal.kernel.days` says « 1er décembre » and « 14 h 05 ».
OWN_FORMAT = re.compile(r"""\|(?:date|time):["'][^"']*(?:\bj\b|[GH]:i["'])|\bdate_format\b""")


@pytest.mark.parametrize("path", [*files(".html", ".txt", under="templates/"), *python_files()], ids=str)
def test_days_and_hours_are_put_into_words_in_one_place(path: Path) -> None:
    assert OWN_FORMAT.findall((ROOT / path).read_text()) == []


def test_a_format_of_one_s_own_is_seen() -> None:
    for source in ('{{ a|date:"j F Y" }}', "{{ a|date:'l j F' }}", '{{ a|time:"G:i" }}', "date_format(day)"):
        assert OWN_FORMAT.search(source), source
    assert not OWN_FORMAT.search('{{ a|date:\'c\' }} {{ a|date:"l" }} {{ a|date:"G:i:s" }}')

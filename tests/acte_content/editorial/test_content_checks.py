"""What an article must fulfil, case by case."""

from typing import Any

import pytest

from acte_content.editorial.blocks import (
    ALTERNATIVE_IS_FILE_NAME,
    ALTERNATIVE_MISSING,
    ArticleBlocks,
    alternative_trouble,
    link_trouble,
)
from acte_content.editorial.content_checks import troubles_of
from acte_content.editorial.demo.guides import GUIDES
from acte_content.editorial.demo.information import INFORMATION
from acte_content.editorial.demo.planting import as_stored


def body(*blocks: tuple[str, Any]) -> Any:
    return ArticleBlocks().to_python([as_stored(block) for block in blocks])


def link(words: str) -> tuple[str, Any]:
    return "paragraph", f'<p>Lisez <a href="https://www.one.be/">{words}</a>.</p>'


@pytest.mark.parametrize("example", [*GUIDES, *INFORMATION], ids=lambda example: example.slug)
def test_the_examples_pass(example: Any) -> None:
    assert troubles_of(body(*example.body)) == []


@pytest.mark.parametrize(
    ("blocks", "said"),
    [
        (
            [("subtitle", "Le trajet"), ("title", "Avant")],
            "Le sous-titre «\u00a0Le trajet\u00a0» vient avant",
        ),
        ([("title", "Avant"), ("title", "avant ")], "Deux titres s’appellent"),
        ([link("cliquez ici")], "Le lien «\u00a0cliquez ici\u00a0» ne dit pas où il mène"),
        ([link("<b>En savoir plus</b>…")], "ne dit pas où il mène"),
        ([link("https://www.one.be/tarifs")], "est une adresse"),
        ([link(" ")], "n’a pas de texte"),
        ([("notice", {"title": "Bon à savoir", "text": link("ici")[1]})], "Le lien «\u00a0ici\u00a0»"),
        (
            [("questions", [{"question": "Où\u202f?", "answer": link("lien")[1]}])],
            "Le lien «\u00a0lien\u00a0»",
        ),
        ([("document", {"document": None, "words": "guide_v3.pdf"})], "est un nom de fichier"),
        ([("links", [{"words": "Voir", "page": None, "address": "/guides/"}])], "Le lien «\u00a0Voir\u00a0»"),
    ],
)
def test_what_is_refused(blocks: list[tuple[str, Any]], said: str) -> None:
    [trouble] = troubles_of(body(*blocks))
    assert said in trouble


def test_what_is_accepted() -> None:
    fine = [("title", "Avant"), ("subtitle", "Le trajet"), ("title", "Après"), link("le site de l’ONE")]
    assert troubles_of(body(*fine)) == []


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("", ALTERNATIVE_MISSING),
        ("  ", ALTERNATIVE_MISSING),
        ("IMG_2041", ALTERNATIVE_IS_FILE_NAME),
        ("dsc 0012", ALTERNATIVE_IS_FILE_NAME),
        ("jardin.JPG", ALTERNATIVE_IS_FILE_NAME),
        ("photo-12-final", ALTERNATIVE_IS_FILE_NAME),
        ("Deux enfants arrosent un potager", ""),
        ("Image 3D d’un potager", ""),
        ("Photo", ""),
    ],
)
def test_what_an_image_shows(text: str, trouble: str) -> None:
    assert alternative_trouble(text) == trouble


@pytest.mark.parametrize(
    ("page", "address", "is_wrong"),
    [
        (None, "https://www.one.be/", False),
        (None, "/guides/", False),
        (object(), "", False),
        (None, "", True),
        (object(), "/guides/", True),
        (None, "//ailleurs.example/", True),
        (None, "javascript:alert(1)", True),
        (None, "http://www.one.be/", True),
    ],
)
def test_where_a_link_leads(page: Any, address: str, is_wrong: bool) -> None:
    assert bool(link_trouble(page, address)) is is_wrong


@pytest.mark.parametrize("name", ArticleBlocks().child_blocks)
@pytest.mark.django_db
def test_every_block_shows_an_example_to_its_editor(name: str) -> None:
    block = ArticleBlocks().child_blocks[name]
    assert block.is_previewable
    assert block.meta.description
    value = block.normalize(block.get_preview_value())
    shown = block.render(value)
    # Of an image, the newest of the library: here there is none.
    assert shown.strip() or name in ("image", "document")
    assert block.get_preview_template(value) == "editorial/block_preview.html"

"""What the guide says of the forms is what the forms do."""

from portal.pro.guide import CHAPTERS, text_of
from portal.pro.sections.registry import SECTIONS

CHAPTER = {chapter.slug: text_of(chapter) for chapter in CHAPTERS}


def test_what_cannot_be_changed_is_what_has_no_form() -> None:
    [title] = [section.title for section in SECTIONS if not section.form and not section.link]
    said = CHAPTER["signaletique"].partition("Ce que vous ne pouvez pas changer")[2]
    said = said.partition("Visible sur MY.ONE")[0]
    assert title == "Autorisation, capacité et tarif"
    assert all(word in said for word in ("autorisation", "capacité", "tarif"))
    assert "adresse" not in said.lower()


def test_a_home_is_shown_as_finely_as_its_form_says() -> None:
    assert "un cercle d’environ 1 km" in CHAPTER["domicile"]
    assert "mètres" not in CHAPTER["domicile"]

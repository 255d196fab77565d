"""The house rules of the suite do fail where they should."""

from pathlib import Path

import pytest
from django.core.paginator import Paginator, UnorderedObjectListWarning
from django.template import Context, Engine, Origin, Template
from django.template.base import Template as BaseTemplate

from search.models import GazetteerPlace
from tests.strictness.pages import faults_of_page
from tests.strictness.templates import ROOT, UndefinedVariable

GOOD_PAGE = """<!doctype html><html lang="fr"><head><title>Accueil</title></head><body><main><h1>Accueil</h1>
<label for="q">Lieu</label><input id="q" name="q"><a href="/">Aide</a>
<script src="/static/app.js"></script><script type="application/ld+json">{}</script></main></body></html>"""


def render(source: str, *, folder: str, **context: object) -> str:
    origin = Origin(str(ROOT / folder / "page.html"), "page.html")
    return BaseTemplate(source, origin=origin, engine=Engine.get_default()).render(Context(context))


def test_undefined_variable_fails_in_our_templates() -> None:
    with pytest.raises(UndefinedVariable, match="titre"):
        render("{{ titre|default:'x' }}", folder="templates/my")


def test_undefined_variable_is_left_to_others() -> None:
    assert render("{{ titre|default:'x' }}", folder=".venv/lib/wagtail") == "x"


def test_missing_attribute_fails_even_in_a_condition() -> None:
    with pytest.raises(UndefinedVariable, match="nmae"):
        render("{% if path.nmae %}x{% endif %}", folder="templates", path=Path("/"))


def test_optional_name_is_allowed_in_a_condition() -> None:
    assert render("{% if hint %}x{% endif %}{% if d.hint %}x{% endif %}", folder="templates", d={}) == ""


def test_templates_without_file_are_left_alone() -> None:
    assert Template("{{ nothing }}").render(Context()) == ""


@pytest.mark.django_db
def test_unordered_rows_are_shuffled() -> None:
    assert "RAND" in str(GazetteerPlace.objects.order_by().query).upper()
    assert "RAND" not in str(GazetteerPlace.objects.order_by("pk").query).upper()


@pytest.mark.django_db
def test_pages_of_unordered_rows_are_refused() -> None:
    with pytest.raises(UnorderedObjectListWarning):
        Paginator(GazetteerPlace.objects.order_by(), 10).page(1)


def test_a_good_page_has_no_fault() -> None:
    assert faults_of_page(GOOD_PAGE) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("<h1>Accueil</h1>", "", "0 <h1>"),
        ("<h1>Accueil</h1>", "<h1>A</h1><h1>B</h1>", "2 <h1>"),
        ("<h1>Accueil</h1>", "<h1> </h1>", "empty"),
        (' lang="fr"', "", "lang"),
        ("<title>Accueil</title>", "", "title"),
        ("<main>", '<main><p id="q">', "used 2 times"),
        ('<label for="q">Lieu</label>', "", "no label"),
        ('for="q"', 'for="r"', "leads nowhere"),
        ('<a href="/">Aide</a>', '<a href="/"><svg></svg></a>', "no name"),
        ('<a href="/">', '<a href="javascript:void(0)">', "javascript:"),
        ('<a href="/">', '<a href="/" onclick="x()">', "onclick"),
        ("<h1>Accueil</h1>", "<h1>Accueil</h1><p>Une <div>boîte</div></p>", "Unexpected end tag : p"),
        ("<h1>Accueil</h1>", "<h1>Accueil</h1><b><i>x</b></i>", "mismatch"),
        ("<h1>Accueil</h1>", "<h1>Accueil</h1><span><div>x</div></span>", "<div> in <span>"),
        (
            "<h1>Accueil</h1>",
            '<h1>Accueil</h1><time datetime="2026-11-27T09:17:08.0780">x</time>',
            "thousandths",
        ),
        ("<h1>Accueil</h1>", "<h1>Accueil</h1><ul><p>x</p></ul>", "<p> in <ul>"),
        ("<h1>Accueil</h1>", "<h1>Accueil</h1><center>x</center>", "no element of HTML"),
        ("<h1>Accueil</h1>", '<h1>Accueil</h1><table border="1"></table>', "border of <table> is obsolete"),
        ('<a href="/">', '<a href="/" rel="next" href="/2">', "href is there 2 times"),
        ('<a href="/">Aide</a>', '<a href="/">Aide <button>x</button></a>', "which one is pressed"),
        ('<a href="/">', '<a href="/" style="color:red">', "style attribute"),
        ('<script src="/static/app.js">', "<script>x()", "inline script"),
        ("</head>", "<style>p{}</style></head>", "inline <style>"),
        ("<main>", '<main><img src="/a.png">', "no alt"),
        ("<main>", "<div>", "<main>"),
    ],
)
def test_a_faulty_page_is_told(old: str, new: str, fault: str) -> None:
    assert old in GOOD_PAGE
    assert any(fault in told for told in faults_of_page(GOOD_PAGE.replace(old, new, 1)))

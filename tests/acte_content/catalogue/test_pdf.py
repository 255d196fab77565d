"""The documents of ACTE as PDF/UA: tagged, made once for what they say, out of nothing but ours."""

import re
from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from acte_content.catalogue import access, papers, pdf
from acte_content.catalogue.models import Explanation
from portal.kernel import clock
from tests.services.parts import missing
from tests.strictness.pages import StrictClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published")]
DOCUMENT, CHARTER = "/acte/document-explicatif.pdf", "/acte/charte.pdf"


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


@pytest.fixture
def libraries() -> None:
    if not pdf.is_possible():
        missing("Pango")


def body(client: StrictClient, address: str) -> bytes:
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    return b"".join(response.streaming_content)


def elements(node: Any) -> Iterator[Any]:
    """Every element of the tree of tags, in the order of reading."""
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from elements(kid)


@pytest.mark.usefixtures("libraries")
@pytest.mark.parametrize(
    ("address", "title"),
    [(DOCUMENT, "L’accueil en transition écologique, expliqué"), (CHARTER, "Charte d’engagement")],
)
def test_it_is_read_without_being_seen(client: StrictClient, address: str, title: str) -> None:
    with pikepdf.open(BytesIO(body(client, address))) as document:
        root = document.Root
        assert bool(root.MarkInfo.Marked)
        assert str(root.Lang).startswith("fr")
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        assert str(document.docinfo["/Title"]) == title
        with document.open_metadata() as said:
            assert said["pdfuaid:part"] == "1"
            assert said["dc:title"] == title
        tags = list(elements(root.StructTreeRoot))
        figures = [tag for tag in tags if tag.S == "/Figure"]
        assert len(figures) == 1
        assert str(figures[0].Alt).startswith("Dessin")
        levels = [int(str(tag.S)[2:]) for tag in tags if re.fullmatch(r"/H\d", str(tag.S))]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))
        with document.open_outline() as outline:
            assert [item.title for item in outline.root] == [title]
            assert len(outline.root[0].children) == len(levels) - 1
        fonts = [font for page in document.pages for font in page.resources.get("/Font", {}).values()]
        assert fonts
        for font in fonts:
            within = font.DescendantFonts[0].FontDescriptor
            assert "/FontFile2" in within or "/FontFile3" in within


@pytest.mark.usefixtures("libraries")
def test_it_is_made_once_for_what_it_says(
    client: StrictClient, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    monkeypatch.setattr(pdf, "_written", lambda html: written.append(html) or b"%PDF")
    for page, document in (("/acte/document-explicatif/", DOCUMENT), ("/acte/charte/", CHARTER)):
        shown = client.get(page).content.decode()
        assert f'href="{document}"' in shown
        assert "(PDF)" in shown
    for _ in range(3):
        assert body(client, DOCUMENT) == b"%PDF"
    assert len(written) == 1
    assert "(PDF, 4\u00a0octets)" in client.get("/acte/document-explicatif/").content.decode()
    # The job finds the charter alone still to be made; then the text changes, and its document with it.
    assert papers.make_what_is_missing(clock.today()) == 1
    Explanation.objects.update(title="Un autre titre")
    assert papers.make_what_is_missing(clock.today()) == 1
    assert "Un autre titre" in written[-1]
    assert papers.make_what_is_missing(clock.today()) == 0
    assert len(list(media.glob("acte/document-explicatif-*.pdf"))) == 1
    assert b"".join(client.get(CHARTER).streaming_content) == b"%PDF"


def test_without_the_libraries_it_is_not_offered(
    client: StrictClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "is_possible", lambda: False)
    for page, document in (("/acte/document-explicatif/", DOCUMENT), ("/acte/charte/", CHARTER)):
        assert document not in client.get(page).content.decode()
        assert client.get(document).status_code == 404
    assert papers.make_what_is_missing(clock.today()) == 0
    (told,) = pdf.check_libraries(None)
    assert "apt-get install" in str(told.hint)


@pytest.mark.usefixtures("libraries")
def test_more_than_the_limit_is_not_made(
    client: StrictClient, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "_written", lambda html: b"%PDF")
    settings.LIMITS_ENABLED, settings.LIMITS_ROOT = True, tmp_path / "limits"
    settings.LIMITS = settings.LIMITS | {"acte_pdf": {"total": "1/1h"}}
    assert body(client, DOCUMENT) == b"%PDF"
    refused = client.get(CHARTER)
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0
    # What has been made is there all the same.
    assert body(client, DOCUMENT) == b"%PDF"


@pytest.mark.usefixtures("libraries")
@pytest.mark.parametrize(
    "address",
    [
        "https://www.one.be/x.svg",
        "http://169.254.169.254/",
        "file:///etc/passwd",
        "static:../../../etc/passwd",
    ],
)
def test_it_fetches_nothing(address: str) -> None:
    """Neither from the network, nor a file of the machine: nothing is made at all."""
    with pytest.raises(ValueError, match="not a static file of ours"):
        pdf._written(f'<!doctype html><html lang="fr"><title>x</title><body><img src="{address}" alt="x">')


@pytest.mark.usefixtures("libraries")
def test_what_editors_write_is_text(client: StrictClient, monkeypatch: pytest.MonkeyPatch) -> None:
    Explanation.objects.update(introduction='<img src="file:///etc/passwd">')
    assert "&lt;img" in papers.of_explanation(access.explanation()).html


def test_everybody_reads_the_charter(client: StrictClient) -> None:
    shown = client.get("/acte/charte/").content.decode()
    assert "Exemple 2026" in shown
    assert shown.count("<h2") >= 8

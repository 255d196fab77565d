"""Files that mean harm are refused, each by name; files of honest people are kept.

Viruses are the scanner's business: `test_clamd.py`, on the real one.
"""

import zlib
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from pikepdf import Array, Dictionary, Name, String
from PIL import Image, PngImagePlugin

from portal.files.accepting import MAX_BYTES, PDF_ALONE, PICTURES, accept
from portal.files.pdf import MAX_PAGES
from tests.files.making import (
    EICAR,
    PDF,
    archive,
    image,
    link,
    pdf,
    pdf_bomb,
    photo_with_place,
    png_bomb,
    sent,
    with_action,
    with_attachment,
    with_stream,
)

_JPEG, _PNG = image("JPEG", (300, 200)), image("PNG", (300, 200))
_HTML = b"<!doctype html><script>alert(document.cookie)</script>"
_SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


def _named(where: str, **entries: Any) -> bytes:
    """A PDF with an entry of its catalogue."""

    def change(document: Any) -> None:
        document.Root[where] = document.make_indirect(Dictionary(**entries))

    return pdf(change=change)


def _hidden_in_an_array(document: Any) -> None:
    document.Root.Rien = Array([Array([Dictionary(S=Name.JavaScript, JS=String("1"))])])


def _nobody_leads_there(document: Any) -> None:
    """Kept by writers that keep everything: an earlier state of the document."""
    document.Root.Autre = document.make_indirect(Dictionary(Kids=Array([Dictionary(S=Name.Launch)])))


def _named_scripts(document: Any) -> None:
    document.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), Dictionary()])))


def _page_action(document: Any) -> None:
    document.pages[0].AA = Dictionary(O=Dictionary(S=Name.JavaScript, JS=String("1")))


def _deep(document: Any) -> None:
    value: Any = Array([])
    for _ in range(200):
        value = Array([value])
    document.Root.Profond = value


def _encrypted(user: str) -> bytes:
    return pdf(encryption=pikepdf.Encryption(owner="secret", user=user, R=6))


def _disguised(content: bytes) -> bytes:
    """The names written in another way, as the format allows."""
    return content.replace(b"/JavaScript", b"/Java#53cript").replace(b"/JS", b"/#4aS")


def _in_an_object_stream() -> bytes:
    def change(document: Any) -> None:
        document.Root.OpenAction = document.make_indirect(Dictionary(S=Name.JavaScript, JS=String("1")))

    return pdf(change=change, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def _later_revision() -> bytes:
    """A harmless document, to which a script was added at the end."""
    start = PDF.rindex(b"startxref")
    previous = PDF[start:].split()[1]
    added = b"9 0 obj<</S/Launch/F(cmd.exe)>>endobj\n"
    added += b"1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction 9 0 R>>endobj\n"
    first, second = len(PDF), len(PDF) + added.index(b"1 0 obj")
    rows = f"xref\n1 1\n{second:010} 00000 n \n9 1\n{first:010} 00000 n \n".encode()
    trailer = b"trailer<</Size 10/Root 1 0 R/Prev " + previous + b">>\nstartxref\n"
    return PDF + added + rows + trailer + str(len(PDF) + len(added)).encode() + b"\n%%EOF\n"


ELF = b"\x7fELF\x02\x01\x01" + b"\0" * 60
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 60

REFUSED: dict[str, tuple[str, bytes]] = {
    # Other kinds, under names that are ours.
    "programme de Windows nommé PDF": ("releve.pdf", b"MZ\x90\0" + b"\0" * 200),
    "programme de Windows nommé photo": ("photo.jpg", b"MZ\x90\0" + b"\0" * 200),
    "programme de Linux nommé PNG": ("ecran.png", ELF),
    "double extension": ("releve.pdf.exe", b"MZ\x90\0"),
    "script de commande": ("photo.jpg", b"#!/bin/sh\nrm -rf /\n"),
    "page HTML nommée PDF": ("page.pdf", _HTML),
    "page HTML nommée JPEG": ("page.jpg", _HTML),
    "HTML qui cite un PDF": ("page.pdf", b"<html>%PDF-1.4\n%%EOF"),
    "SVG avec script": ("logo.svg", _SVG),
    "SVG nommé PNG": ("logo.png", _SVG),
    "XML avec entité": (
        "x.pdf",
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    ),
    "PostScript": ("dessin.pdf", b"%!PS-Adobe-3.0\n(/etc/passwd) run\n%%EOF"),
    "GIF": ("anim.gif", image("GIF")),
    "GIF nommé PNG": ("anim.png", image("GIF")),
    "WebP nommé JPEG": ("photo.jpg", image("WEBP")),
    "TIFF nommé JPEG": ("photo.jpg", image("TIFF")),
    "BMP nommé PNG": ("photo.png", image("BMP")),
    "icône": ("favicon.png", image("ICO", (16, 16))),
    "HEIC": ("IMG_0001.HEIC", HEIC),
    "EICAR tel quel": ("eicar.com", EICAR),
    "EICAR nommé PDF": ("eicar.pdf", EICAR),
    "EICAR dans une archive": ("eicar.zip", archive("eicar.com", EICAR)),
    # Archives, office files, and what hides in them.
    "archive": ("photos.zip", archive()),
    "archive nommée PDF": ("photos.pdf", archive()),
    "archive nommée JPEG": ("photos.jpg", archive()),
    "archive dans une archive": ("deux.zip", archive("un.zip", archive())),
    "bombe d’archive": ("bombe.zip", archive("zero", b"\0" * 5_000_000)),
    "chemin qui remonte dans une archive": ("../../a.zip", archive("../../etc/passwd", b"x")),
    "document Word": ("lettre.docx", archive("word/document.xml", b"<w/>")),
    "classeur avec macros": ("classeur.xlsm", archive("xl/vbaProject.bin", b"x")),
    "ancien document Word": ("lettre.doc", OLE),
    "gzip": ("photo.png", b"\x1f\x8b\x08" + zlib.compress(b"x" * 99)),
    "archive 7z": ("photo.jpg", b"7z\xbc\xaf\x27\x1c" + b"\0" * 40),
    "archive RAR": ("photo.jpg", b"Rar!\x1a\x07\0" + b"\0" * 40),
    "PDF et archive à la fois": ("deux.pdf", PDF + archive()),
    "archive dans un PDF": ("deux.pdf", b"%PDF-1.4\n" + archive() + b"%%EOF"),
    # PDFs that do something, hold something, or are none.
    "script à l’ouverture": ("a.pdf", with_action(S=Name.JavaScript, JS=String("app.alert(1)"))),
    "script aux noms déguisés": (
        "a.pdf",
        _disguised(pdf(change=_page_action, object_stream_mode=pikepdf.ObjectStreamMode.disable)),
    ),
    "script dans un flux d’objets": ("a.pdf", _in_an_object_stream()),
    "script d’une page": ("a.pdf", pdf(change=_page_action)),
    "scripts par leurs noms": ("a.pdf", pdf(change=_named_scripts)),
    "script au fond d’un tableau": ("a.pdf", pdf(change=_hidden_in_an_array)),
    "programme lancé": ("a.pdf", with_action(S=Name.Launch, F=String("cmd.exe"))),
    "programme lancé où rien ne mène": ("a.pdf", pdf(change=_nobody_leads_there)),
    "programme ajouté après coup": ("a.pdf", _later_revision()),
    "formulaire envoyé ailleurs": ("a.pdf", with_action(S=Name.SubmitForm, F=String("https://mal.example"))),
    "données importées": ("a.pdf", with_action(S=Name.ImportData, F=String("a.fdf"))),
    "autre fichier ouvert": ("a.pdf", with_action(S=Name.GoToR, F=String("\\\\mal.example\\part"))),
    "fichier joint ouvert": ("a.pdf", with_action(S=Name.GoToE)),
    "son": ("a.pdf", with_action(S=Name.Sound)),
    "formulaire XFA": ("a.pdf", _named("/AcroForm", XFA=String("<xdp/>"))),
    "fichier dans le PDF": ("a.pdf", with_attachment()),
    "PDF dans le PDF": ("a.pdf", with_attachment("b.pdf", PDF)),
    "EICAR joint à un PDF": ("a.pdf", with_attachment("eicar.com", EICAR)),
    "fichier épinglé à une page": ("a.pdf", pdf(change=link(Subtype=Name.FileAttachment))),
    "animation": ("a.pdf", pdf(change=link(Subtype=Name.RichMedia))),
    "film": ("a.pdf", pdf(change=link(Subtype=Name.Movie))),
    "mot de passe": ("a.pdf", _encrypted("ouvre-toi")),
    "trop de pages": ("a.pdf", pdf(MAX_PAGES + 1)),
    "sans page": ("a.pdf", pdf(0)),
    "trop profond": ("a.pdf", pdf(change=_deep)),
    "coupé": ("a.pdf", PDF[: len(PDF) // 2]),
    "sans fin": ("a.pdf", PDF.replace(b"%%EOF", b"")),
    "début seul": ("a.pdf", b"%PDF-1.7\n%%EOF\n"),
    "début, puis du hasard": ("a.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 40 + b"\n%%EOF\n"),
    # Pictures.
    "JPEG coupé": ("photo.jpg", _JPEG[: len(_JPEG) // 2]),
    "PNG coupé": ("photo.png", _PNG[: len(_PNG) // 2]),
    "début de JPEG, puis HTML": ("photo.jpg", b"\xff\xd8\xff" + _HTML),
    "début de PNG, puis un programme": ("photo.png", b"\x89PNG\r\n\x1a\n" + b"MZ" * 50),
    "PNG à la somme fausse": ("photo.png", _PNG.replace(b"IDAT", b"IDAT\x01", 1)),
    "trop de points": ("photo.png", png_bomb(20_000, 20_000)),
    "bien trop de points": ("photo.png", png_bomb(60_000, 60_000)),
    "un point de large": ("photo.png", png_bomb(1, 90_000_000)),
    # Nothing, and too much.
    "vide": ("vide.pdf", b""),
    "vide nommé photo": ("vide.jpg", b""),
    "trop lourd": ("gros.pdf", PDF + b"\n" * MAX_BYTES),
    "texte": ("texte.pdf", b"bonjour"),
    "octets nuls": ("photo.jpg", b"\0" * 5000),
}


def test_there_are_enough() -> None:
    assert len(REFUSED) >= 60
    assert len(GOOD) >= 20


# What the message says, by how the name of a case begins: refused for another reason is not looked into.
_WHY = {
    ("script à", "script dans", "script d’", "script au", "scripts", "programme lancé", "programme ajouté",
     "formulaire", "données", "autre fichier", "fichier joint", "son", "animation", "film"): "programme",
    ("fichier dans", "PDF dans", "EICAR joint", "fichier épinglé"): "d’autres fichiers",
    ("mot de passe",): "mot de passe",
    ("trop de pages",): "trop de pages",
    ("trop de points", "bien trop", "un point"): "trop grande",
    ("JPEG coupé", "PNG coupé", "début de", "PNG à"): "image lisible",
}  # fmt: skip


def _why(case: str) -> str:
    return next((words for starts, words in _WHY.items() if case.startswith(starts)), "\u00a0»")


@pytest.mark.parametrize("case", REFUSED)
def test_hostile_files_are_refused_and_named(case: str) -> None:
    name, content = REFUSED[case]
    with pytest.raises(ValidationError) as refusal:
        accept(sent(name, content))
    (message,) = refusal.value.messages
    assert message.startswith("«\u00a0")
    assert _why(case) in message


@pytest.mark.slow
def test_a_pdf_that_unpacks_to_more_than_memory_is_refused() -> None:
    bomb = pdf_bomb(700)
    assert len(bomb) < 20_000
    with pytest.raises(ValidationError, match="PDF lisible"):
        accept(sent("bombe.pdf", bomb))


def _commented() -> bytes:
    return image("JPEG", comment=b"<script>alert(1)</script>")


def _png_text() -> bytes:
    told = PngImagePlugin.PngInfo()
    told.add_text("Comment", "<script>alert(1)</script>", zip=False)
    return image("PNG", pnginfo=told)


# By name: as whom, content, and the name that is kept.
GOOD: dict[str, tuple[str, bytes, str]] = {
    "photo": ("jardin.jpg", _JPEG, "jardin.jpg"),
    "photo de téléphone": ("IMG_2031.JPG", photo_with_place(), "IMG_2031.jpg"),
    "photo en gris": ("gris.jpg", image("JPEG", mode="L"), "gris.jpg"),
    "photo pour l’impression": ("cmjn.jpg", image("JPEG", mode="CMYK"), "cmjn.jpg"),
    "photo progressive": ("p.jpeg", image("JPEG", progressive=True), "p.jpg"),
    "photo commentée": ("c.jpg", _commented(), "c.jpg"),
    "photo suivie d’une archive": ("a.jpg", _JPEG + archive(), "a.jpg"),
    "photo suivie d’une page": ("a.jpg", _JPEG + _HTML, "a.jpg"),
    "écran": ("écran.png", _PNG, "écran.png"),
    "écran transparent": ("logo.png", image("PNG", mode="RGBA"), "logo.png"),
    "écran à palette": ("p.png", image("PNG", mode="P"), "p.png"),
    "écran noir et blanc": ("fax.png", image("PNG", mode="1"), "fax.png"),
    "écran bavard": ("t.png", _png_text(), "t.png"),
    "relevé": ("relevé.pdf", PDF, "relevé.pdf"),
    "relevé de plusieurs pages": ("relevé.pdf", pdf(MAX_PAGES), "relevé.pdf"),
    "relevé récent": (
        "a.pdf", pdf(object_stream_mode=pikepdf.ObjectStreamMode.generate), "a.pdf",
    ),
    "relevé linéarisé": ("a.pdf", pdf(linearize=True), "a.pdf"),
    # Everybody can read it; what its author did not want to be printed is the author's business.
    "relevé sans mot de passe pour lire": ("a.pdf", _encrypted(""), "a.pdf"),
    "lien vers un site": (
        "a.pdf",
        pdf(change=link(Subtype=Name.Link, A=Dictionary(S=Name.URI, URI=String("https://one.be")))),
        "a.pdf",
    ),
    "texte d’une page": ("a.pdf", with_stream(b"BT (Bonjour) Tj ET"), "a.pdf"),
    "nom au nom d’un autre": ("photo.jpg.exe", _JPEG, "photo.jpg"),
    "chemin qui remonte": ("../../etc/passwd", _PNG, "passwd.png"),
    "chemin de Windows": ("C:\\Users\\n\\rib.pdf", PDF, "rib.pdf"),
    "zéro dans le nom": ("a\0b.pdf", PDF, "ab.pdf"),
    "sens de lecture renversé": ("photo\u202egpj.exe", _JPEG, "photogpj.jpg"),
    "nom très long": ("n" * 300 + ".pdf", PDF, "n" * 96 + ".pdf"),
    "nom fait de points": ("...", PDF, "fichier.pdf"),
}  # fmt: skip


@pytest.mark.parametrize("case", GOOD)
def test_honest_files_are_kept_without_what_hides_in_them(case: str) -> None:
    name, content, kept_as = GOOD[case]
    kept = accept(sent(name, content))
    assert kept.name == kept_as
    for hidden in (b"<script", b"PK\x05\x06", b"Exif", b"Sentier du Canari"):
        assert hidden not in kept.content
    if kept.media_type == "application/pdf":
        with pikepdf.open(BytesIO(kept.content)) as read, pikepdf.open(BytesIO(content)) as before:
            assert len(read.pages) == len(before.pages)
            assert not read.is_encrypted
    else:
        with Image.open(BytesIO(kept.content)) as drawn:
            assert not drawn.getexif()
            assert drawn.info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_what_nobody_reads_is_not_kept() -> None:
    """A PDF loses who made it, and with what; its title stays, which a reader reads out."""

    def change(document: Any) -> None:
        document.docinfo["/Author"] = "Nadia Canari"
        document.docinfo["/Title"] = "Notre projet"
        document.Root.Metadata = document.make_stream(b"<x>Nadia Canari</x>")

    kept = accept(sent("a.pdf", pdf(change=change))).content
    assert b"Canari" not in kept
    with pikepdf.open(BytesIO(kept)) as read:
        assert str(read.docinfo["/Title"]) == "Notre projet"


def test_each_place_takes_its_own_kinds() -> None:
    for kinds, content, wanted in ((PICTURES, PDF, "JPEG ou PNG"), (PDF_ALONE, _JPEG, "PDF")):
        with pytest.raises(ValidationError, match=wanted):
            accept(sent("x", content), kinds=kinds)


def test_a_picture_is_kept_no_larger_than_asked() -> None:
    kept = accept(sent("a.jpg", image(size=(4000, 1000))), longest=2000)
    with Image.open(BytesIO(kept.content)) as drawn:
        assert drawn.size == (2000, 500)

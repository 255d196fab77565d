"""The door for files: what they are is in their bytes; images keep their pixels alone."""

from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageFile

from portal.files import accepting
from portal.files.accepting import MAX_BYTES, Accepted, accept, accept_all, shown_name
from tests.files.making import PDF, archive, image, photo_with_place, png_bomb, sent


def accepted(name: str, content: bytes) -> Accepted:
    return accept(sent(name, content))


def refused(name: str, content: bytes) -> str:
    with pytest.raises(ValidationError) as refusal:
        accept(sent(name, content))
    return " ".join(refusal.value.messages)


@pytest.mark.parametrize(
    ("name", "content", "media_type", "kept_as"),
    [
        ("relevé.pdf", PDF, "application/pdf", "relevé.pdf"),
        ("jardin.jpeg", image("JPEG"), "image/jpeg", "jardin.jpg"),
        ("écran.png", image("PNG"), "image/png", "écran.png"),
        # The name says nothing.
        ("jardin.pdf", image("JPEG"), "image/jpeg", "jardin.jpg"),
        ("facture.pdf.exe", PDF, "application/pdf", "facture.pdf"),
        ("page.html", image("PNG"), "image/png", "page.png"),
        ("sans suffixe", PDF, "application/pdf", "sans suffixe.pdf"),
        ("...pdf", PDF, "application/pdf", "pdf.pdf"),
        ("n" * 300 + ".pdf", PDF, "application/pdf", "n" * 96 + ".pdf"),
    ],
)
def test_a_file_is_what_its_bytes_say(name: str, content: bytes, media_type: str, kept_as: str) -> None:
    kept = accepted(name, content)
    assert (kept.media_type, kept.name) == (media_type, kept_as)


def test_of_an_image_the_pixels_alone_are_kept() -> None:
    original = photo_with_place()
    assert b"Sentier du Canari" in original
    kept = accepted("photo.jpg", original)
    assert b"Sentier du Canari" not in kept.content
    assert b"Exif" not in kept.content
    with Image.open(BytesIO(kept.content)) as drawn:
        # Turned upright, since nothing says any more that it lies on its side.
        assert drawn.size == (6, 8)
        assert not drawn.getexif()


def test_transparency_is_kept() -> None:
    with Image.open(BytesIO(accepted("logo.png", image("PNG", mode="RGBA")).content)) as drawn:
        assert drawn.mode == "RGBA"
        assert drawn.getpixel((0, 0)) == (1, 2, 3, 4)


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_a_second_file_behind_a_picture_is_gone(form: str) -> None:
    kept = accepted("image", image(form) + archive() + b"<script>alert(1)</script>")
    assert b"PK\x05\x06" not in kept.content
    assert b"<script" not in kept.content


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("archive.pdf", archive()),
        ("page.pdf", b"<html><script>alert(1)</script></html>"),
        ("image.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("anim.png", image("GIF")),
        ("image.jpg", image("WEBP")),
        ("programme.jpg", b"MZ\x90\0" + b"\0" * 200),
        ("devant.pdf", b"<html>%PDF-1.4\n%%EOF"),
        ("texte.pdf", b"bonjour"),
        ("vide.pdf", b""),
    ],
)
def test_other_kinds_are_refused_whatever_their_name(name: str, content: bytes) -> None:
    assert name in refused(name, content)


def test_a_pdf_that_is_an_archive_too_is_refused() -> None:
    assert "PDF complet" in refused("deux.pdf", PDF + archive())
    assert "PDF complet" in refused("deux.pdf", b"%PDF-1.4\n" + archive() + b"%%EOF")
    assert "PDF complet" in refused("coupé.pdf", PDF[:-7])


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_broken_images_are_refused(form: str, share: float) -> None:
    whole = image(form, (300, 300))
    assert "image" in refused("photo", whole[: int(len(whole) * share)])


def test_broken_images_are_refused_whatever_pillow_was_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    assert "image" in refused("photo", image("PNG", (300, 300))[:200])


@pytest.mark.parametrize("size", [(20_000, 20_000), (60_000, 60_000), (1, 90_000_000)])
def test_bombs_are_refused_before_they_are_unpacked(size: tuple[int, int]) -> None:
    bomb = png_bomb(*size)
    assert len(bomb) < 10_000
    assert "trop grande" in refused("bombe.png", bomb)


def test_the_size_is_measured_and_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accepting, "MAX_BYTES", 100)
    upload = sent("gros.pdf", PDF + b"\n" * 100 + b"%%EOF")
    upload.size = 10
    with pytest.raises(ValidationError) as refusal:
        accept(upload)
    assert "10\u00a0Mo" in refusal.value.message


def test_ten_megabytes_are_the_limit() -> None:
    assert MAX_BYTES == 10 * 1024 * 1024
    exact = PDF + b"\n" * (MAX_BYTES - len(PDF) - 6) + b"%%EOF\n"
    assert accepted("plein.pdf", exact).name == "plein.pdf"
    assert "10\u00a0Mo" in refused("plein.pdf", exact + b"\n")


def test_all_or_none_and_each_problem_is_told() -> None:
    good, bad = sent("bon.pdf", PDF), [sent("un.exe", b"MZ"), sent("deux.zip", archive())]
    with pytest.raises(ValidationError) as refusal:
        accept_all([good, *bad], at_most=5)
    assert [("un.exe" in text, "deux.zip" in text) for text in refusal.value.messages] == [
        (True, False),
        (False, True),
    ]
    with pytest.raises(ValidationError) as too_many:
        accept_all([good] * 3, at_most=2)
    assert "2\u00a0fichiers au plus" in too_many.value.message
    assert len(accept_all([good, good], at_most=2)) == 2


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\nadia\\relevé.pdf", "relevé.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        # Read from right to left: « gpj.exe » would look like « exe.jpg ».
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("a\0b.pdf", "ab.pdf"),
        ("", "fichier"),
        ("...", "fichier"),
        ("/", "fichier"),
    ],
)
def test_names_are_shown_and_never_used(typed: str, shown: str) -> None:
    assert shown_name(typed) == shown


def test_what_the_browser_says_is_not_asked() -> None:
    upload = SimpleUploadedFile("x.png", b"<svg/>", "image/png")
    with pytest.raises(ValidationError):
        accept(upload)

"""What was approved is served with headers that leave it nothing to do; nothing else is served."""

from pathlib import Path
from typing import Any

import pytest

from portal.files.publishing import (
    derivatives_of,
    is_published,
    new_token,
    publish,
    published_tokens,
    unpublish,
    widths_of,
)
from tests.files.making import PDF, image
from tests.strictness.pages import StrictClient


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


def test_what_is_published_is_served_until_it_is_withdrawn(client: StrictClient) -> None:
    token, contents = new_token(), derivatives_of(image(size=(1000, 500)))
    assert sorted(contents) == sorted(
        f"{width}.{form}" for width in (480, 960, 1000) for form in ("jpg", "webp")
    )
    assert publish("photos", token, contents)
    # Once is enough.
    assert not publish("photos", token, contents)
    answer = client.get(f"/media/photos/{token}/960.webp")
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/webp", "nosniff")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert b"".join(answer.streaming_content) == contents["960.webp"]
    assert "Set-Cookie" not in answer
    unpublish("photos", token)
    assert client.get(f"/media/photos/{token}/960.webp").status_code == 404


def test_a_pdf_is_saved_and_not_shown(client: StrictClient) -> None:
    token = new_token()
    publish("projets", token, {"projet-pedagogique.pdf": PDF})
    answer = client.get(f"/media/projets/{token}/projet-pedagogique.pdf")
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="projet-pedagogique.pdf"'


@pytest.mark.parametrize(
    "path",
    [
        "photos/{token}/../../secret.pdf", "photos/{token}/%2e%2e/secret.pdf",
        "photos/{token}/autre.webp", "photos/{token}/", "photos/", "", "secret.pdf", "original_images/a.jpg",
        "photos/{token}/480.svg", "photos/ABCDEF/480.webp", "private/{token}/480.webp",
    ],
)  # fmt: skip
@pytest.mark.django_db  # what is no file might be a page
def test_nothing_else_is_served(client: StrictClient, media: Path, path: str) -> None:
    token = new_token()
    publish("photos", token, {"480.webp": b"x", "480.svg": b"<svg/>"})
    (media / "secret.pdf").write_bytes(PDF)
    assert client.get(f"/media/{path.format(token=token)}").status_code == 404


def test_a_proxy_serves_them_instead(client: StrictClient, settings: Any) -> None:
    token = new_token()
    publish("photos", token, {"480.webp": b"x"})
    settings.MEDIA_SERVED_BY = "proxy"
    assert client.get(f"/media/photos/{token}/480.webp").status_code == 404


def test_a_copy_that_was_cut_short_is_none(media: Path) -> None:
    token, contents = new_token(), {"480.webp": b"x", "480.jpg": b"y"}
    half = media / "photos" / f".nouveau-{token}"
    half.mkdir(parents=True)
    (half / "480.webp").write_bytes(b"x")
    assert not is_published("photos", token, contents)
    assert published_tokens("photos") == {token}
    assert publish("photos", token, contents)
    assert [path.name for path in (media / "photos").iterdir()] == [token]
    half.mkdir()
    unpublish("photos", token)
    assert list((media / "photos").iterdir()) == []


@pytest.mark.parametrize(
    ("width", "offered"), [(480, (480,)), (700, (480, 700)), (960, (480, 960)), (5000, (480, 960, 1600))]
)
def test_a_picture_is_never_offered_wider_than_it_is(width: int, offered: tuple[int, ...]) -> None:
    assert widths_of(width) == offered


def test_transparent_parts_become_white() -> None:
    made = derivatives_of(image("PNG", (480, 10), "RGBA"))
    assert sorted(made) == ["480.jpg", "480.webp"]

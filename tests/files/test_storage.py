"""Private files: no address, nobody else's eyes, no way out of their folder."""

import stat
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test import Client

from portal.files.checks import check_private_root
from portal.files.storage import PrivateStorage


@pytest.fixture
def storage(settings: Any, tmp_path: Path) -> PrivateStorage:
    settings.PRIVATE_ROOT = tmp_path / "private"
    return PrivateStorage()


def content(storage: PrivateStorage, name: str) -> bytes:
    with storage.open(name) as file:
        return file.read()


def test_what_is_saved_is_read_back_and_lies_in_the_private_root(
    storage: PrivateStorage, tmp_path: Path
) -> None:
    name = storage.save("rib/releve.pdf", ContentFile(b"%PDF"))
    assert content(storage, name) == b"%PDF"
    path = tmp_path / "private" / "rib" / "releve.pdf"
    assert path.read_bytes() == b"%PDF"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.django_db  # an address that is none may have led somewhere
def test_it_has_no_address(storage: PrivateStorage) -> None:
    name = storage.save("secret.pdf", ContentFile(b"x"))
    with pytest.raises(ValueError, match="access function"):
        storage.url(name)
    for prefix in ("/media/", "/static/", "/", "/private/"):
        assert Client().get(f"{prefix}{name}").status_code == 404


OUTSIDE = ["../out.pdf", "/etc/passwd", "a/../../out.pdf", "..", "", "a/..", "..\\out.pdf"]


@pytest.mark.parametrize("name", OUTSIDE)
def test_no_name_is_saved_outside(storage: PrivateStorage, tmp_path: Path, name: str) -> None:
    with pytest.raises(SuspiciousFileOperation):
        storage.save(name, ContentFile(b"x"))
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.parametrize("name", ["../out.pdf", "/etc/passwd", "a/../../out.pdf", "../private-other/x"])
def test_no_name_is_read_outside(storage: PrivateStorage, tmp_path: Path, name: str) -> None:
    (tmp_path / "out.pdf").write_bytes(b"x")
    for read in (storage.open, storage.exists, storage.delete, storage.size):
        with pytest.raises(SuspiciousFileOperation):
            read(name)


def test_the_same_name_twice_overwrites_nothing(storage: PrivateStorage) -> None:
    first, second = (storage.save("a.pdf", ContentFile(text)) for text in (b"1", b"2"))
    assert first != second
    assert content(storage, first) == b"1"


def test_the_setting_names_this_storage() -> None:
    assert isinstance(storages["private"], PrivateStorage)


@pytest.mark.parametrize(
    ("folder", "faults"), [("private", 0), ("media/private", 1), ("media", 1), ("", 1), ("assets/x", 1)]
)
def test_a_private_root_that_is_served_does_not_start(
    settings: Any, tmp_path: Path, folder: str, faults: int
) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.STATIC_ROOT = None
    settings.STATICFILES_DIRS = [tmp_path / "assets"]
    settings.PRIVATE_ROOT = tmp_path / folder
    assert (len(check_private_root(None)) > 0) is bool(faults)

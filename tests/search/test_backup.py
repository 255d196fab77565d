"""Backup and restore: taken while others write, checked before anything is touched, in a new epoch."""

import json
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.search.processes import Site

PLACES = 20


@pytest.fixture(scope="module")
def backed_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of a site with places and files, taken while two processes write."""
    site = Site(tmp_path_factory.mktemp("site"))
    folder = site.folder / "backup"
    with ExitStack() as stack:
        writers = [stack.enter_context(site.process()) for _ in range(2)]
        writers[0].ask("prepare", places=PLACES)
        for name, content in {"media/a/photo.jpg": b"jpeg", "private/rib.pdf": b"pdf"}.items():
            (site.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (site.folder / name).write_bytes(content)
        for process in writers:
            process.ask("search")
        for seed, writer in enumerate(writers):
            writer.tell("write", transactions=60, seed=seed, places=PLACES)
        with site.process() as process:
            assert "Sauvegarde faite" in process.ask("command", name="backup", folder=str(folder))
        assert [writer.answer()["lost"] for writer in writers] == [0, 0]
    return folder


def restored(site: Site, folder: Path, **options: bool) -> str:
    with site.process() as process:
        said: str = process.ask("command", name="restore", folder=str(folder), **options)
    return said


def test_a_backup_is_for_its_owner_only(backed_up: Path) -> None:
    assert backed_up.stat().st_mode & 0o077 == 0
    assert sorted(json.loads((backed_up / "manifest.json").read_text())["files"]) == [
        "database.sqlite3",
        "media/a/photo.jpg",
        "private/rib.pdf",
    ]


def test_restored_into_an_empty_place_all_agrees(backed_up: Path, tmp_path: Path) -> None:
    site = Site(tmp_path / "empty")
    site.folder.mkdir()
    assert "Restauration faite" in restored(site, backed_up)
    manifest = json.loads((backed_up / "manifest.json").read_text())
    assert (site.folder / "media/a/photo.jpg").read_bytes() == b"jpeg"
    assert (site.folder / "private/rib.pdf").read_bytes() == b"pdf"
    with site.process() as process:
        assert process.ask("check") == []
        assert process.ask("search")["total"] <= PLACES
        assert len(process.ask("log")) == manifest["tables"]["search_change"]


def test_what_is_there_is_refused_or_set_aside_and_the_index_follows(backed_up: Path, tmp_path: Path) -> None:
    """The old database has another history under the same numbers: only the epoch can tell."""
    site = Site(tmp_path / "used")
    site.folder.mkdir()
    with site.process() as process:
        process.ask("prepare", places=5)
        process.ask("write", transactions=60, seed=9, places=5)
        old = process.ask("stats")
    (site.folder / "media").mkdir()
    (site.folder / "media" / "old.jpg").write_bytes(b"old")
    assert restored(site, backed_up).startswith("refused")
    assert (site.folder / "media" / "old.jpg").exists()
    assert "Restauration faite" in restored(site, backed_up, force=True)
    (aside,) = site.folder.glob("media.avant-*")
    assert (aside / "old.jpg").read_bytes() == b"old"
    assert len(list(site.folder.glob("one.sqlite3.avant-*"))) == 1
    with site.process() as process:
        new = process.ask("stats")
        assert process.ask("check") == []
    assert new["epoch"] != old["epoch"]


def test_a_database_in_use_is_not_replaced(backed_up: Path, tmp_path: Path) -> None:
    site = Site(tmp_path / "busy")
    site.folder.mkdir()
    with site.process() as process:
        process.ask("prepare", places=3)
        assert "arrêtez" in restored(site, backed_up, force=True)
        assert process.ask("search")["total"] == 3


@pytest.mark.parametrize("how", ["flipped bit", "missing file", "no manifest"])
def test_a_damaged_backup_touches_nothing(backed_up: Path, tmp_path: Path, how: str) -> None:
    site = Site(tmp_path / "empty")
    site.folder.mkdir()
    folder = damaged_copy(backed_up, tmp_path / "damaged", how)
    assert restored(site, folder).startswith("refused")
    assert not site.database.exists()
    assert not (site.folder / "media").exists()


def damaged_copy(backup: Path, folder: Path, how: str) -> Path:
    for path in backup.rglob("*"):
        if path.is_file():
            (folder / path.relative_to(backup)).parent.mkdir(parents=True, exist_ok=True)
            (folder / path.relative_to(backup)).write_bytes(path.read_bytes())
    if how == "flipped bit":
        content = bytearray((folder / "database.sqlite3").read_bytes())
        content[len(content) // 2] ^= 1
        (folder / "database.sqlite3").write_bytes(content)
    elif how == "missing file":
        (folder / "private/rib.pdf").unlink()
    else:
        (folder / "manifest.json").unlink()
    return folder


def test_a_backup_is_never_written_over(backed_up: Path, tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    site.folder.mkdir()
    with site.process() as process:
        process.ask("prepare", places=1)
        assert process.ask("command", name="backup", folder=str(backed_up)).startswith("refused")

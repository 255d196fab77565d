"""From the file to the table, and from the table to the index of a process."""

import io
import json
import os
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from search.gazetteer import GazetteerEmpty, Region, communes, index, resolve
from search.gazetteer.index import Index, current
from search.gazetteer.loading import FILE, load
from search.models import GazetteerPlace


@pytest.fixture
def _fresh_process(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if nothing had been asked yet, with a stamp file of one's own."""
    settings.SEARCH_ROOT = tmp_path / "search"
    monkeypatch.setattr(index, "_held", None)


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_fresh_process")]


def small_file(tmp_path: Path, *names: str) -> Path:
    header, *rows = FILE.read_text(encoding="utf-8").splitlines()
    kept = [row for row in rows if row.split(",")[1] in names]
    path = tmp_path / "places.csv"
    path.write_text("\n".join([header, *kept]) + "\n", encoding="utf-8")
    return path


def test_the_file_has_what_its_page_says() -> None:
    assert load() == (4_543, True)
    kinds = GazetteerPlace.objects.order_by().values_list("kind", flat=True)
    assert {kind: list(kinds).count(kind) for kind in set(kinds)} == {
        "postcode": 1_152,
        "commune": 565,
        "locality": 2_826,
    }


def test_loading_twice_writes_once(tmp_path: Path) -> None:
    path = small_file(tmp_path, "Beez", "Huy")
    assert load(path).changed
    keys = list(GazetteerPlace.objects.order_by("pk").values_list("pk", flat=True))
    assert not load(path).changed
    assert list(GazetteerPlace.objects.order_by("pk").values_list("pk", flat=True)) == keys


def test_a_changed_row_is_put_right(tmp_path: Path) -> None:
    path = small_file(tmp_path, "Beez", "Huy")
    load(path)
    GazetteerPlace.objects.filter(name_fr="Beez").update(latitude=0.0)
    assert load(path).changed
    assert GazetteerPlace.objects.get(kind="locality", name_fr="Beez").latitude == pytest.approx(50.4686)


def test_a_bad_file_changes_nothing(tmp_path: Path) -> None:
    load(small_file(tmp_path, "Beez"))
    bad = tmp_path / "bad.csv"
    bad.write_text("kind,name_fr\nvillage,Beez\n", encoding="utf-8")
    with pytest.raises(ValueError, match="village"):
        load(bad)
    assert GazetteerPlace.objects.count() == 1


def test_an_empty_table_says_what_to_do() -> None:
    with pytest.raises(GazetteerEmpty, match="gazetteer_load"):
        resolve("Namur")
    with pytest.raises(GazetteerEmpty, match="gazetteer_load"):
        communes()


def test_a_reload_is_noticed(tmp_path: Path, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        load(small_file(tmp_path, "Beez"))
    assert [match.name for match in resolve("beez")] == ["Beez"]
    with django_capture_on_commit_callbacks(execute=True):
        load(small_file(tmp_path, "Huy"))
    later = index._stamp_file().stat().st_mtime_ns + 1_000_000
    os.utime(index._stamp_file(), ns=(later, later))
    assert resolve("beez") == []
    assert [match.name for match in resolve("huy")] == ["Huy"]


def test_no_query_is_made_once_the_index_is_there(tmp_path: Path, django_assert_num_queries: Any) -> None:
    load(small_file(tmp_path, "Beez"))
    with django_assert_num_queries(1):
        resolve("beez")
    with django_assert_num_queries(0):
        resolve("beez")


def test_a_table_that_was_emptied_leaves_the_index_that_there_was(tmp_path: Path) -> None:
    load(small_file(tmp_path, "Beez"))
    resolve("beez")
    GazetteerPlace.objects.all().delete()
    index.announce_reload()
    assert [match.name for match in resolve("beez")] == ["Beez"]


def test_many_threads_make_one_index(monkeypatch: pytest.MonkeyPatch, gazetteer_index: Index) -> None:
    made: list[int] = []
    monkeypatch.setattr(index, "places_of", lambda rows: gazetteer_index.places)
    monkeypatch.setattr(index, "Index", lambda places: made.append(1) or gazetteer_index)
    together = threading.Barrier(8)

    def ask() -> None:
        together.wait()
        current()

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [1]


def test_communes_cover_brussels_and_wallonia_with_their_people() -> None:
    load()
    brussels, wallonia = communes(Region.BRUSSELS), communes(Region.WALLONIA)
    assert (len(brussels), len(wallonia), len(communes())) == (19, 261, 565)
    # Statbel, 2025: 1.26 and 3.70 million. GeoNames' figures are older, and rough.
    assert sum(commune.population for commune in brussels) == pytest.approx(1_260_000, rel=0.05)
    assert sum(commune.population for commune in wallonia) == pytest.approx(3_700_000, rel=0.08)
    assert all(commune.localities for commune in brussels + wallonia)
    assert sum(commune.german_speaking for commune in wallonia) == 9
    namur = next(commune for commune in wallonia if commune.name == "Namur")
    assert namur.postcodes[0] == "5000"
    assert "Beez" in {locality.name for locality in namur.localities}


class Pipe:
    """Standard input as a pipe gives it: bytes."""

    def __init__(self, content: bytes) -> None:
        self.buffer = io.BytesIO(content)


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Any:
    def ask(content: bytes) -> list[SimpleNamespace]:
        monkeypatch.setattr("sys.stdin", Pipe(content))
        out = io.StringIO()
        call_command("resolve_place", stdout=out)
        return [SimpleNamespace(**json.loads(line)) for line in out.getvalue().splitlines()]

    return ask


def test_resolve_place_answers_each_line(answers: Any, gazetteer: Index) -> None:
    beez, nothing, broken, last = answers(
        "beez\r\n\n\xff\xfe\nBrüssel".encode("latin-1").replace(b"\xfc", "ü".encode())
    )
    assert beez.matches == [
        {
            "kind": "locality",
            "name": "Beez",
            "postcode": "5000",
            "commune": "Namur",
            "lat": 50.4686,
            "lon": 4.91175,
        }
    ]
    assert beez.query == "beez"
    assert (nothing.query, nothing.matches, broken.matches) == ("", [], [])
    assert last.matches[0]["name"] == "Bruxelles"


def test_resolve_place_is_ascii(monkeypatch: pytest.MonkeyPatch, gazetteer: Index) -> None:
    """Whatever encoding standard output has, it can be written."""
    monkeypatch.setattr("sys.stdin", Pipe("Liège \N{ROCKET}\n".encode()))
    out = io.StringIO()
    call_command("resolve_place", stdout=out)
    assert out.getvalue().isascii()


def test_resolve_place_says_that_the_gazetteer_is_empty(answers: Any) -> None:
    with pytest.raises(CommandError, match="gazetteer_load"):
        answers(b"Namur\n")


def test_gazetteer_load_says_what_it_did() -> None:
    out = io.StringIO()
    call_command("gazetteer_load", stdout=out)
    call_command("gazetteer_load", stdout=out)
    assert out.getvalue().splitlines() == [
        "Répertoire chargé : 4543 lieux.",
        "Répertoire déjà à jour : 4543 lieux.",
    ]

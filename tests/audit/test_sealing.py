"""The sealer: what it seals and in which order, what it exports, and that it goes on whatever happens."""

import json
import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from portal.audit import chain, heads, sealing, unsealed
from portal.audit.chain import ORIGIN, ChainHead
from portal.audit.models import AuditEntry, AuditSeal, SealGap
from portal.audit.sealing import Sealed, Sealer, seal_next
from portal.audit.unsealed import LOWEST_ID
from portal.kernel import clock
from portal.kernel.service import WriteOutsideService, writing
from tests.audit.making import administrator, kinds, make_entries, make_entry, run, seal

pytestmark = [pytest.mark.databases, pytest.mark.django_db]


@pytest.fixture
def heads_file(tmp_path: Path) -> Path:
    return tmp_path / "audit" / "heads.jsonl"


def sealed_ids() -> list[int]:
    return list(AuditSeal.objects.order_by("number").values_list("entry_id", flat=True))


def gaps() -> list[tuple[int, int]]:
    return list(SealGap.objects.order_by("first_id").values_list("first_id", "last_id"))


def exported(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


class TestChain:
    def test_every_entry_gets_the_next_number_and_a_link(self) -> None:
        ids = make_entries(3)
        assert seal_next() == Sealed(seals=3)
        assert sealed_ids() == ids
        assert list(AuditSeal.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3]
        make_entries(1)
        seal_next()
        links = list(AuditSeal.objects.order_by("number").values_list("link", flat=True))
        assert len(set(links)) == 4
        assert {len(link) for link in links} == {64}
        assert chain.head() == ChainHead(4, links[-1])
        assert seal_next() == Sealed()

    def test_a_link_is_made_of_the_link_before_and_of_all_that_an_entry_says(self) -> None:
        entry = make_entry()
        (content,) = chain.contents_of([entry.pk]).values()
        assert content is not None
        told = json.loads(content)
        names = [field.name for field in AuditEntry._meta.concrete_fields]
        assert len(told) == len(names) + 1  # the number of the form
        for name in names:
            value = getattr(entry, name)
            assert (value.astimezone().timestamp() if name == "at" else value) in (
                told if name != "at" else [datetime.fromisoformat(told[3]).timestamp()]
            )
        assert chain.link_of(content, ORIGIN) != chain.link_of(content, "1" * 64)

    @pytest.mark.parametrize(
        "changes",
        [{}, {"b": 1, "a": {"d": 1, "c": [None, True]}}, {"x": [1e16, 0.1]}, {"é": ["\ud800", "•••"]}],
    )
    def test_what_is_read_back_later_is_the_same_text(self, changes: dict[str, Any]) -> None:
        if connection.vendor == "postgresql" and "\ud800" in changes.get("é", []):
            pytest.skip("PostgreSQL takes no such text")
        entry = make_entry(changes=changes)
        assert chain.contents_of([entry.pk]) == {entry.pk: chain._content(entry)}

    def test_one_text_on_both_databases(self) -> None:
        """Written down here: both must give it, today and after every upgrade."""
        entry = make_entry(
            pk=1, at=datetime.fromisoformat("2026-03-29T01:30:00.000001+01:00"),
            changes={"b": [1e16, 1.5], "a": ["é", None]},
        )  # fmt: skip
        assert chain.contents_of([entry.pk])[1] == (
            '[1,1,"modification","2026-03-29T00:30:00.000001+00:00",7,"Aline",2,"facilities.facility",1,'
            '"Cr\\u00e8che n\\u00b0 1","fiche",{"a":["\\u00e9",null],"b":[10000000000000000,1.5]}]'
        )

    def test_only_the_sealer_writes(self) -> None:
        with pytest.raises(WriteOutsideService):
            AuditSeal.objects.create(number=1, entry_id=1, link="a" * 64)
        with pytest.raises(WriteOutsideService):
            SealGap.objects.create(first_id=1, last_id=1)


class TestLateEntries:
    """Ids are given in one order and committed in another."""

    def test_what_comes_late_under_a_lower_id_is_found(self, heads_file: Path) -> None:
        for pk in (10, 13, 20):
            make_entry(pk=pk)
        seal(heads_file)
        assert gaps() == [(LOWEST_ID, 9), (11, 12), (14, 19)]
        for pk in (12, 16, 3, 25):
            make_entry(pk=pk)
        seal(heads_file)
        assert sealed_ids() == [10, 13, 20, 3, 12, 16, 25]
        assert gaps() == [(LOWEST_ID, 2), (4, 9), (11, 11), (14, 15), (17, 19), (21, 24)]
        for pk in (11, 14, 15, 17, 19, 0, -5):
            make_entry(pk=pk)
        seal(heads_file)
        assert gaps() == [(LOWEST_ID, -6), (-4, -1), (1, 2), (4, 9), (18, 18), (21, 24)]
        assert unsealed.gaps_are_true()
        assert kinds(heads_file) == []

    @pytest.mark.parametrize("at_once", [1, 2, 3, 500])
    def test_in_any_order_and_any_batch(
        self, heads_file: Path, monkeypatch: pytest.MonkeyPatch, at_once: int
    ) -> None:
        monkeypatch.setattr(sealing, "AT_ONCE", at_once)
        order = [5, 2, 9, 1, 2**40, 7, 2**40 - 1, 3, 8, 2**62, 2**40 + 5, 4]
        for pk in order:
            make_entry(pk=pk)
            if pk % 2:
                seal(heads_file)
                assert unsealed.gaps_are_true()
        seal(heads_file)
        assert sorted(sealed_ids()) == sorted(order)
        assert unsealed.gaps_are_true()
        assert kinds(heads_file) == []

    @pytest.mark.parametrize("damage", ["lost", "wrong", "too wide", "overlapping"])
    def test_gaps_that_somebody_damaged_are_written_again(self, heads_file: Path, damage: str) -> None:
        for pk in (10, 13, 20):
            make_entry(pk=pk)
        seal(heads_file)
        true = gaps()
        with writing():
            if damage == "lost":
                SealGap.objects.filter(first_id__gt=0).delete()
            elif damage == "wrong":
                SealGap.objects.filter(first_id=11).update(first_id=12)
            elif damage == "too wide":
                SealGap.objects.filter(first_id=11).update(last_id=13)
            else:
                SealGap.objects.create(first_id=12, last_id=15)
        for pk in (11, 12, 15):
            make_entry(pk=pk)
        seal(heads_file)
        assert sorted(sealed_ids()) == [10, 11, 12, 13, 15, 20]
        assert gaps() == [true[0], (14, 14), (16, 19)]


class TestUnreadable:
    @pytest.fixture(autouse=True)
    def only_sqlite(self) -> None:
        if connection.vendor != "sqlite":
            pytest.skip("PostgreSQL keeps no value that is not of the column's type")

    @pytest.mark.parametrize("value", ["CAST(x'ff' AS TEXT)", "x'00ff'", "'2026-99-99 00:00:00'", "'hier'"])
    def test_the_others_are_sealed_and_it_is_told_once(
        self, heads_file: Path, caplog: pytest.LogCaptureFixture, value: str
    ) -> None:
        ids = make_entries(3)
        with administrator():
            run(f"UPDATE audit_auditentry SET at = {value} WHERE id = %s", ids[1])
        sealer = Sealer(heads_file)
        for _ in range(3):
            assert sealer.step() is False
        assert sealed_ids() == [ids[0], ids[2]]
        assert [record.levelname for record in caplog.records] == ["ERROR"]
        assert str(ids[1]) in caplog.text
        assert kinds(heads_file) == ["unsealed"]


class TestHeads:
    def test_one_line_a_batch_written_after_the_commit(
        self, heads_file: Path, set_clock: Callable[[str], Any]
    ) -> None:
        set_clock("2026-05-04T10:00:00Z")
        sealer = Sealer(heads_file)
        sealer.step()
        assert not heads_file.exists()
        for count in (2, 3):
            make_entries(count)
            sealer.step()
            sealer.step()
        links = dict(AuditSeal.objects.order_by("number").values_list("number", "link"))
        moment = "2026-05-04T10:00:00+00:00"
        assert exported(heads_file) == [
            {"number": 2, "link": links[2], "at": moment},
            {"number": 5, "link": links[5], "at": moment},
        ]

    def test_a_sealer_that_died_before_it_exported(self, heads_file: Path) -> None:
        make_entries(2)
        seal_next()
        seal(heads_file)
        assert [head["number"] for head in exported(heads_file)] == [2]
        seal(heads_file)
        assert [head["number"] for head in exported(heads_file)] == [2]

    def test_after_a_line_that_was_cut_short_a_new_one_begins(self, heads_file: Path) -> None:
        make_entries(1)
        seal(heads_file)
        with heads_file.open("ab") as file:
            file.write(b'{"number": 2, "li')
        assert heads.last(heads_file) == chain.head()
        assert kinds(heads_file) == []  # it may still be being copied
        make_entries(1)
        seal(heads_file)
        lines = heads_file.read_text().splitlines()
        assert len(lines) == 3
        assert heads.last(heads_file) == chain.head()
        assert kinds(heads_file) == ["unreadable_head"]

    def test_who_sees_another_chain_says_so(self, heads_file: Path, caplog: pytest.LogCaptureFixture) -> None:
        make_entries(2)
        heads.append(heads_file, ChainHead(2, "b" * 64), clock.now())
        seal(heads_file)
        assert [record.levelname for record in caplog.records] == ["ERROR"]
        assert "n° 2" in caplog.text
        assert len(exported(heads_file)) == 2

    @pytest.mark.parametrize(
        "text", ["", "\n\n", "x\n", "[]\n", '{"number": 1}\n', '{"number": "1", "link": "a"}\n']
    )
    def test_a_file_without_heads(self, tmp_path: Path, text: str) -> None:
        path = tmp_path / "heads.jsonl"
        path.write_text(text)
        assert heads.last(path) is None
        assert heads.last(tmp_path / "none") is None
        assert kinds(path) == (["unreadable_head"] if text.strip() else [])

    def test_a_file_of_something_else_is_read_in_pieces(self, tmp_path: Path) -> None:
        path = tmp_path / "large"
        path.write_bytes(b"\0" * 10_000)
        assert kinds(path) == ["unreadable_head"] * 10


class TestFollowing:
    def rounds(self, monkeypatch: pytest.MonkeyPatch, heads_file: Path, steps: list[Any]) -> list[float]:
        """Follow through these steps, an error being raised; how long it slept after each."""
        sealer = Sealer(heads_file)
        left, slept = list(steps), []

        def step() -> bool:
            found = left.pop(0)
            if isinstance(found, Exception):
                raise found
            return bool(found)

        def sleep(seconds: float) -> bool:
            slept.append(seconds)
            return not left

        monkeypatch.setattr(sealer, "step", step)
        sealer.follow(sleep)
        return slept

    def test_it_rests_where_nothing_is_left_and_leaves_others_time(
        self, monkeypatch: pytest.MonkeyPatch, heads_file: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        slept = self.rounds(monkeypatch, heads_file, [True, False, False])
        assert slept[0] < 1
        assert slept[1:] == [sealing.POLL_SECONDS] * 2
        assert caplog.records == []

    def test_an_outage_is_told_once_and_so_is_its_end(
        self, monkeypatch: pytest.MonkeyPatch, heads_file: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        monkeypatch.setattr(connection, "close", lambda: None)  # the test's transaction
        errors = [
            DatabaseError("Failing row contains (Aline)"),
            OSError(28, "No space left"),
            ValueError("x"),
        ]
        slept = self.rounds(monkeypatch, heads_file, [*errors, *errors * 3, False])
        assert max(slept) <= sealing.LONGEST_WAIT
        assert slept[8] > slept[0]
        assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING"]
        assert "Aline" not in caplog.text

    @pytest.mark.parametrize("error", [OSError(28, "No space left"), ValueError("canari")])
    def test_what_stands_in_the_way_is_named(
        self,
        monkeypatch: pytest.MonkeyPatch,
        heads_file: Path,
        caplog: pytest.LogCaptureFixture,
        error: Exception,
    ) -> None:
        self.rounds(monkeypatch, heads_file, [error, False])
        assert ("No space left" if isinstance(error, OSError) else "Traceback") in caplog.text

    def test_without_a_place_for_its_heads_it_seals_all_the_same(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        sealer = Sealer(tmp_path / "file" / "heads.jsonl")
        for count in (1, 2):
            make_entries(1)
            with pytest.raises(OSError, match="file"):
                sealer.step()
            assert len(sealed_ids()) == count

    def test_idle_it_writes_nothing_and_locks_nothing(
        self, heads_file: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        make_entries(3)
        sealer = Sealer(heads_file)
        sealer.step()
        before = heads_file.stat()
        with CaptureQueriesContext(connection) as queries:
            sealer.step()
        assert len(queries) <= 4
        assert [query["sql"] for query in queries if not query["sql"].strip().startswith("SELECT")] == []
        assert [query["sql"] for query in queries if "advisory" in query["sql"]] == []
        assert heads_file.stat() == before
        assert caplog.records == []


class TestCommand:
    @pytest.fixture(autouse=True)
    def own_file(self, heads_file: Path, settings: Any) -> None:
        settings.AUDIT_HEADS = str(heads_file)

    def test_once(self, heads_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
        make_entries(2)
        call_command("audit_seal", "--once")
        assert "n° 2" in capsys.readouterr().out
        assert [head["number"] for head in exported(heads_file)] == [2]

    def test_what_fails_is_told_without_a_traceback(self, settings: Any, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        settings.AUDIT_HEADS = str(tmp_path / "file" / "heads.jsonl")
        make_entries(1)
        with pytest.raises(CommandError, match="exportée"):
            call_command("audit_seal", "--once")

    def test_one_of_both_is_asked_for(self) -> None:
        with pytest.raises(CommandError):
            call_command("audit_seal")


def test_the_file_of_the_tests_is_their_own() -> None:
    assert django_settings.AUDIT_HEADS.startswith(str(django_settings.SCRATCH))


def test_nothing_is_logged_by_default_above_information(
    caplog: pytest.LogCaptureFixture, heads_file: Path
) -> None:
    with caplog.at_level(logging.INFO):
        make_entries(2)
        seal(heads_file)
    assert [record for record in caplog.records if record.name.startswith("portal.audit")] == []

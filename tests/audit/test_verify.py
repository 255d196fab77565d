"""An administrator of the database changes the history, triggers dropped: each attack is found and named."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F

from portal.audit import chain, sealing, verifying
from portal.audit.chain import ORIGIN
from portal.audit.models import AuditEntry, AuditSeal, SealGap
from portal.audit.services import record_modification
from portal.audit.verifying import Kind, Problem
from portal.kernel import clock
from portal.kernel.actors import SystemActor
from portal.kernel.service import writing
from tests.audit.making import administrator, kinds, make_entries, make_entry, problems, run, seal

pytestmark = [pytest.mark.databases, pytest.mark.django_db]

MANY = 12


@dataclass(frozen=True)
class History:
    """`ids[n - 1]` has seal number n; heads were exported at 4, 8 and 12."""

    ids: list[int]
    heads: Path

    def entry(self, number: int) -> Any:
        """As a QuerySet, to do something to it."""
        return AuditEntry.objects.filter(pk=self.ids[number - 1])


@pytest.fixture
def history(tmp_path: Path) -> History:
    heads = tmp_path / "elsewhere.jsonl"
    ids = []
    for _ in range(3):
        ids += make_entries(MANY // 3)
        seal(heads)
    return History(ids, heads)


def test_nothing_is_wrong(history: History) -> None:
    assert problems(history.heads) == []


def make_chain_again(first: int = 1) -> None:
    """As the sealer would have made it, from this number on: what only the exported heads can tell."""
    before = AuditSeal.objects.filter(number=first - 1).values_list("link", flat=True).first() or ORIGIN
    for seal_ in AuditSeal.objects.filter(number__gte=first).order_by("number"):
        content = chain.contents_of([seal_.entry_id])[seal_.entry_id]
        before = chain.link_of(content or "", before)
        AuditSeal.objects.filter(pk=seal_.pk).update(link=before)


def exchange_entries(history: History) -> None:
    one, other = history.entry(5).get(), history.entry(6).get()
    history.entry(5).delete()
    history.entry(6).delete()
    one.pk, other.pk = other.pk, one.pk
    AuditEntry.objects.bulk_create([one, other])


def exchange_seals(history: History) -> None:
    AuditSeal.objects.filter(number=5).update(entry_id=-1)
    AuditSeal.objects.filter(number=6).update(entry_id=history.ids[4])
    AuditSeal.objects.filter(number=5).update(entry_id=history.ids[5])


def replace_entry(history: History) -> None:
    history.entry(5).delete()
    make_entry(pk=history.ids[4], actor_label="Quelqu’un d’autre")


def remove_seal_and_close_up(history: History) -> None:
    AuditSeal.objects.filter(number=5).delete()
    for number in range(6, MANY + 1):
        AuditSeal.objects.filter(number=number).update(number=F("number") - 1)


def hide_entry_behind_stray_seal(history: History) -> None:
    entry = make_entry(at=clock.now() - timedelta(days=1))
    AuditSeal.objects.create(number=-3, entry_id=entry.pk, link="a" * 64)


# What an administrator does -> what is told, with the number of the seal.
ATTACKS: dict[str, tuple[Callable[[History], object], list[tuple[Kind, int]]]] = {
    "entry removed": (lambda h: h.entry(5).delete(), [(Kind.MISSING_ENTRY, 5)]),
    "entry replaced": (replace_entry, [(Kind.BROKEN_LINK, 5)]),
    "entries exchanged": (exchange_entries, [(Kind.BROKEN_LINK, 5), (Kind.BROKEN_LINK, 6)]),
    "seals exchanged": (exchange_seals, [(Kind.BROKEN_LINK, 5), (Kind.BROKEN_LINK, 6)]),
    "seal removed": (lambda h: AuditSeal.objects.filter(number=5).delete(), [(Kind.MISSING_SEALS, 5)]),
    "seals removed": (
        lambda h: AuditSeal.objects.filter(number__in=[5, 6, 7]).delete(), [(Kind.MISSING_SEALS, 5)]
    ),
    "first seal removed": (lambda h: AuditSeal.objects.filter(number=1).delete(), [(Kind.MISSING_SEALS, 1)]),
    "seal removed, numbers closed up": (
        remove_seal_and_close_up,
        [(Kind.BROKEN_LINK, 5), (Kind.HEADS_DIFFER, 8), (Kind.HEADS_MISSING, 12)],
    ),
    "entry and seal removed": (
        lambda h: (h.entry(5).delete(), AuditSeal.objects.filter(number=5).delete()),
        [(Kind.MISSING_SEALS, 5)],
    ),
    "link changed": (
        lambda h: AuditSeal.objects.filter(number=5).update(link="b" * 64),
        [(Kind.BROKEN_LINK, 5), (Kind.BROKEN_LINK, 6)],
    ),
    "tail of entries cut": (lambda h: h.entry(12).delete(), [(Kind.MISSING_ENTRY, 12)]),
    "tail cut": (
        lambda h: (h.entry(12).delete(), AuditSeal.objects.filter(number=12).delete()),
        [(Kind.HEADS_MISSING, 12)],
    ),
    "everything cut": (
        lambda h: (AuditEntry.objects.all().delete(), AuditSeal.objects.all().delete()),
        [(Kind.HEADS_MISSING, 4)],
    ),
    "entry changed, chain made again": (
        lambda h: (h.entry(6).update(purpose="autre"), make_chain_again(6)), [(Kind.HEADS_DIFFER, 8)]
    ),
    "first entry removed, chain made again": (
        lambda h: (
            h.entry(1).delete(), AuditSeal.objects.all().delete(), sealing.seal_next()
        ),
        [(Kind.HEADS_DIFFER, 4), (Kind.HEADS_MISSING, 12)],
    ),
    "entry hidden behind a stray seal": (hide_entry_behind_stray_seal, [(Kind.STRAY_SEALS, 0)]),
    "entry between, chain made again": (
        lambda h: (
            AuditSeal.objects.filter(number__gt=6).delete(), make_entry(pk=-9), sealing.seal_next()
        ),
        [(Kind.HEADS_DIFFER, 8)],
    ),
}  # fmt: skip


def found(*heads: Path) -> list[tuple[Kind, int]]:
    """What is wrong with chain and heads: an entry whose seal was removed is also without a seal."""
    return [(one.kind, one.number or 0) for one in problems(*heads) if one.kind is not Kind.UNSEALED]


@pytest.mark.parametrize("attack", ATTACKS)
def test_each_attack_is_found(history: History, attack: str) -> None:
    do, expected = ATTACKS[attack]
    with administrator():
        do(history)
    told = found(history.heads)
    if Kind.MISSING_SEALS in [kind for kind, _ in expected]:
        # A head may have been that of a seal that is gone.
        told = [one for one in told if one[0] is not Kind.HEADS_MISSING]
    assert told == expected


@pytest.mark.parametrize("attack", ["tail cut", "everything cut", "entry changed, chain made again"])
def test_the_database_alone_can_not_tell_these(history: History, attack: str) -> None:
    """The control: why the heads must be elsewhere."""
    with administrator():
        ATTACKS[attack][0](history)
    assert problems() == []
    assert problems(history.heads) != []


OTHER: dict[str, Any] = {
    "kind": "consultation", "actor_id": 8, "actor_label": "Alino", "level": 3,
    "subject_type": "facilities.listing", "subject_id": 2, "subject_label": "Crèche n° 2", "purpose": "fichf",
    "changes": {"capacity": [14, 22], "name": ["Été", None]},
}  # fmt: skip


class TestAnyField:
    @pytest.mark.parametrize("field", [*OTHER, "at"])
    def test_a_changed_field(self, history: History, field: str) -> None:
        at = history.entry(5).get().at + timedelta(microseconds=1)
        with administrator():
            history.entry(5).update(**{field: OTHER.get(field, at)})
        assert problems() == [Problem(Kind.BROKEN_LINK, 5, history.ids[4])]

    def test_no_field_is_forgotten(self) -> None:
        names = {field.name for field in AuditEntry._meta.concrete_fields}
        assert names == {"id", "at", *OTHER}

    @pytest.mark.parametrize("field", ["actor_id", "level"])
    def test_a_field_made_empty(self, history: History, field: str) -> None:
        with administrator():
            history.entry(5).update(**{field: None})
        assert kinds() == ["broken_link"]

    @pytest.mark.parametrize("bit", [0, 3, 7])
    @pytest.mark.parametrize("field", ["actor_label", "changes", "at", "kind"])
    def test_a_flipped_bit_in_the_file(self, history: History, field: str, bit: int) -> None:
        """Also where no text, no moment and no JSON is left of it."""
        if connection.vendor != "sqlite":
            pytest.skip("PostgreSQL keeps no value that is not of the column's type")
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT CAST({field} AS BLOB) FROM audit_auditentry WHERE id = %s", [history.ids[4]]
            )
            content = bytearray(cursor.fetchone()[0])
        content[2] ^= 1 << bit
        with administrator():
            run("PRAGMA ignore_check_constraints = ON")
            run(
                f"UPDATE audit_auditentry SET {field} = CAST(x'{content.hex()}' AS TEXT) WHERE id = %s",
                history.ids[4],
            )
            run("PRAGMA ignore_check_constraints = OFF")
        (problem,) = problems()
        assert problem.kind in (Kind.BROKEN_LINK, Kind.UNREADABLE_ENTRY)
        assert (problem.number, problem.entry) == (5, history.ids[4])


class TestUnsealed:
    def test_what_waits_is_told_and_no_problem(
        self, history: History, capsys: pytest.CaptureFixture[str]
    ) -> None:
        make_entry(at=clock.now() - timedelta(seconds=20))
        make_entry()
        call_command("audit_verify", heads=[history.heads])
        said = capsys.readouterr()
        assert said.out == ""
        assert "2 sans sceau, la plus ancienne depuis 2" in said.err
        assert "Aucune anomalie" in said.err

    def test_after_too_long_it_is_one(self, history: History, settings: Any) -> None:
        at = clock.now() - timedelta(seconds=90)
        make_entry(at=at)
        make_entry()
        assert problems() == [Problem(Kind.UNSEALED, count=2, since=at.isoformat())]

    def test_a_gap_that_was_taken_away_hides_nothing(self, history: History) -> None:
        with administrator():
            SealGap.objects.all().delete()
        make_entry(pk=-1, at=clock.now() - timedelta(days=1))
        assert sealing.seal_next() == sealing.Sealed()
        assert kinds() == ["unsealed"]


class TestCommand:
    def verify(self, capsys: pytest.CaptureFixture[str], *heads: Path) -> tuple[int, list[Any], str]:
        code = 0
        try:
            call_command("audit_verify", heads=list(heads) or None)
        except SystemExit as end:
            code = int(str(end.code))
        said = capsys.readouterr()
        return code, [json.loads(line) for line in said.out.splitlines()], said.err

    def test_nothing_wrong(self, history: History, capsys: pytest.CaptureFixture[str]) -> None:
        code, lines, said = self.verify(capsys, history.heads)
        assert (code, lines) == (0, [])
        assert f"{MANY} entrées scellées relues" in said
        assert "par seconde" in said
        assert "0 sans sceau" in said
        assert "3 têtes exportées comparées" in said

    def test_one_line_a_problem(self, history: History, capsys: pytest.CaptureFixture[str]) -> None:
        with administrator():
            history.entry(5).update(level=3)
            history.entry(9).delete()
        code, lines, said = self.verify(capsys)
        assert code == 1
        assert [(line["kind"], line["number"], line["entry"]) for line in lines] == [
            ("broken_link", 5, history.ids[4]),
            ("missing_entry", 9, history.ids[8]),
        ]
        assert "2 anomalie(s)" in said

    def test_this_machines_heads_unless_others_are_named(
        self, history: History, settings: Any, capsys: pytest.CaptureFixture[str]
    ) -> None:
        settings.AUDIT_HEADS = str(history.heads)
        assert "3 têtes" in self.verify(capsys)[2]
        settings.AUDIT_HEADS = str(history.heads) + ".none"
        assert "0 têtes" in self.verify(capsys)[2]
        assert "6 têtes" in self.verify(capsys, history.heads, history.heads)[2]

    def test_named_heads_that_are_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match="Têtes"):
            call_command("audit_verify", heads=[tmp_path / "none"])

    def test_an_empty_history(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert self.verify(capsys)[:2] == (0, [])

    def test_no_content_is_printed(self, history: History, capsys: pytest.CaptureFixture[str]) -> None:
        with administrator():
            history.entry(5).update(actor_label="canari")
        code, lines, said = self.verify(capsys)
        assert code == 1
        assert "canari" not in str(lines) + said


@pytest.mark.parametrize("at_once", [1, 5, 12, 13])
def test_read_in_pieces_of_any_size(history: History, monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    monkeypatch.setattr(verifying, "AT_ONCE", at_once)
    assert problems(history.heads) == []
    with administrator():
        history.entry(5).update(level=3)
    assert found(history.heads) == [(Kind.BROKEN_LINK, 5)]


def test_what_services_write_is_sealed_as_it_stands(tmp_path: Path) -> None:
    with writing():
        record_modification(
            actor=SystemActor("essai"), subject=make_entry(), changes={"x": (1.0, "é")}, purpose="p"
        )
    seal(tmp_path / "heads")
    assert problems(tmp_path / "heads") == []

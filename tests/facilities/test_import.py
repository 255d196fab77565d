"""Taking in a list: invented rows, with the kinds of dirt that real lists have."""

import csv
import json
import os
from collections.abc import Callable
from copy import copy
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from portal.audit.models import AuditEntry
from portal.facilities import services
from portal.facilities.imports import columns
from portal.facilities.imports.repairs import DAMAGES, Findings, readable, with_capitals, without_shouting
from portal.facilities.models import Facility, Listing
from search import changes
from search.gazetteer.loading import load, read
from search.models import GazetteerPlace
from tests.facilities.making import ACTOR, TODAY

pytestmark = pytest.mark.django_db

REAL_LIST = os.environ.get("REAL_LIST", "")
ROW = {
    columns.AUTHORITY: "ONE",
    columns.NAME: "Les Invités",
    "Catégorie": "Crèche francophone",
    "Langue": "Français",
    columns.PRICING: "",
    columns.CARE: "Crèche",
    columns.STATUS: "subventionné",
    columns.STREET_FRENCH: "rue des invités 12",
    columns.STREET_DUTCH: "gastenstraat 12",
    columns.POSTCODE: "1000",
    columns.COMMUNE: "Bruxelles",
    columns.WEBSITE: "https://exemple.example/",
    columns.POINT: "50.8467, 4.3525",
    columns.SOURCE: "ONE",
    columns.LAST_MODIFIED: "2026-02-01T01:00:00+01:00",
}


PLACES = [place for place in read() if place.postcode in ("1000", "1020", "5000")]


@pytest.fixture(autouse=True)
def gazetteer(db: None) -> None:
    """Brussels, Laeken and Namur, as the gazetteer has them."""
    GazetteerPlace.objects.bulk_create(copy(place) for place in PLACES)


@pytest.fixture
def take(tmp_path: Path, set_clock: Callable[[str], Any]) -> Callable[..., dict[str, Any]]:
    """Write rows (changes of `ROW`) to a file, import it, and give back the report."""
    set_clock("2026-03-02T10:00Z")

    def run(*rows: dict[str, str], delimiter: str = ",", encoding: str = "utf-8") -> dict[str, Any]:
        file, report = tmp_path / "liste.csv", tmp_path / "rapport.json"
        text = StringIO()
        writer = csv.DictWriter(text, list(ROW), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(ROW | row for row in rows)
        file.write_bytes(text.getvalue().encode(encoding))
        call_command("import_facilities", str(file), report=report, stdout=StringIO())
        result: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
        return result

    return run


def only(report: dict[str, Any]) -> tuple[dict[str, Any], Listing]:
    (row,) = report["rows"]
    return row, Listing.objects.get(pk=row["listing_id"])


def traces() -> tuple[Any, ...]:
    """Everything that a second run must not touch."""
    return (
        list(Listing.objects.order_by("pk").values_list()),
        list(Facility.objects.order_by("pk").values_list()),
        AuditEntry.objects.count(),
        changes.head(),
    )


def test_a_clean_row_is_on_the_map(take: Callable[..., dict[str, Any]]) -> None:
    report = take({})
    row, listing = only(report)
    public = listing.public_on(TODAY)
    assert public is not None
    assert (public.name, public.street_line) == ("Les Invités", "Rue des Invités 12")
    assert (public.postcode, public.locality, public.commune) == ("1000", "Bruxelles", "Bruxelles")
    assert (public.latitude, public.longitude) == (50.8467, 4.3525)
    assert (public.tariff, public.subsidy_level) == ("revenus", None)
    assert (row["status"], row["outcome"], row["reasons"]) == ("accepted", "created", [])
    assert row["repairs"] == [{"field": "rue", "before": "rue des invités", "after": "Rue des Invités"}]
    assert report["counts"] == {"rows": 1, "accepted": 1, "flagged": 0, "refused": 0}


@pytest.mark.parametrize(
    ("change", "expected", "status"),
    [
        ({columns.NAME: "La CraˆšA®che"}, {"name": "La Crèche"}, "accepted"),
        ({columns.NAME: "Lâ€™Ã‰toile"}, {"name": "L’Étoile"}, "accepted"),
        ({columns.NAME: "LES  JARDINS D'ADA II"}, {"name": "Les Jardins d’Ada II"}, "accepted"),
        ({columns.NAME: "RGBL"}, {"name": "RGBL"}, "accepted"),
        (
            {columns.STREET_FRENCH: "chaussaˆša©e de l orme 1 A"},
            {"street_line": "Chaussée de l’Orme 1A"},
            "accepted",
        ),
        (
            {columns.STREET_FRENCH: "rue laƒa©on 1ier 210"},
            {"street_line": "Rue Léon 1ier 210"},
            "accepted",
        ),
        (
            {columns.STREET_FRENCH: "rue d ixelles 97a"},
            {"street_line": "Rue d’Ixelles 97a"},
            "accepted",
        ),
        (
            {columns.STREET_FRENCH: "rue tintaˆret 5"},
            {"street_line": "Rue Tintèret 5"},
            "flagged",
        ),
        (
            {columns.STREET_FRENCH: "site de l hopital, rue orme 1"},
            {"street_line": "Site de l’Hôpital, Rue Orme 1"},
            "flagged",
        ),
        ({columns.STREET_FRENCH: "Rue sans numéro"}, {"street_line": "Rue sans numéro"}, "flagged"),
        (
            {columns.STREET_FRENCH: "", columns.STREET_DUTCH: "Kruisweg 23"},
            {"street_line": "Kruisweg 23"},
            "flagged",
        ),
        ({columns.WEBSITE: "www.invites.example"}, {"website": "https://www.invites.example"}, "accepted"),
        ({columns.WEBSITE: "pas de site"}, {"website": ""}, "flagged"),
        ({columns.STATUS: "non-subventionné"}, {"tariff": "libre", "subsidy_level": 0}, "accepted"),
        ({columns.STATUS: "?"}, {"tariff": None}, "flagged"),
        (
            {columns.STATUS: "non-subventionné", columns.PRICING: "tarification liée au revenu"},
            {"tariff": "revenus", "subsidy_level": None},
            "flagged",
        ),
        ({columns.CARE: "Halte-accueil"}, {"kind": "creche"}, "flagged"),
        ({columns.CARE: "Accueil familial"}, {"kind": "independant"}, "accepted"),
        (
            {columns.AUTHORITY: "Kind&Gezin", columns.CARE: "Accueil en groupe"},
            {"kind": "creche"},
            "flagged",
        ),
        ({columns.POSTCODE: "1020"}, {"locality": "Laeken", "commune": "Bruxelles"}, "accepted"),
        ({columns.POSTCODE: "5000"}, {"commune": "Namur", "latitude": 50.8467}, "flagged"),
        ({columns.POSTCODE: "9"}, {"postcode": "1000", "commune": "Bruxelles"}, "flagged"),
        ({columns.POINT: ""}, {"latitude": 50.8504, "longitude": 4.3488}, "flagged"),
        ({columns.POINT: "0, 0"}, {"latitude": 50.8504}, "flagged"),
        ({columns.POINT: "4.3525, 50.8467"}, {"latitude": 50.8467, "longitude": 4.3525}, "accepted"),
        ({columns.LAST_MODIFIED: "hier"}, {"name": "Les Invités"}, "flagged"),
        ({columns.LAST_MODIFIED: "2027-01-01"}, {"name": "Les Invités"}, "accepted"),
    ],
)
def test_dirt_is_repaired_or_flagged(
    take: Callable[..., dict[str, Any]], change: dict[str, str], expected: dict[str, Any], status: str
) -> None:
    row, listing = only(take(change))
    public = listing.public_on(TODAY)
    assert public is not None
    assert {name: getattr(public, name) for name in expected} == expected
    assert row["status"] == status
    assert bool(row["reasons"]) == (status == "flagged")
    assert row["raw"] == ROW | change


@pytest.mark.parametrize(
    "change",
    [
        {columns.NAME: "  "},
        {columns.NAME: "x" * 201},
        {columns.AUTHORITY: "Autre"},
        {columns.CARE: "Piscine"},
        {columns.STREET_FRENCH: "", columns.STREET_DUTCH: ""},
        {columns.POSTCODE: "", columns.POINT: ""},
    ],
)
def test_what_cannot_be_taken_is_refused_with_its_reason_and_not_lost(
    take: Callable[..., dict[str, Any]], change: dict[str, str]
) -> None:
    report = take(change, {})
    refused, taken = report["rows"]
    assert (refused["status"], refused["outcome"], refused["listing_id"]) == ("refused", "none", None)
    assert refused["reasons"]
    assert refused["line"] == 2
    assert refused["raw"] == ROW | change
    assert taken["status"] == "accepted"
    assert Listing.objects.count() == 1


def test_a_row_given_twice_is_taken_once(take: Callable[..., dict[str, Any]]) -> None:
    first, second = take({}, {columns.NAME: "LES INVITÉS "})["rows"]
    assert (first["status"], second["status"]) == ("accepted", "refused")
    assert "ligne 2" in second["reasons"][0]


def test_two_places_at_one_point_are_two_places(take: Callable[..., dict[str, Any]]) -> None:
    rows = take({}, {columns.NAME: "Les Voisins"})["rows"]
    assert [row["outcome"] for row in rows] == ["created", "created"]


def test_the_second_time_nothing_changes(take: Callable[..., dict[str, Any]]) -> None:
    rows = ({}, {columns.NAME: "Les Voisins", columns.POINT: ""}, {columns.NAME: ""})
    first = take(*rows)
    before = traces()
    second = take(*rows)
    assert traces() == before
    assert second["changes"] == {"created": 0, "updated": 0, "unchanged": 2, "none": 1}
    assert second["counts"] == first["counts"]


def test_a_changed_row_changes_what_the_list_changed_and_nothing_else(
    take: Callable[..., dict[str, Any]],
) -> None:
    _, listing = only(take({}))
    services.set_presentation(
        actor=ACTOR,
        listing_id=listing.pk,
        today=TODAY,
        name="Nom choisi par le lieu",
        description="",
        pedagogical_project="",
    )
    log = changes.head().sequence

    row, listing = only(
        take({columns.WEBSITE: "https://nouveau.example/", columns.LAST_MODIFIED: "2026-03-01"})
    )
    assert row["outcome"] == "updated"
    assert listing.name == "Nom choisi par le lieu"
    assert listing.website == "https://nouveau.example/"
    assert [pk for _, pk in changes.since(log)] == [listing.pk]
    # A newer edition of the list does not make the authorisation younger.
    assert str(listing.facility.in_force_from) == "2026-02-01"

    before = traces()
    row, _ = only(take({columns.WEBSITE: "https://nouveau.example/", columns.LAST_MODIFIED: "2026-03-02"}))
    assert row["outcome"] == "unchanged"
    assert traces() == before


def test_a_change_of_the_list_is_applied_once(take: Callable[..., dict[str, Any]]) -> None:
    take({})
    newer = {columns.WEBSITE: "https://nouveau.example/"}
    _, listing = only(take(newer))
    services.set_contact(
        actor=ACTOR,
        listing_id=listing.pk,
        today=TODAY,
        phone="",
        email="",
        website="https://du-lieu.example/",
        facebook="",
    )
    row, listing = only(take(newer))
    assert row["outcome"] == "unchanged"
    assert listing.website == "https://du-lieu.example/"


def test_a_moved_row_moves_the_place(take: Callable[..., dict[str, Any]]) -> None:
    take({})
    row, listing = only(take({columns.POINT: "50.8470, 4.3530", columns.CARE: "Accueil familial"}))
    assert row["outcome"] == "updated"
    assert (listing.latitude, listing.facility.latitude) == (50.847, 50.847)
    assert (listing.facility.kind, listing.facility.sector) == ("independant", "petite-enfance")


@pytest.mark.parametrize(("delimiter", "encoding"), [(";", "utf-8-sig"), (";", "cp1252"), (",", "utf-8")])
def test_the_files_that_offices_write(
    take: Callable[..., dict[str, Any]], delimiter: str, encoding: str
) -> None:
    _, listing = only(take({}, delimiter=delimiter, encoding=encoding))
    assert listing.name == "Les Invités"


HEADER = ",".join(ROW)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "vide"),
        (b"\n \n", "vide"),
        (b"PK\x03\x04\x00\x00", "pas du texte"),
        (b"nom,rue\nx,y\n", "manque des colonnes"),
        (HEADER.encode(), "sans aucune ligne"),
        (f'{HEADER}\n"ONE,x'.encode(), "CSV lisible"),
        (f"{HEADER},Nom\n{HEADER}\n".encode(), "deux fois"),
        (b"\x81\x8d\xff", "UTF-8"),
        (None, "ouvert"),
    ],
)
def test_a_bad_file_gets_one_clear_sentence(tmp_path: Path, content: bytes | None, message: str) -> None:
    file = tmp_path / "liste.csv"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(CommandError, match=message):
        call_command("import_facilities", str(file), stdout=StringIO())
    assert not Facility.objects.exists()


def test_a_row_of_another_length_is_refused_whole(tmp_path: Path) -> None:
    file, report = tmp_path / "liste.csv", tmp_path / "rapport.json"
    values = ["ONE"] * len(ROW)
    file.write_text(f"{HEADER}\n{','.join(values[1:])}\n{','.join([*values, 'x'])}\n", encoding="utf-8")
    call_command("import_facilities", str(file), report=report, stdout=StringIO())
    rows = json.loads(report.read_text(encoding="utf-8"))["rows"]
    assert [row["status"] for row in rows] == ["refused", "refused"]
    assert rows[1]["raw"]["(en trop)"] == "x"


def test_a_report_needs_its_folder(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="compte rendu"):
        call_command("import_facilities", "x.csv", report=tmp_path / "nulle-part" / "r.json")


@pytest.mark.parametrize("letter", "àâäçéèêëîïôöùûüœ")
@pytest.mark.parametrize("misread", ["mac_roman", "cp1252"])
def test_every_letter_comes_back_from_both_damages(letter: str, misread: str) -> None:
    twice = letter.encode().decode(misread).encode().decode("cp1252")
    bare = twice.translate(str.maketrans("âÂÃ", "aAA"))
    for damaged in (bare, bare.lower()):
        findings = Findings()
        assert readable(f"x{damaged}x", "nom", findings) == f"x{letter}x"
        assert not findings.doubts


def test_no_two_letters_share_a_damage() -> None:
    assert all(len(damaged) > 1 for damaged in DAMAGES)
    for damaged in DAMAGES:
        others = [other for other in DAMAGES if other != damaged and other.startswith(damaged)]
        assert all(DAMAGES[other] != DAMAGES[damaged] for other in others)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("rue de la paix", "Rue de la Paix"),
        ("RUE DE LA PAIX", "Rue de la Paix"),
        ("la rue haute", "La Rue Haute"),
        ("d'orme", "D’Orme"),
        ("rue joseph ii", "Rue Joseph II"),
        ("avenue notre-dame", "Avenue Notre-Dame"),
        ("Rue du Damier", "Rue du Damier"),
    ],
)
def test_capitals(before: str, after: str) -> None:
    text = readable(before, "rue", Findings())
    assert with_capitals(text, "rue", Findings()) == after


@pytest.mark.parametrize(("before", "after"), [("OURSON", "Ourson"), ("ASBL", "ASBL"), ("Ours", "Ours")])
def test_names_do_not_shout(before: str, after: str) -> None:
    assert without_shouting(before, "nom", Findings()) == after


@pytest.mark.skipif(not REAL_LIST, reason="REAL_LIST ne donne pas le chemin de la liste réelle")
def test_the_real_list_is_taken_whole_and_only_once(tmp_path: Path) -> None:
    load()
    report = tmp_path / "rapport.json"
    call_command("import_facilities", REAL_LIST, report=report, stdout=StringIO())
    counts = json.loads(report.read_text(encoding="utf-8"))["counts"]
    assert counts["rows"] == 83
    assert counts["refused"] == 0
    assert Listing.objects.count() == 83
    before = traces()
    call_command("import_facilities", REAL_LIST, stdout=StringIO())
    assert traces() == before

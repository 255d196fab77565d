"""The commands that operators and others rely on, with the portal's own listings."""

import io
import json
from typing import Any

import pytest
from django.core.management import call_command

from portal.facilities.models import Listing
from portal.kernel.service import writing
from search import changes
from tests.facilities.making import make_listing, make_organiser


def run(command: str, *arguments: str) -> list[dict[str, Any]]:
    """The JSON lines that a command writes."""
    out = io.StringIO()
    call_command(command, *arguments, stdout=out, stderr=io.StringIO())
    return [json.loads(line) for line in out.getvalue().splitlines()]


@pytest.mark.django_db(transaction=True)
def test_search_check_agrees_until_somebody_goes_around_the_services(
    capsys: pytest.CaptureFixture[str],
) -> None:
    listing = make_listing()
    call_command("search_check")
    assert "1 fiches" in capsys.readouterr().err
    with writing():
        Listing.objects.filter(pk=listing.pk).update(description="Changée sans service")
    with pytest.raises(SystemExit) as exit_:
        call_command("search_check", "--engine", "columnar")
    assert exit_.value.code == 1
    (difference,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert difference["id"] == listing.pk
    assert difference["problem"] == "autre contenu"
    call_command("search_rebuild")
    call_command("search_check")
    assert capsys.readouterr().out.startswith("Index refait\u00a0: 1 fiches")


@pytest.mark.django_db(transaction=True)
def test_search_rebuild_starts_a_new_epoch_only_after_a_restore() -> None:
    make_listing()
    before = changes.head().epoch
    call_command("search_rebuild", stdout=io.StringIO())
    assert changes.head().epoch == before
    call_command("search_rebuild", "--restored", stdout=io.StringIO())
    assert changes.head().epoch != before


@pytest.mark.django_db
def test_search_documents_says_all_that_filters_and_orders_use() -> None:
    listing = make_listing(outings=True)
    (document,) = run("search_documents")
    assert document["id"] == listing.pk
    assert document["version"] == 1
    assert document["public"] == [["2020-01-01", None]]
    assert document["name"] == "Les Petits Pas"
    assert document["features"] == ["sorties"]
    assert document["capacity"] == 14
    assert document["sector"] == "petite-enfance"
    assert (round(document["lat"], 3), round(document["lon"], 3)) == (50.467, 4.867)


@pytest.mark.django_db
def test_search_documents_leaves_out_what_nobody_may_see() -> None:
    make_listing(visible=False, organiser=make_organiser())
    assert run("search_documents") == []
    assert run("search_documents", "--all") == []

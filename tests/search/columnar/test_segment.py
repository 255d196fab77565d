"""Segments: built, saved, mapped; what they refuse; what they find by id."""

from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

from search.documents import MAX_INTERVALS, AgeBand, DayRange, ListingDocument, MinuteRange
from search.engines.columnar import store
from search.engines.columnar.segment import Columns, Segment
from tests.contract.generator import Generator


@pytest.fixture
def documents() -> list[ListingDocument]:
    return Generator(5).documents(60, first_id=100)


def assert_same_columns(one: Any, other: Any) -> None:
    for field in fields(Columns if isinstance(one, Columns) else one):
        a, b = getattr(one, field.name), getattr(other, field.name)
        if is_dataclass(a):
            assert_same_columns(a, b)
        else:
            assert a.dtype == b.dtype, field.name
            assert np.array_equal(a, b), field.name


@pytest.mark.parametrize("count", [0, 1, 60])
def test_what_is_saved_is_what_is_opened(
    documents: list[ListingDocument], tmp_path: Path, count: int
) -> None:
    segment = Segment.build(documents[:count])
    segment.save(tmp_path / "segment")
    opened = Segment.open(tmp_path / "segment")
    assert len(opened) == count
    assert_same_columns(segment, opened)
    assert opened.profiles.rows == segment.profiles.rows


def test_the_order_of_the_documents_does_not_matter(documents: list[ListingDocument]) -> None:
    shuffled = documents.copy()
    Random(1).shuffle(shuffled)
    a, b = Segment.build(documents), Segment.build(shuffled)
    for column in ("ids", "versions", "z_order", "lat", "fresh_rank", "name_rank", "by_id"):
        assert np.array_equal(getattr(a, column), getattr(b, column))


def test_rows_are_found_by_id(documents: list[ListingDocument]) -> None:
    segment = Segment.build(documents)
    rows = segment.rows_of([103, 7, 100, 9_999, 159])
    assert segment.ids[rows].tolist() == [103, 100, 159]
    assert segment.versions[rows].tolist() == [1, 1, 1]
    assert Segment.build([]).rows_of([1, 2]).tolist() == []


def test_large_ids_and_versions_are_kept(documents: list[ListingDocument]) -> None:
    large = replace(documents[0], id=2**62, version=2**62 + 1)
    segment = Segment.build([large])
    assert (segment.ids[0], segment.versions[0]) == (2**62, 2**62 + 1)


def test_two_documents_of_one_listing_are_refused(documents: list[ListingDocument]) -> None:
    with pytest.raises(ValueError, match="one listing"):
        Segment.build([documents[0], documents[0]])


def test_an_opening_over_midnight_is_refused(documents: list[ListingDocument]) -> None:
    with pytest.raises(ValueError, match="midnight"):
        Segment.build([replace(documents[0], opening=(MinuteRange(1_400, 1_500),))])


def test_too_many_intervals_are_refused(documents: list[ListingDocument]) -> None:
    intervals = tuple(DayRange(10 * i, 10 * i + 1) for i in range(MAX_INTERVALS + 1))
    with pytest.raises(ValueError, match="intervals"):
        Segment.build([replace(documents[0], availability={AgeBand.ANY: intervals})])


def test_a_directory_that_holds_no_segment_is_refused(
    documents: list[ListingDocument], tmp_path: Path
) -> None:
    with pytest.raises(store.UnknownFormatError):
        Segment.open(tmp_path)
    Segment.build(documents).save(tmp_path)
    manifest = tmp_path / store.MANIFEST
    manifest.write_text(manifest.read_text().replace(f'"format": {store.FORMAT}', '"format": 0'))
    with pytest.raises(store.UnknownFormatError):
        Segment.open(tmp_path)


def test_saved_arrays_hold_no_names_beyond_their_keys(
    documents: list[ListingDocument], tmp_path: Path
) -> None:
    """What is saved is what filters and orders use: the name itself stays in the database."""
    Segment.build([replace(document, name="Canari Jaune") for document in documents]).save(tmp_path)
    assert not [path for path in tmp_path.iterdir() if b"Canari" in path.read_bytes()]

"""A document holds what is public, and nothing of the private room."""

import dataclasses
from datetime import date
from typing import Any

import pytest

from portal.facilities import services
from portal.facilities.addresses import Address, rounded_point
from portal.facilities.documents import DatabaseSource, merged_opening, to_document
from portal.facilities.enums import AddressPrecision, AgeBand, AvailabilityStatus, FacilityKind
from portal.facilities.public import PublicFreePlaces, PublicOpening
from search import changes, registry
from search.documents import DAY_MAX, DayRange, Feature, KindGroup, MinuteRange
from search.documents import AgeBand as Band
from search.geo import encode
from tests.facilities.making import ACTOR, TODAY, make_listing, make_organiser

pytestmark = pytest.mark.django_db


def test_a_document_holds_what_filters_and_orders_use() -> None:
    listing = make_listing(
        name="Les Joyeux Lapins",
        description="Un jardin clôturé.",
        outdoor_space=True,
        tariff="revenus",
        availability=AvailabilityStatus.NOW,
        confirmed_on=TODAY,
        free_places=[PublicFreePlaces(AgeBand.UNDER_ONE, date(2026, 9, 1), 1)],
        opening=[PublicOpening(1, 420, 1080)],
    )
    document = to_document(listing, version=7)

    assert (document.id, document.version) == (listing.pk, 7)
    assert document.public == (DayRange(date(2020, 1, 1).toordinal(), DAY_MAX),)
    assert document.position == encode(50.4669, 4.8675)
    assert (document.name, document.name_key) == ("Les Joyeux Lapins", "les joyeux lapins")
    assert document.name_tokens < document.text_tokens
    assert (document.group, document.kind, document.capacity) == (KindGroup.CRECHES, "creche", 14)
    assert document.features == {Feature.OUTDOOR_SPACE}
    assert document.opening == (MinuteRange(1440 + 420, 1440 + 1080),)
    assert document.availability == {
        Band.ANY: (DayRange(TODAY.toordinal(), DAY_MAX),),
        Band.UNDER_ONE: (DayRange(date(2026, 9, 1).toordinal(), DAY_MAX),),
    }
    assert document.confirmed_on == TODAY.toordinal()


def test_touching_hours_are_one_but_never_over_midnight() -> None:
    opening = [
        PublicOpening(0, 600, 1440),
        PublicOpening(1, 0, 60),
        PublicOpening(0, 420, 600),
        PublicOpening(6, 600, 1440),
    ]
    assert merged_opening(opening) == (
        MinuteRange(420, 1440),
        MinuteRange(1440, 1500),
        MinuteRange(6 * 1440 + 600, 7 * 1440),
    )


def test_the_private_room_is_in_no_document() -> None:
    canary = Address("Rue Canari", "77", "B", "5000", "Namur", "Namur", 50.123456, 4.654321)
    listing = make_listing(
        kind=FacilityKind.INDEPENDENT_CHILDMINDER,
        reference_number="CANARI-1",
        address=canary,
        address_precision=AddressPrecision.ROUNDED,
        private={"postal_street": "Rue Canari 78", "emergency_mobile": "+32470121212"},
    )
    document = to_document(listing, version=1)
    text = str(dataclasses.asdict(document)) + str(listing.public_on(TODAY))
    for secret in ("anari", "CANARI", "50.123456", "4.654321", "470121212", str(encode(50.123456, 4.654321))):
        assert secret not in text
    assert document.position == encode(*rounded_point(50.123456, 4.654321))


def test_a_hidden_listing_is_a_tombstone_without_content() -> None:
    listing = make_listing(visible=False, name="Cachée")
    document = to_document(listing, version=3)
    assert (document.id, document.version, document.public) == (listing.pk, 3, ())
    assert "Cach" not in str(document)


def test_the_source_streams_every_document_with_its_version() -> None:
    organiser = make_organiser()
    ids = [make_listing(reference_number=f"M-{n}", organiser=organiser).pk for n in range(4)]
    services.remove_facilities(actor=ACTOR, listing_ids=[ids[3]])
    source = DatabaseSource()

    everything = list(source.documents())
    assert [document.id for document in everything] == ids[:3]
    assert {document.id: document.version for document in everything} == changes.last_sequence_of(ids[:3])

    asked = list(source.documents([ids[2], ids[3]]))
    assert [(document.id, bool(document.public)) for document in asked] == [(ids[2], True), (ids[3], False)]
    assert asked[1].version == changes.last_sequence_of(ids)[ids[3]]


def test_versions_are_read_before_the_data(monkeypatch: pytest.MonkeyPatch) -> None:
    """A change between the two must leave new data under an old number, never old data under a new one."""
    listing = make_listing()
    read_versions = changes.last_sequence_of

    def read_then_change(ids: list[int]) -> dict[int, int]:
        versions = read_versions(ids)
        services.set_visibility(actor=ACTOR, listing_id=listing.pk, today=TODAY, visible=False, noindex=False)
        return versions

    monkeypatch.setattr(changes, "last_sequence_of", read_then_change)
    (document,) = DatabaseSource().documents()
    assert document.public == ()
    assert document.version < read_versions([listing.pk])[listing.pk]


def test_the_portal_is_the_registered_source() -> None:
    assert isinstance(registry.source(), DatabaseSource)


def test_a_chunk_costs_a_constant_number_of_queries(django_assert_num_queries: Any) -> None:
    organiser = make_organiser()
    ids = [make_listing(reference_number=f"M-{n}", organiser=organiser).pk for n in range(6)]
    with django_assert_num_queries(6):
        assert len(list(DatabaseSource().documents(ids))) == len(ids)

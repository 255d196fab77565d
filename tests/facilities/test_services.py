"""Every service: what it writes, what it tells the history and the search, what it refuses."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from portal.accounts.enums import Role
from portal.audit.models import AuditEntry
from portal.facilities import services
from portal.facilities.addresses import Address, rounded_point
from portal.facilities.enums import AddressPrecision, AgeBand, AvailabilityStatus, FacilityKind, TariffRegime
from portal.facilities.models import Listing, Organiser
from portal.facilities.public import Period, PublicFreePlaces, PublicOpening, shown_listing
from search import changes
from tests.accounts.conftest import MakeUser, make_user, strongly  # noqa: F401 -- a fixture
from tests.facilities.making import (
    ACTOR,
    ADDRESS,
    IN_FORCE,
    TODAY,
    everything,
    make_listing,
    make_organiser,
)

pytestmark = pytest.mark.django_db

EXACT, ROUNDED = AddressPrecision.EXACT, AddressPrecision.ROUNDED
NEW_ADDRESS = Address("Place de l’Ange", "1", "", "5000", "Namur", "Namur", 50.4641, 4.8652)
CHILDMINDER = {"kind": FacilityKind.INDEPENDENT_CHILDMINDER}

# name, service, arguments, what is then public
SUCCESSES: list[tuple[Callable[..., bool], dict[str, Any], dict[str, Any]]] = [
    (
        services.set_presentation,
        {"name": "  L’Œuf  bleu ", "description": "Un jardin.\r\n", "pedagogical_project": ""},
        {"name": "L’Œuf bleu", "name_key": "l oeuf bleu", "description": "Un jardin."},
    ),
    (
        services.set_contact,
        {
            "phone": "081 23 45 67",
            "email": "bonjour@Moulin.Example",
            "website": "WWW.Moulin.be/Accueil",
            "facebook": "facebook.com/Moulin",
        },
        {
            "phone": "+3281234567",
            "email": "bonjour@moulin.example",
            "website": "https://www.moulin.be/Accueil",
            "facebook": "https://facebook.com/Moulin",
        },
    ),
    (
        services.set_characteristics,
        {
            "outings": True,
            "outdoor_space": True,
            "rest_area": False,
            "average_group_size": 7,
            "ages": [(18, 36), (3, 18)],
        },
        {"outings": True, "rest_area": False, "average_group_size": 7, "ages": ((3, 18), (18, 36))},
    ),
    (
        services.set_opening_hours,
        {"opening": [PublicOpening(0, 720, 1080), PublicOpening(0, 420, 720), PublicOpening(5, 0, 1440)]},
        {"opening": (PublicOpening(0, 420, 1080), PublicOpening(5, 0, 1440))},
    ),
    (
        services.state_availability,
        {
            "status": AvailabilityStatus.NOT_BEFORE,
            "available_from": date(2026, 9, 1),
            "free_places": [PublicFreePlaces(AgeBand.UNDER_ONE, date(2026, 9, 1), 2)],
            "unavailable": [Period(date(2026, 12, 24), date(2027, 1, 4))],
        },
        {"availability": "pas-avant", "available_from": date(2026, 9, 1), "confirmed_on": TODAY},
    ),
    (services.set_visibility, {"visible": True, "noindex": True}, {"noindex": True}),
    (
        services.set_address,
        {"address": NEW_ADDRESS, "precision": EXACT},
        {"street_line": "Place de l’Ange 1"},
    ),
    (
        services.set_authorisation_effect,
        {"effect": services.AuthorisationEffect(authorised_capacity=21, in_force_from=date(2021, 1, 1))},
        {"capacity": 21},
    ),
]


@pytest.mark.parametrize(
    ("verb", "arguments", "expected"), SUCCESSES, ids=[verb.__name__ for verb, _, _ in SUCCESSES]
)
def test_a_service_writes_audits_and_tells_the_search_once(
    verb: Callable[..., bool], arguments: dict[str, Any], expected: dict[str, Any]
) -> None:
    listing = make_listing()
    log, history, version = changes.head().sequence, AuditEntry.objects.count(), listing.version

    assert verb(actor=ACTOR, listing_id=listing.pk, today=TODAY, **arguments) is True

    public = Listing.objects.get(pk=listing.pk).public_on(TODAY)
    assert public is not None
    assert {name: getattr(public, name) for name in expected} == expected
    assert changes.since(log) == [(log + 1, listing.pk)]
    assert AuditEntry.objects.count() > history
    assert Listing.objects.get(pk=listing.pk).version == version + 1

    before = everything()
    assert verb(actor=ACTOR, listing_id=listing.pk, today=TODAY, **arguments) is False
    assert everything() == before


FREE_ONE = [PublicFreePlaces(AgeBand.UNDER_ONE, TODAY, 1)]
NOW = AvailabilityStatus.NOW
# service, arguments, the field that is wrong
REFUSALS: list[tuple[Callable[..., bool], dict[str, Any], str]] = [
    (services.set_presentation, {"name": "  ", "description": "", "pedagogical_project": ""}, "name"),
    (services.set_presentation, {"name": "x" * 201, "description": "", "pedagogical_project": ""}, "name"),
    (
        services.set_presentation,
        {"name": "x", "description": "y" * 2001, "pedagogical_project": ""},
        "description",
    ),
    (services.set_contact, {"phone": "12", "email": "", "website": "", "facebook": ""}, "phone"),
    (services.set_contact, {"phone": "", "email": "a@b", "website": "", "facebook": ""}, "email"),
    (
        services.set_contact,
        {"phone": "", "email": "", "website": "javascript:alert(1)", "facebook": ""},
        "website",
    ),
    (services.set_contact, {"phone": "", "email": "", "website": "https://", "facebook": ""}, "website"),
    (
        services.set_contact,
        {"phone": "", "email": "", "website": "", "facebook": "https://notfacebook.com/x"},
        "facebook",
    ),
    (services.set_opening_hours, {"opening": [PublicOpening(0, 421, 720)]}, "opening"),
    (services.set_opening_hours, {"opening": [PublicOpening(0, 720, 720)]}, "opening"),
    (services.set_opening_hours, {"opening": [PublicOpening(0, 720, 1445)]}, "opening"),
    (
        services.set_opening_hours,
        {"opening": [PublicOpening(1, 420, 720), PublicOpening(1, 715, 900)]},
        "opening",
    ),
    (services.state_availability, {"status": AvailabilityStatus.NOT_BEFORE}, "available_from"),
    (
        services.state_availability,
        {"status": AvailabilityStatus.NOT_BEFORE, "available_from": TODAY},
        "available_from",
    ),
    (services.state_availability, {"status": "peut-être"}, "availability"),
    (
        services.state_availability,
        {"status": AvailabilityStatus.UNKNOWN, "free_places": FREE_ONE},
        "free_places",
    ),
    (
        services.state_availability,
        {"status": NOW, "free_places": [PublicFreePlaces(AgeBand.UNDER_ONE, TODAY, 15)]},
        "free_places",
    ),
    (services.state_availability, {"status": NOW, "free_places": FREE_ONE * 2}, "free_places"),
    (
        services.state_availability,
        {
            "status": AvailabilityStatus.NOT_BEFORE,
            "available_from": date(2026, 9, 1),
            "free_places": FREE_ONE,
        },
        "free_places",
    ),
    (
        services.state_availability,
        {"status": NOW, "unavailable": [Period(TODAY, TODAY - timedelta(days=1))]},
        "unavailable",
    ),
    (
        services.state_availability,
        {"status": NOW, "unavailable": [Period(TODAY, TODAY), Period(TODAY, date(2026, 5, 1))]},
        "unavailable",
    ),
    (
        services.update_listing,
        {"version": 1, "stated": {"tariff": TariffRegime.INCOME_BASED, "subsidy_level": 1}},
        "tariff",
    ),
    (
        services.update_listing,
        {"version": 1, "stated": {"tariff": TariffRegime.FREE, "subsidy_level": 3}},
        "tariff",
    ),
    *(
        (services.set_address, {"address": Address(*wrong), "precision": EXACT}, field)
        for wrong, field in (
            (("", "1", "", "5000", "Namur", "", 50.4, 4.8), "street"),
            (("Rue", "1", "", "500", "Namur", "", 50.4, 4.8), "postcode"),
            (("Rue", "1", "", "5000", "Namur", "", 0.0, 4.8), "latitude"),
        )
    ),
    (
        services.set_authorisation_effect,
        {"effect": services.AuthorisationEffect(in_force_until=TODAY)},
        "in_force_from",
    ),
    (
        services.set_authorisation_effect,
        {"effect": services.AuthorisationEffect(authorised_capacity=0)},
        "authorised_capacity",
    ),
    (
        services.set_authorisation_effect,
        {
            "effect": services.AuthorisationEffect(
                suspended_from=TODAY, suspended_until=TODAY - timedelta(days=1)
            )
        },
        "suspended_until",
    ),
    (
        services.set_postal_address,
        {"postal_street": "Rue Haute 1", "postal_postcode": "50 00", "postal_locality": "Namur"},
        "postal_postcode",
    ),
    (
        services.set_postal_address,
        {"postal_street": "", "postal_postcode": "5000", "postal_locality": "Namur"},
        "postal_street",
    ),
    (services.set_emergency_mobile, {"emergency_mobile": "pas un numéro"}, "emergency_mobile"),
    (services.set_emergency_mobile, {"emergency_mobile": "081 22 33 44"}, "emergency_mobile"),
    (
        services.update_listing,
        {"version": 1, "stated": {"address_precision": "arrondie"}},
        "address_precision",
    ),
    (
        services.update_listing,
        {"version": 1, "stated": {"email": "x", "visible": False}},
        "email",
    ),
    (
        services.update_listing,
        {"version": 1, "stated": {"confirmed_on": TODAY + timedelta(days=1), "availability": NOW}},
        "confirmed_on",
    ),
]


@pytest.mark.parametrize(("verb", "arguments", "field"), REFUSALS)
def test_what_is_wrong_is_said_by_its_field_and_changes_nothing(
    verb: Callable[..., bool], arguments: dict[str, Any], field: str
) -> None:
    listing = make_listing()
    before = everything()

    with pytest.raises(ValidationError) as refusal:
        verb(actor=ACTOR, listing_id=listing.pk, today=TODAY, **arguments)

    assert list(refusal.value.message_dict) == [field]
    assert all(refusal.value.message_dict[field])
    assert everything() == before


def test_all_wrong_fields_are_said_at_once() -> None:
    listing = make_listing()
    wrong = {"phone": "1", "email": "x", "website": "a b", "facebook": "?"}
    with pytest.raises(ValidationError) as refusal:
        services.set_contact(
            actor=ACTOR,
            listing_id=listing.pk,
            today=TODAY,
            **wrong,
        )
    assert set(refusal.value.message_dict) == {"phone", "email", "website", "facebook"}


def test_an_agent_never_overwrites_what_was_written_since() -> None:
    listing = make_listing()
    services.set_visibility(actor=ACTOR, listing_id=listing.pk, today=TODAY, visible=True, noindex=True)
    with pytest.raises(ValidationError) as refusal:
        services.update_listing(
            actor=ACTOR, listing_id=listing.pk, version=listing.version, today=TODAY, stated={"name": "Autre"}
        )
    assert refusal.value.code == "stale"
    assert services.update_listing(
        actor=ACTOR, listing_id=listing.pk, version=listing.version + 1, today=TODAY, stated={"name": "Autre"}
    )


def test_a_listing_states_no_field_of_the_private_room() -> None:
    listing = make_listing()
    with pytest.raises(TypeError):
        services.update_listing(
            actor=ACTOR, listing_id=listing.pk, version=1, today=TODAY, stated={"reference_number": "X"}
        )


def test_a_new_name_of_the_organiser_makes_all_its_documents_again(make_user: MakeUser) -> None:  # noqa: F811
    organiser, agent = make_organiser(), strongly(make_user("agente", function=Role.DIGIPRO))
    renamed = {"name": "Les Érables", "enterprise_number": ""}
    listings = [make_listing(reference_number=f"M-{n}", organiser=organiser) for n in range(3)]
    make_listing(reference_number="M-9", organiser=make_organiser("Autre"))
    log = changes.head().sequence

    assert services.state_organiser(actor=agent, organiser_id=organiser.pk, **renamed)
    assert [pk for _, pk in changes.since(log)] == [listing.pk for listing in listings]
    assert Organiser.objects.get(pk=organiser.pk).name_key == "les erables"
    assert not services.state_organiser(actor=agent, organiser_id=organiser.pk, **renamed)


def test_an_enterprise_number_is_checked_and_hidden_from_the_history() -> None:
    organiser = services.register_organiser(actor=ACTOR, name="X", enterprise_number="BE 0403.019.261")
    assert organiser.enterprise_number == "0403019261"
    assert "0403019261" not in str(AuditEntry.objects.values_list())
    with pytest.raises(ValidationError):
        services.register_organiser(actor=ACTOR, name="Y", enterprise_number="0403.019.262")


def test_what_only_one_may_see_is_masked_and_makes_no_document() -> None:
    listing = make_listing()
    log = changes.head()
    assert services.set_postal_address(
        actor=ACTOR,
        listing_id=listing.pk,
        today=TODAY,
        postal_street="Rue Cachée 9",
        postal_postcode="1000",
        postal_locality="Bruxelles",
    )
    assert services.set_emergency_mobile(
        actor=ACTOR, listing_id=listing.pk, today=TODAY, emergency_mobile="0470 12 34 56"
    )
    assert changes.head() == log
    entry = AuditEntry.objects.get(purpose="adresse courrier")
    assert entry.changes["postal_street"] == ["", "•••"]
    assert "Cachée" not in str(AuditEntry.objects.values_list())
    assert "470123456" not in str(AuditEntry.objects.values_list())


def test_a_rounded_home_shows_its_neighbourhood_and_nothing_of_the_street() -> None:
    listing = make_listing(**CHILDMINDER)
    services.update_listing(
        actor=ACTOR,
        listing_id=listing.pk,
        version=1,
        today=TODAY,
        stated={"address_precision": AddressPrecision.ROUNDED},
    )
    listing = Listing.objects.get(pk=listing.pk)
    public = listing.public_on(TODAY)
    assert public is not None
    assert (public.street_line, public.locality) == ("", "Namur")
    assert (public.latitude, public.longitude) == rounded_point(ADDRESS.latitude, ADDRESS.longitude)
    assert listing.facility.street == "Rue du Moulin"
    assert "50.4669" not in str(AuditEntry.objects.filter(purpose="fiche").values_list())

    # A move inside the cell is not seen: neither on the map nor by a new version of the document.
    log = changes.head()
    near = Address("Rue Basse", "2", "", "5000", "Namur", "Namur", 50.4668, 4.8674)
    assert services.set_address(
        actor=ACTOR, listing_id=listing.pk, today=TODAY, address=near, precision=ROUNDED
    )
    assert changes.head() == log
    assert Listing.objects.get(pk=listing.pk).public_on(TODAY) == public

    version = Listing.objects.get(pk=listing.pk).version
    services.update_listing(
        actor=ACTOR,
        listing_id=listing.pk,
        version=version,
        today=TODAY,
        stated={"address_precision": AddressPrecision.EXACT},
    )
    shown = Listing.objects.get(pk=listing.pk).public_on(TODAY)
    assert shown is not None
    assert (shown.street_line, shown.latitude) == ("Rue Basse 2", 50.4668)


def test_the_history_of_a_home_does_not_tell_where_it_was_before_it_was_rounded() -> None:
    listing = make_listing(**CHILDMINDER)
    shown = Address("Rue Basse", "27", "", "5000", "Namur", "Namur", 50.4668, 4.8674)
    services.set_address(actor=ACTOR, listing_id=listing.pk, today=TODAY, address=shown, precision=EXACT)
    history = AuditEntry.objects.filter(subject_type="facilities.listing", purpose="adresse")
    assert history.get().changes["street"] == ["•••", "•••"]
    assert "Basse" not in str(history.values_list("changes"))
    assert "50.46" not in str(history.values_list("changes"))


def test_a_preview_of_a_home_that_is_to_be_rounded_shows_no_exact_point() -> None:
    listing = make_listing(**CHILDMINDER)
    listing.address_precision = AddressPrecision.ROUNDED  # as the form under preview says
    shown = shown_listing(listing)
    point = rounded_point(ADDRESS.latitude, ADDRESS.longitude)
    assert (shown.latitude, shown.longitude) == point == rounded_point(*point)


def test_the_effect_of_an_authorisation_ends_what_parents_see() -> None:
    listing = make_listing()
    services.set_authorisation_effect(
        actor=ACTOR,
        listing_id=listing.pk,
        today=TODAY,
        effect=services.AuthorisationEffect(
            IN_FORCE.authorised_capacity, IN_FORCE.in_force_from, in_force_until=TODAY
        ),
    )
    listing = Listing.objects.get(pk=listing.pk)
    assert listing.public_on(TODAY) is not None
    assert listing.public_on(TODAY + timedelta(days=1)) is None

"""A listing in words: availability with its freshness first."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import override_settings

from portal.facilities.enums import AgeBand, AvailabilityStatus, FacilityKind, KindGroup, Sector, TariffRegime
from portal.facilities.presentation import card, listing_slug, where
from portal.facilities.public import Period, PublicFreePlaces, PublicListing, PublicOpening

TODAY = date(2026, 11, 26)  # a Thursday


def day(number: int) -> date:
    return TODAY + timedelta(days=number)


def make_public(**changes: Any) -> PublicListing:
    values: dict[str, Any] = {
        "id": 7,
        "name": "La Maison d’Inès",
        "name_key": "la maison d ines",
        "sector": Sector.EARLY_CHILDHOOD,
        "kind": FacilityKind.CRECHE,
        "group": KindGroup.CRECHES,
        "organiser": "ASBL",
        "address_is_exact": True,
        "street_line": "Rue du Moulin 12",
        "postcode": "5100",
        "locality": "Wépion",
        "commune": "Namur",
        "latitude": 50.42,
        "longitude": 4.87,
        "phone": "",
        "email": "",
        "website": "",
        "facebook": "",
        "noindex": False,
        "description": "",
        "pedagogical_project": "",
        "outings": False,
        "outdoor_space": False,
        "rest_area": False,
        "average_group_size": None,
        "ages": (),
        "tariff": None,
        "subsidy_level": None,
        "capacity": None,
        "opening": (),
        "availability": AvailabilityStatus.UNKNOWN.value,
        "available_from": None,
        "confirmed_on": None,
        "free_places": (),
        "unavailable": (),
    }
    return PublicListing(**values | changes)


NOW = {"availability": AvailabilityStatus.NOW.value}
NOT_BEFORE = {"availability": AvailabilityStatus.NOT_BEFORE.value}


@pytest.mark.parametrize(
    ("stated", "state", "words", "freshness"),
    [
        (NOW | {"confirmed_on": day(-3)}, "free", "Place libre maintenant", "confirmé il y a 3\u00a0jours"),
        (NOW | {"confirmed_on": day(-119)}, "free", "Place libre maintenant", "confirmé il y a 3\u00a0mois"),
        (NOW | {"confirmed_on": day(-120)}, "free", "Place libre maintenant", "confirmé il y a 3\u00a0mois"),
        (
            NOW | {"confirmed_on": day(-121)},
            "confirm",
            "Place libre, à confirmer",
            "annoncé il y a 3\u00a0mois",
        ),
        (
            NOT_BEFORE | {"confirmed_on": day(-1), "available_from": day(60)},
            "later",
            "Libre à partir du 25\u00a0janvier\u00a02027",
            "confirmé hier",
        ),
        (
            NOT_BEFORE | {"confirmed_on": day(-200), "available_from": day(60)},
            "confirm",
            "Libre à partir du 25\u00a0janvier\u00a02027, à confirmer",
            "annoncé il y a 6\u00a0mois",
        ),
        ({}, "unknown", "Disponibilité non communiquée", ""),
        ({"confirmed_on": day(-1)}, "unknown", "Disponibilité non communiquée", ""),
        (
            NOW | {"confirmed_on": day(0), "unavailable": (Period(day(-1), day(4)),)},
            "later",
            "Libre à partir du 1er\u00a0décembre\u00a02026",
            "confirmé aujourd’hui",
        ),
    ],
)
@override_settings(SEARCH_STALE_DAYS=120)
def test_availability_in_words(stated: dict[str, Any], state: str, words: str, freshness: str) -> None:
    shown = card(make_public(**stated), TODAY)
    assert (shown.state, shown.state_words, shown.freshness) == (state, words, freshness)


def test_free_places_count_only_the_bands_free_today() -> None:
    places = (
        PublicFreePlaces(AgeBand.UNDER_ONE, day(-5), 2),
        PublicFreePlaces(AgeBand.ONE_TO_TWO, day(-5), 1),
        PublicFreePlaces(AgeBand.TWO_TO_THREE, day(5), 4),
    )
    shown = card(make_public(**NOW, confirmed_on=day(-6), free_places=places), TODAY)
    assert shown.state_words == "3\u00a0places libres maintenant"
    assert shown.free_for == "moins de 1\u00a0an, de 1 à 2\u00a0ans"


def test_a_list_says_for_whom_places_are_free() -> None:
    places = (PublicFreePlaces(AgeBand.ONE_TO_TWO, day(-5), 1),)
    shown = card(make_public(**NOW, confirmed_on=day(-1), free_places=places), TODAY)
    html = render_to_string("components/availability.html", {"card": shown})
    assert "de 1 à 2\u00a0ans · confirmé hier" in html


def test_a_card_says_ages_hours_tariff_and_distance() -> None:
    shown = card(
        make_public(
            ages=((18, 36), (3, 18)),
            opening=(PublicOpening(3, 420, 1110),),
            tariff=TariffRegime.INCOME_BASED,
            address_is_exact=False,
        ),
        TODAY,
        distance_m=3440,
    )
    assert shown.ages == "3\u00a0mois à 3\u00a0ans"
    assert shown.hours_today == "jusqu’à 18\u00a0h\u00a030"
    assert shown.tariff == "tarif selon vos revenus"
    assert shown.distance == "à\u00a0environ\u00a03,4\u00a0km"
    assert shown.where == "Wépion (5100 Namur)"
    assert shown.url == "/lieu/7-la-maison-d-ines/"


def test_lists_say_the_kind_in_short_and_pages_in_full() -> None:
    shown = card(make_public(kind=FacilityKind.INDEPENDENT_CHILDMINDER), TODAY)
    assert shown.kind_label == "Accueillante ou accueillant"
    assert shown.kind_in_full == "Accueillante ou accueillant indépendant"
    assert card(make_public(), TODAY).kind_in_full == "Crèche"


def test_the_commune_is_said_where_it_is_another_name() -> None:
    assert where(make_public(locality="Namur", postcode="5000")) == "5000 Namur"
    assert where(make_public(commune="")) == "5100 Wépion"


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("L’Œuf bleu", "l-oeuf-bleu"), ("L'Île aux enfants", "l-ile-aux-enfants"), ("", "lieu"),
        ("你好", "lieu"), ("a" * 90, "a" * 60), ("« Les P'tits »", "les-p-tits"),
    ],
)  # fmt: skip
def test_slugs_are_plain_and_never_empty(name: str, slug: str) -> None:
    assert listing_slug(name) == slug

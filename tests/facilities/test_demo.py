"""The fictitious facilities: as many, as varied and as plausible as promised, and plainly invented."""

from collections import Counter
from datetime import date
from io import StringIO
from random import Random

import pytest
from django.core.management import CommandError, call_command

from portal.audit.models import AuditEntry
from portal.facilities.access import public_listings
from portal.facilities.demo import generator, kinds, names, texts
from portal.facilities.enums import FacilityKind, Sector
from portal.facilities.models import Facility, Listing, Organiser
from portal.kernel import clock
from search import changes
from search.gazetteer import GazetteerEmpty
from search.gazetteer.loading import read
from search.models import GazetteerPlace

TODAY = date(2026, 3, 2)


@pytest.fixture
def gazetteer(db: None) -> None:
    GazetteerPlace.objects.bulk_create(read())


def test_the_country_is_as_large_as_promised(gazetteer: None) -> None:
    plans = generator.plans()
    drafts = list(generator.drafts(plans, Counter(), TODAY))
    places = sum(
        draft.effect.authorised_capacity or 0
        for draft in drafts
        if draft.kind.sector == Sector.EARLY_CHILDHOOD
    )
    assert len(drafts) >= 3_000
    assert 42_000 <= places <= 48_000
    assert {draft.kind for draft in drafts} == set(FacilityKind)
    assert len({draft.address.commune for draft in drafts}) > 200
    assert len({draft.stated["description"] for draft in drafts}) > 500
    assert all(draft.stated["description"].endswith(texts.INVENTED) for draft in drafts)
    assert all(names.INVENTED in plan.organiser for plan in plans)
    creches = [draft.effect.authorised_capacity for draft in drafts if draft.kind == FacilityKind.CRECHE]
    assert all(places and places >= 14 and places % 7 == 0 for places in creches)
    days = [draft.stated["confirmed_on"] for draft in drafts if draft.stated.get("confirmed_on")]
    assert max(days) <= TODAY
    stale = sum((TODAY - day).days > 120 for day in days) / len(days)
    assert 0.1 < stale < 0.3


def test_the_same_day_makes_the_same_places(gazetteer: None) -> None:
    plans = generator.plans(0.01)
    assert plans == generator.plans(0.01)
    first, second = (list(generator.drafts(plans, Counter(), TODAY)) for _ in range(2))
    assert first == second


def test_made_once_and_made_again_on_request(gazetteer: None) -> None:
    def run(*options: str) -> str:
        out = StringIO()
        call_command("demo_data", "--share", "0.02", *options, stdout=out)
        return out.getvalue()

    assert "lieux fictifs en" in run()
    count, head = Listing.objects.count(), changes.head()
    assert count > 60
    every = Listing.objects.order_by("pk").values_list("pk", flat=True)
    assert len(public_listings(every, clock.today())) > count * 0.8

    assert "rien à faire" in run()
    assert "rien à faire" in run("--if-empty")
    assert changes.head() == head

    organisers = Organiser.objects.count()
    assert "effacés" in run("--reset")
    assert (Listing.objects.count(), Facility.objects.count(), Organiser.objects.count()) == (
        count, count, organisers,
    )  # fmt: skip
    assert AuditEntry.objects.filter(purpose="suppression").count() == count


@pytest.mark.django_db
def test_without_the_gazetteer_the_command_says_what_to_do() -> None:
    with pytest.raises(CommandError, match="gazetteer_load"):
        call_command("demo_data", "--share", "0.01", stdout=StringIO())
    with pytest.raises(GazetteerEmpty):
        next(generator.drafts(generator.plans(0.01), Counter(), TODAY))


@pytest.mark.parametrize("kind", FacilityKind)
def test_tariff_and_subsidy_agree(kind: FacilityKind) -> None:
    rng = Random(1)
    for _ in range(50):
        profile = kinds.profile(rng, kind)
        if profile.subsidy_level is not None:
            assert (profile.tariff == "revenus") == (profile.subsidy_level >= 2)


@pytest.mark.parametrize(
    ("name", "at", "of"),
    [
        ("Namur", "à Namur", "de Namur"),
        ("Andenne", "à Andenne", "d’Andenne"),
        ("Éghezée", "à Éghezée", "d’Éghezée"),
        ("Le Rœulx", "au Rœulx", "du Rœulx"),
        ("Les Bons Villers", "aux Bons Villers", "des Bons Villers"),
        ("La Louvière", "à La Louvière", "de La Louvière"),
    ],
)
def test_places_in_a_sentence(name: str, at: str, of: str) -> None:
    assert (names.at_place(name), names.of_name(name)) == (at, of)

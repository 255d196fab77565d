"""Earlier versions: whatever was said of a section can be said again."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.audit.models import AuditEntry
from portal.facilities import services
from portal.facilities.models import Listing, ListingVersion
from portal.facilities.public import PublicOpening, shown_listing
from portal.facilities.services.edit import public_values
from portal.facilities.services.kept_versions import RESTORABLE
from portal.facilities.versions import earlier_versions, values_of_version
from portal.kernel import clock
from search import changes
from tests.facilities.making import ACTOR, TODAY, everything, make_listing

pytestmark = pytest.mark.django_db

HOURS = (PublicOpening(0, 450, 1080), PublicOpening(2, 480, 720), PublicOpening(2, 780, 1020))
CONTACT = {"phone": "+3281234567", "email": "a@exemple.be", "website": "", "facebook": ""}


def change(listing: Listing, **stated: Any) -> None:
    version = Listing.objects.get(pk=listing.pk).version
    services.update_listing(actor=ACTOR, listing_id=listing.pk, version=version, today=TODAY, stated=stated)


def restore(listing: Listing, version: int, *names: str) -> bool:
    return services.restore_version(
        actor=ACTOR, listing_id=listing.pk, today=TODAY, version=version, names=names
    )


def fresh(listing: Listing) -> Listing:
    return Listing.objects.get(pk=listing.pk)


def test_what_a_section_said_is_said_again_and_found_by_parents() -> None:
    listing = make_listing(opening=HOURS)
    change(listing, opening=HOURS[:1])
    change(listing, description="Un jardin.")
    change(listing, opening=())
    head = changes.head()
    last, first = earlier_versions(fresh(listing), {"opening"})
    assert (last.values, first.values) == ({"opening": HOURS[:1]}, {"opening": HOURS})
    assert first.replaced_by == ACTOR.audit_label
    assert restore(listing, first.version, "opening") is True
    shown = shown_listing(fresh(listing))
    assert (shown.opening, shown.description) == (HOURS, "Un jardin.")
    assert changes.head()[1] == head[1] + 1
    entry = AuditEntry.objects.latest("pk")
    assert (entry.purpose, list(entry.changes)) == ("version antérieure rétablie", ["opening"])
    # It can itself be undone.
    assert earlier_versions(fresh(listing), {"opening"})[0].values == {"opening": ()}


def test_a_section_is_whole_though_its_fields_changed_one_by_one() -> None:
    listing = make_listing(**CONTACT)
    change(listing, phone="+3281999999")
    change(listing, email="b@exemple.be")
    change(listing, phone="")
    versions = earlier_versions(fresh(listing), CONTACT.keys())
    assert [version.values for version in versions] == [
        CONTACT | {"phone": "+3281999999", "email": "b@exemple.be"},
        CONTACT | {"phone": "+3281999999"},
        CONTACT,
    ]


def test_putting_back_what_is_there_changes_nothing() -> None:
    listing = make_listing(description="Un jardin.")
    change(listing, description="Une cour.")
    change(listing, description="Un jardin.")
    before = everything()
    oldest = earlier_versions(fresh(listing), {"description"})[-1]
    assert restore(listing, oldest.version, "description") is False
    assert everything() == before


def test_the_availability_and_what_one_decides_are_not_kept() -> None:
    listing = make_listing()
    change(listing, availability="maintenant")
    change(listing, tariff="libre", subsidy_level=0)
    change(listing, visible=False)
    assert not ListingVersion.objects.exists()
    for name in ("availability", "visible", "tariff", "latitude"):
        with pytest.raises(TypeError):
            restore(listing, 1, name)


def test_a_version_that_was_not_kept_does_not_exist() -> None:
    listing, other = make_listing(), make_listing(reference_number="M-2", name="Autre")
    change(other, name="Autre nom")
    (kept,) = earlier_versions(fresh(other), {"name"})
    for version in (0, kept.version, 99):
        with pytest.raises(ListingVersion.DoesNotExist):
            restore(listing, version, "name")
    with pytest.raises(ListingVersion.DoesNotExist):
        values_of_version(fresh(other), kept.version, {"description"})


def test_the_rules_of_today_hold_for_what_was_said_before(monkeypatch: pytest.MonkeyPatch) -> None:
    listing = make_listing(description="Un jardin.")
    change(listing, description="")
    (kept,) = earlier_versions(fresh(listing), {"description"})
    row = ListingVersion.objects.get()
    assert row.values == {"description": "Un jardin."}
    monkeypatch.setattr("portal.facilities.rules._CLEAN_ONE", {"description": _refuse})
    before = everything()
    with pytest.raises(ValidationError):
        restore(listing, kept.version, "description")
    assert everything() == before


def _refuse(value: Any) -> Any:
    raise ValidationError("Ce texte ne convient plus.")


def test_old_versions_are_forgotten_and_newer_ones_are_not() -> None:
    listing = make_listing()
    change(listing, name="Un")
    change(listing, name="Deux")
    old = ListingVersion.objects.order_by("version").first()
    assert old is not None
    moment = old.replaced_at + timedelta(microseconds=1)
    assert services.forget_versions(actor=ACTOR, before=moment) == 1
    assert [version.values for version in earlier_versions(fresh(listing), {"name"})] == [{"name": "Un"}]
    assert services.forget_versions(actor=ACTOR, before=clock.now() + timedelta(days=1)) == 1


def test_removed_with_the_listing() -> None:
    listing = make_listing()
    change(listing, name="Un")
    services.remove_facilities(actor=ACTOR, listing_ids=[listing.pk])
    assert not ListingVersion.objects.exists()


STATES = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "name": st.sampled_from(["Le nid", "L’Œuf bleu", "Chez Zoé"]),
            "description": st.sampled_from(["", "Un jardin.", "Deux\nlignes"]),
            "average_group_size": st.none() | st.integers(1, 100),
            "outings": st.booleans(),
            "ages": st.lists(st.tuples(st.integers(0, 12), st.integers(12, 36)), max_size=3, unique=True).map(
                lambda pairs: tuple(sorted(pairs))
            ),
            "opening": st.sampled_from([(), HOURS, HOURS[:1], HOURS[1:]]),
            "availability": st.sampled_from(["maintenant", "inconnue"]),
        },
    ),
    min_size=1,
    max_size=8,
)


@pytest.mark.slow
@pytest.mark.databases
@settings(max_examples=25)
@given(states=STATES)
def test_any_earlier_state_comes_back_exactly(states: list[dict[str, Any]]) -> None:
    listing = make_listing(reference_number=f"M-{Listing.objects.count()}")
    said = {}
    for stated in states:
        before = fresh(listing)
        values = public_values(before)
        change(listing, **stated)
        if fresh(listing).version > before.version:
            said[before.version] = {name: values[name] for name in RESTORABLE}
    for kept in earlier_versions(fresh(listing), RESTORABLE):
        assert kept.values == said[kept.version]
    for version in ListingVersion.objects.filter(listing=listing).values_list("version", flat=True):
        restore(listing, version, *RESTORABLE)
        now = public_values(fresh(listing))
        assert {name: now[name] for name in RESTORABLE} == said[version]

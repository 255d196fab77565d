"""Opening many facilities at once."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from wagtail.search.backends import get_search_backend

from portal.audit.models import AuditEntry
from portal.facilities import services
from portal.facilities.models import Listing
from search import changes
from tests.facilities.making import (
    ACTOR,
    TODAY,
    everything,
    make_draft,
    make_organiser,
)

pytestmark = pytest.mark.django_db


def test_many_facilities_are_opened_in_one_transaction_and_found_by_agents(
    django_capture_on_commit_callbacks: Any,
) -> None:
    organiser = make_organiser()
    drafts = [
        make_draft(reference_number=f"M-{n}", organiser=organiser, name=f"Lieu {n}", ages=[(3, 36)])
        for n in range(3)
    ]
    log = changes.head().sequence
    with django_capture_on_commit_callbacks(execute=True):
        (ids,) = services.open_in_chunks(actor=ACTOR, today=TODAY, drafts=drafts)

    assert [pk for _, pk in changes.since(log)] == ids
    found = get_search_backend().search("Lieu", Listing.objects.order_by("pk"))
    assert {listing.pk for listing in found} == set(ids)
    assert AuditEntry.objects.filter(purpose="ouverture", subject_id__in=ids).count() == 3
    assert list(Listing.objects.filter(pk__in=ids).order_by("pk").values_list("name", flat=True)) == [
        "Lieu 0",
        "Lieu 1",
        "Lieu 2",
    ]


def test_one_bad_draft_opens_none_of_its_chunk() -> None:
    organiser = make_organiser()
    drafts = [make_draft(organiser=organiser), make_draft("M-2", organiser=organiser, email="x")]
    before = everything()
    with pytest.raises(ValidationError):
        services.open_facilities(actor=ACTOR, today=TODAY, drafts=drafts)
    assert everything() == before


def test_a_chunk_has_a_limit() -> None:
    draft = make_draft()
    with pytest.raises(ValueError, match="500"):
        services.open_facilities(actor=ACTOR, today=TODAY, drafts=[draft] * 501)

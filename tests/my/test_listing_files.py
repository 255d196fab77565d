"""Photos and the pedagogical project on a listing's page: what was approved, and nothing else."""

import re
from typing import Any

import pytest

from portal.facilities import services
from portal.facilities.models import Listing
from tests.accounts.conftest import DAY, SYSTEM
from tests.facilities.submitted import Committing, Scene, approved, photo, project
from tests.strictness.pages import StrictClient

pytestmark = pytest.mark.django_db


@pytest.fixture
def listing(scene: Scene) -> Listing:
    services.set_visibility(
        actor=SYSTEM, listing_id=scene.listing.pk, today=DAY, visible=True, noindex=False
    )  # fmt: skip
    return scene.listing


def html_of(client: StrictClient, listing: Listing) -> str:
    answer = client.get(f"/lieu/{listing.pk}-{listing.name.lower().replace(' ', '-')}/")
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_photo_is_there_at_the_next_request_and_gone_at_the_next(
    scene: Scene,
    listing: Listing,
    committed: Committing,
    client: StrictClient,
) -> None:
    sent = photo(scene)
    refused = photo(scene, "Une photo floue")
    services.refuse_photo(actor=scene.adviser, photo_id=refused.pk, reason="Floue.")
    html = html_of(client, listing)
    assert "Le jardin" not in html
    assert "/media/" not in html
    approved(scene, sent, committed)
    html = html_of(client, listing)
    (shown,) = re.findall(r"<img[^>]*media[^>]*>", html)
    for wanted in ('alt="Le jardin"', 'width="500"', 'height="300"', 'fetchpriority="high"'):
        assert wanted in shown
    # Every address of the page answers.
    for path in set(re.findall(r"/media/photos/\w+/\d+\.\w+", html)):
        assert b"".join(client.get(path).streaming_content)
    assert "Une photo floue" not in html
    services.reopen_photo(actor=scene.adviser, photo_id=sent.pk)
    assert "/media/" not in html_of(client, listing)


def test_many_photos_are_one_tap_away_and_loaded_when_seen(
    scene: Scene,
    listing: Listing,
    committed: Committing,
    client: StrictClient,
) -> None:
    for number in range(4):
        approved(scene, photo(scene, f"Vue {number}"), committed)
    html = html_of(client, listing)
    assert "Voir les 4 photos" in html
    shown = re.findall(r"<img[^>]*media[^>]*>", html)
    assert [re.findall(r'alt="(.*?)"', one)[0] for one in shown] == [f"Vue {number}" for number in range(4)]
    assert ["lazy" in one for one in shown] == [False, True, True, True]


def test_the_project_in_pdf(
    scene: Scene,
    listing: Listing,
    committed: Committing,
    client: StrictClient,
) -> None:
    sent: Any = project(scene)
    assert "PDF" not in html_of(client, listing)
    with committed():
        services.approve_project(actor=scene.adviser, project_id=sent.pk)
    (path,) = re.findall(r'href="(/media/projets/[^"]+)"', html_of(client, listing))
    answer = client.get(path)
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")

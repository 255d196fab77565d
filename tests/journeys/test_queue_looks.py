"""Queues as they look in the dark, in each state that differs: nothing waits, much does, taken, decided."""

import pytest
from playwright.sync_api import Page

from tests.journeys.signing import sign_in_strongly
from tests.journeys.site import RunningSite
from tests.journeys.test_photo_queue import look
from tests.journeys.visitor import DESKTOP, PHONE, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]
# Of sophie, with what the demonstration has handed in; her colleague has taken the photo that waits. Another
# journey may have withdrawn it: then there is a new one.
QUEUES = ("photos", "projets", "releves")
_TAKEN = """
from datetime import timedelta
from portal.accounts.models import User
from portal.accounts.person import person_behind
from portal.facilities import services
from portal.facilities.demo import pictures
from portal.facilities.models import Photo
from portal.facilities.services.photos import prepare_photo
from portal.files.accepting import Accepted
from portal.files.scanning import Verdict
from portal.kernel import clock
from portal.kernel.service import writing
from portal.queues.models import Claim
if not Photo.objects.filter(state="en-attente").exists():
    nadia, former = User.objects.get(username="nadia"), Photo.objects.order_by("pk").first()
    services.submit_photo(
        actor=person_behind(nadia), listing_id=former.facility.listing.pk, description="Le coin jeux",
        photo=prepare_photo(Accepted("coin.jpg", "image/jpeg", pictures.room(0), Verdict.CLEAN)),
    )
photo = Photo.objects.filter(state="en-attente").order_by("sent_at", "pk").first()
colleague, now = User.objects.get(username="digipro"), clock.now()
with writing():
    Claim.objects.filter(queue="photos", item_id=photo.pk).delete()
    Claim.objects.create(
        queue="photos", item_id=photo.pk, by=colleague, taken_at=now, until=now + timedelta(hours=1)
    )
print(photo.pk)
"""
_FREE = """
from portal.kernel.service import writing
from portal.queues.models import Claim
with writing():
    Claim.objects.filter(queue="photos").delete()
"""


def menu_is_whole(page: Page) -> bool:
    """No word of the menu is cut."""
    labels = page.locator("#wagtail-sidebar .menuitem-label")
    return bool(labels.evaluate_all("all => all.every(one => one.scrollWidth <= one.clientWidth)"))


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_in_the_dark(people: None, site: RunningSite, visitor: Visitor, width: int) -> None:
    taken = site.python(_TAKEN).split()[-1]
    page = visitor.open("/office/", width=width, dark=True)
    sign_in_strongly(page, "sophie")
    page.wait_for_load_state("networkidle")
    look(page, "sombre-accueil")
    if width == DESKTOP:
        assert menu_is_whole(page)
    for key in QUEUES:
        for state in ("", "?etat=decides"):
            page.goto(f"/office/files-d-attente/{key}/{state}")
            look(page, f"sombre-{key}{state}")
            lines = page.locator(".office-lines a")
            if lines.count():
                lines.first.click()
                page.wait_for_load_state("networkidle")
                look(page, f"sombre-{key}-element{state}")
    page.goto(f"/office/files-d-attente/photos/{taken}/")
    look(page, "sombre-photo-prise")
    site.python(_FREE)

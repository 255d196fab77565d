"""How fast an agent decides by the keyboard alone: photos with their pictures drawn, messages.

Prints the figures (`-s` shows them): what is possible is the best of so many in a row, beside whatever else
the machine does meanwhile.
"""

import os
import time

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.signing import sign_in_strongly
from tests.journeys.site import RunningSite
from tests.journeys.visitor import DESKTOP, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MANY, IN_A_ROW, AT_LEAST = 48, 20, 200
# On a machine on which others wait too, only that it goes on without a pause.
_AT_LEAST_WHEN_BUSY = AT_LEAST / 4
# The next item is there, and its picture is drawn.
_NEXT = """before => {
  const picture = document.querySelector(".office-queue__picture");
  return location.href !== before && !document.querySelector("[aria-busy]")
    && (!picture || (picture.complete && picture.naturalWidth > 0));
}"""
_MESSAGES = f"""
from datetime import timedelta
from portal.accounts.models import User
from portal.helpdesk.models import HelpdeskMessage
from portal.kernel import clock
from portal.kernel.service import writing
with writing():
    for number in range({MANY} + 2):
        sent = clock.now() - timedelta(days=20, minutes=number)
        HelpdeskMessage.objects.create(
            user=User.objects.get(username="nadia"), category="question", text=f"Question {{number}}",
            sent_at=sent, waits_since=sent,
        )
"""
# Four pictures as a telephone takes them, with the grain that makes them heavy; ten of a place at most.
_PHOTOS = f"""
from io import BytesIO
from PIL import Image
from portal.accounts.enums import LoginLevel
from portal.accounts.models import User
from portal.accounts.person import person_of
from portal.facilities.services import members, submit_photo
from portal.facilities.services.photos import prepare_photo
from portal.facilities.submission_access import decided_by_one
from portal.files.accepting import Accepted
from portal.files.scanning import Verdict
from portal.kernel.actors import SystemActor
from portal.notifications.services import bell_only
pictures = []
for number in range(4):
    grain = Image.effect_noise((640, 480), 40).convert("RGB").resize((2560, 1920))
    written = BytesIO()
    tint = Image.new("RGB", grain.size, ("#F4E3D3", "#CFE5EA")[number % 2])
    Image.blend(grain, tint, 0.5).save(written, "JPEG")
    sent = Accepted(f"{{number}}.jpg", "image/jpeg", written.getvalue(), Verdict.CLEAN)
    pictures.append(prepare_photo(sent))
sophie = person_of(User.objects.get(username="sophie"), LoginLevel.EID)
sender = User.objects.create_user("envoi", "envoi@demo.example")
places = decided_by_one(sophie).filter(organiser__memberships=None).select_related("listing").order_by("pk")
sent = 0
with bell_only():
    while sent < {MANY} + 2:
        place = places.first()
        members.give_first_holder(actor=SystemActor("essai"), organiser_id=place.organiser_id, user=sender)
        for number in range(10):
            submit_photo(
                actor=person_of(sender, LoginLevel.EID), listing_id=place.listing.pk,
                photo=pictures[number % 4], description=f"Vue {{number}}",
            )
            sent += 1
"""


def decided_a_minute(page: Page, address: str, key: str) -> tuple[float, float]:
    """The best of `IN_A_ROW`, and over all `MANY`."""
    page.goto(address)
    page.locator(".office-lines a").first.click()
    expect(page.locator("#element")).to_be_visible()
    page.wait_for_load_state("networkidle")
    moments = [time.monotonic()]
    while len(moments) <= MANY:
        before = page.url
        page.keyboard.press(key)
        page.wait_for_function(_NEXT, arg=before)
        moments.append(time.monotonic())
    best = min(last - first for first, last in zip(moments, moments[IN_A_ROW:], strict=False))
    return IN_A_ROW / best * 60, MANY / (moments[-1] - moments[0]) * 60


@pytest.mark.parametrize(
    ("who", "queue", "key", "given"),
    [("sophie", "photos", "a", _PHOTOS), ("helpdesk", "messages", "t", _MESSAGES)],
    ids=["photos", "messages"],
)
def test_two_hundred_a_minute(
    people: None, site: RunningSite, visitor: Visitor, who: str, queue: str, key: str, given: str
) -> None:
    site.python(given)
    page = visitor.open("/office/", width=DESKTOP)
    sign_in_strongly(page, who)
    best, overall = decided_a_minute(page, f"/office/files-d-attente/{queue}/", key)
    load = os.getloadavg()[0]
    told = f"{best:.0f} decisions a minute by the keyboard, {overall:.0f} over all {MANY}"
    print(f"{queue}: {told} (load {load:.1f})")  # noqa: T201
    is_busy = load > 2 * (os.cpu_count() or 1)
    assert best >= (_AT_LEAST_WHEN_BUSY if is_busy else AT_LEAST)

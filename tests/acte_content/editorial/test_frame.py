"""Menu, footer, announcements, questions and redirects: what editors state is there at the next request."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.contrib.redirects.models import Redirect

from acte_content.editorial.blocks import BannerBlock
from acte_content.editorial.demo.planting import as_stored
from acte_content.editorial.models import FaqTheme, GuidePage, PortalFrame
from portal.accounts.models import User
from tests.acte_content.editorial.conftest import strong_client
from tests.strictness.pages import StrictClient

pytestmark = pytest.mark.django_db
LINK = {"words": "Les consultations", "page": None, "address": "/guides/consultations/"}
BANNER = {
    "text": "Le helpdesk est fermé le 11 novembre.", "words": "Nos heures", "address": "/guides/",
    "first_day": "2026-11-09", "last_day": "2026-11-11",
}  # fmt: skip


def state(**streams: list[tuple[str, Any]]) -> None:
    frame = PortalFrame.objects.get()
    for name, blocks in streams.items():
        setattr(frame, name, [as_stored(block) for block in blocks])
    frame.save()


def test_menu_and_footer_are_what_was_stated(client: StrictClient, planted: None) -> None:
    assert '<a href="/questions-frequentes/">' in client.get("/vie-privee/").content.decode()
    page = GuidePage.objects.get(slug="tarifs")
    state(
        menu=[("link", LINK)], footer=[("link", LINK | {"words": "Tarifs", "page": page.pk, "address": ""})]
    )
    shown = client.get("/guides/consultations/").content.decode()
    assert '<a href="/guides/consultations/" aria-current="page">Les consultations</a>' in shown
    assert '<a href="/guides/tarifs/">Tarifs</a>' in shown
    assert "/questions-frequentes/" not in shown
    # What is not published any more has no line.
    page.unpublish()
    assert "Tarifs</a>" not in client.get("/vie-privee/").content.decode()


@pytest.mark.parametrize(
    ("now", "is_shown"),
    [("2026-11-08T22:30Z", False), ("2026-11-08T23:30Z", True), ("2026-11-11T22:30Z", True),
     ("2026-11-11T23:30Z", False)],
)  # fmt: skip
def test_an_announcement_has_its_days(
    client: StrictClient, set_clock: Callable[[str], datetime], now: str, is_shown: bool
) -> None:
    state(banners=[("banner", BANNER)])
    set_clock(now)
    assert (BANNER["text"] in client.get("/vie-privee/").content.decode()) is is_shown


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"last_day": date(2026, 11, 8)}, "last_day"),
        ({"words": ""}, "words"),
        ({"address": "javascript:alert(1)"}, "address"),
    ],
)
def test_what_an_announcement_must_be(change: dict[str, Any], field: str) -> None:
    right = BANNER | {"first_day": date(2026, 11, 9), "last_day": date(2026, 11, 11)}
    block = BannerBlock()
    assert block.clean(block.to_python(right))
    with pytest.raises(StructBlockValidationError) as refusal:
        block.clean(block.to_python(right | change))
    assert isinstance(refusal.value.block_errors[field], ValidationError)


def test_questions_are_read_by_theme(client: StrictClient, planted: None) -> None:
    shown = client.get("/questions-frequentes/").content.decode()
    assert shown.index("Chercher un lieu</h2>") < shown.index("Réserver une place</h2>")
    FaqTheme.objects.filter(title="Chercher un lieu").update(position=9)
    shown = client.get("/questions-frequentes/").content.decode()
    assert shown.index("Réserver une place</h2>") < shown.index("Chercher un lieu</h2>")
    FaqTheme.objects.get(title="Chercher un lieu").unpublish()
    assert "Chercher un lieu</h2>" not in client.get("/questions-frequentes/").content.decode()


def test_an_old_address_leads_on(client: StrictClient, planted: None) -> None:
    Redirect.objects.create(old_path="/ancien", redirect_link="/guides/tarifs/")
    response = client.get("/ancien/")
    assert (response.status_code, response["Location"]) == (301, "/guides/tarifs/")


def test_who_states_them(client: StrictClient, editor: User, moderator: User) -> None:
    frame = PortalFrame.objects.get()
    for address, edits, publishes in (
        (f"/office/settings/editorial/portalframe/{frame.pk}/", 302, 200),
        ("/office/redirects/", 302, 200),
        ("/office/snippets/editorial/faqtheme/", 200, 200),
        ("/office/redirects/import/", 404, 404),
    ):
        assert strong_client(editor).get(address).status_code == edits, address
        assert strong_client(moderator).get(address).status_code == publishes, address

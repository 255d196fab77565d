"""The bell in the real browser, in both portals; preferences; the e-mails as they look: at two widths."""

import re

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import Page, expect

from tests.journeys.signing import sign_in_strongly
from tests.journeys.site import RunningSite
from tests.journeys.test_pro import look, sign_in
from tests.journeys.visitor import DESKTOP, PHONE, Visitor, assert_accessible, assert_fits, screenshot

pytestmark = pytest.mark.browser

TELL = """
from portal.accounts.models import User
from portal.facilities.notifications import INVITATION_ACCEPTED
from portal.accounts.security_events import SecurityEventKind, announce
from portal.kernel.actors import SystemActor
from portal.kernel.service import service
from portal.notifications.services import bell_only, notify
from portal.notifications.models import Notification
from portal.kernel.service import writing

ACTOR = SystemActor("essai")

@service
def tell(*, actor, user):
    announce(SecurityEventKind.LOCKED_OUT, actor=actor, user=user)
    text = "Zoé Martin a accepté une invitation et a maintenant accès à La Maison, comme membre."
    for _ in range(times):
        notify(actor=actor, kind=INVITATION_ACCEPTED, to=[user.pk], text=text, path="/pro/")

with writing():
    Notification.objects.filter(user__username=name).delete()
with bell_only():
    tell(actor=ACTOR, user=User.objects.get(username=name))
"""


@pytest.fixture(params=[DESKTOP, PHONE])
def width(request: pytest.FixtureRequest) -> int:
    return int(request.param)


def tell(site: RunningSite, name: str, times: int) -> None:
    """Nothing but a lock-out and so many accepted invitations is in this person's bell from now on."""
    site.python(f"name, times = {name!r}, {times}\n{TELL}")


def bell(page: Page, words: str) -> None:
    expect(page.get_by_role("banner").get_by_role("link", name="Notifications")).to_have_accessible_name(
        re.compile(rf"^Notifications\s+:\s+{words}\s*$")
    )


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_reading_what_one_is_told(people: None, visitor: Visitor, width: int, dark: bool) -> None:
    tell(visitor.site, "nadia", 2)
    page = visitor.open("/pro/", width=width, dark=dark)
    sign_in(page, "nadia")
    bell(page, "3 non lues")
    look(page, "accueil-cloche")
    page.get_by_role("link", name="Notifications").click()
    expect(page.get_by_role("main").get_by_text("Non lue", exact=True)).to_have_count(3)
    look(page, "notifications")
    page.get_by_role("button", name="Ouvrir : Trop d’essais").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Gestion de mon utilisateur")
    bell(page, "2 non lues")
    page.goto("/pro/notifications/")
    look(page, "notifications-une-lue")
    page.get_by_role("button", name="Tout marquer comme lu").click()
    expect(page.get_by_role("status")).to_contain_text("marquées comme lues")
    bell(page, "aucune non lue")
    look(page, "notifications-lues")


@pytest.mark.parametrize("narrow", [320, 360, 412])
def test_the_head_fits_on_every_phone(people: None, visitor: Visitor, narrow: int) -> None:
    tell(visitor.site, "nadia", 130)
    page = visitor.open("/pro/utilisateur/", width=narrow)
    sign_in(page, "nadia")
    bell(page, "plus de 99 non lues")
    look(page, "tete-etroite")


def test_many_and_without_script(people: None, visitor: Visitor, width: int) -> None:
    tell(visitor.site, "nadia", 130)
    page = visitor.open("/pro/notifications/", width=width, javascript=False)
    sign_in(page, "nadia")
    bell(page, "plus de 99 non lues")
    screenshot(page, "pro-notifications-beaucoup")
    page.get_by_role("link", name="Suivante").click()
    expect(page.get_by_role("navigation", name="Pages").get_by_text("2")).to_have_attribute(
        "aria-current", "page"
    )
    page.get_by_role("button", name="Tout marquer comme lu").click()
    bell(page, "aucune non lue")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_choosing_e_mails(people: None, visitor: Visitor, width: int, dark: bool) -> None:
    page = visitor.open("/pro/preferences/", width=width, dark=dark)
    sign_in(page, "karim")
    look(page, "preferences")
    box = page.get_by_role("checkbox", name="Qui a accès")
    expect(box).to_be_checked()
    box.uncheck()
    page.get_by_role("button", name="Enregistrer pour les notifications").click()
    expect(page.get_by_role("status")).to_contain_text("Vos préférences sont enregistrées")
    expect(box).not_to_be_checked()
    look(page, "preferences-enregistrees")
    box.check()
    page.get_by_role("button", name="Enregistrer pour les notifications").click()


def test_without_anything_and_without_an_address(people: None, visitor: Visitor, width: int) -> None:
    visitor.site.python(
        "from portal.kernel.service import writing\nfrom portal.accounts.models import User\n"
        "from portal.notifications.models import Notification\n"
        "with writing():\n    Notification.objects.filter(user__username='anne').delete()\n"
        "User.objects.filter(username='anne').update(email='')"
    )
    page = visitor.open("/pro/notifications/", width=width)
    sign_in(page, "anne")
    expect(page.get_by_role("main")).to_contain_text("Rien pour le moment")
    look(page, "notifications-aucune")
    page.goto("/pro/preferences/")
    look(page, "preferences-sans-adresse")
    visitor.site.python(
        "from portal.accounts.models import User\n"
        "User.objects.filter(username='anne').update(email='anne@demo.example')"
    )


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_bell_of_office(people: None, visitor: Visitor, width: int, dark: bool) -> None:
    tell(visitor.site, "agent", 24)
    page = visitor.open("/office/", width=width, dark=dark)
    sign_in_strongly(page, "agent")
    page.goto("/office/notifications/")
    if width == DESKTOP:
        expect(page.get_by_role("link", name="Notifications (25 non lues)")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)
    screenshot(page, "office-notifications")
    page.get_by_role("button", name="Ouvrir : Une invitation").first.click()
    expect(page).to_have_url(f"{visitor.site.url}/pro/")
    page.goto("/office/notifications/?p=2")
    page.get_by_role("button", name="Tout marquer comme lu").click()
    expect(page.get_by_role("main")).not_to_contain_text("Non lue")
    # Wagtail lets its message appear little by little.
    expect(page.locator(".messages > ul")).to_have_css("opacity", "1")
    assert_accessible(page)
    screenshot(page, "office-notifications-lues")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("is_security", [True, False], ids=["security", "ordinary"])
def test_the_e_mails(
    visitor: Visitor, width: int, dark: bool, is_security: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a mail program shows them: their own styles, nothing loaded from anywhere."""
    # Beside the browser no database can be asked: the helpdesk is reached as the guide says.
    monkeypatch.setattr("portal.kernel.helpdesk._sources", [])
    told = {
        "title": "Votre mot de passe a changé" if is_security else "Une invitation est acceptée",
        "text": "Un nouveau mot de passe est enregistré depuis le 4 mai 2026 à 14 h 05. Vos autres sessions "
        "sont terminées."
        if is_security
        else "Zoé Martin a accepté une invitation et a maintenant accès à Les Tilleuls ASBL, comme membre.",
    }
    frame = {
        "name": "Nadia Lambert", "path": "/pro/utilisateur/", "preferences": "/pro/preferences/",
        "base_url": "https://pro.example.org", "is_security": is_security,
    }  # fmt: skip
    window = visitor.open("/robots.txt", width=width, dark=dark)
    page = window.context.new_page()
    page.set_content(render_to_string("emails/notification.html", told | frame))
    assert_accessible(page)
    assert_fits(page)
    screenshot(page, f"e-mail-{'securite' if is_security else 'ordinaire'}")

"""The link of a reminder in the real browser, at two widths, also without JavaScript; parents see it."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.site import RunningSite
from tests.journeys.visitor import DESKTOP, PHONE, Visitor, assert_accessible, assert_fits, screenshot

pytestmark = pytest.mark.browser

# A statement of so many days ago, asked about; the ways to the link and to what parents see.
_ASK = """
from datetime import timedelta
from django.urls import reverse
from portal.accounts import mails
from portal.accounts.models import User
from portal.facilities.models import Listing
from portal.facilities.services import confirmation_link, reminders, set_visibility, state_availability
from portal.kernel import clock
from portal.kernel.actors import SystemActor
# The e-mail would be printed in between.
mails.afterwards = lambda work: None
actor, today = SystemActor("essai"), clock.today()
user = User.objects.get(username="nadia")
listing = Listing.objects.filter(facility__organiser__memberships__user=user).order_by("pk")[0]
ids = {{"actor": actor, "listing_id": listing.pk}}
set_visibility(**ids, today=today, visible=True, noindex=False)
state_availability(**ids, today=today - timedelta(days={days}), status="maintenant")
reminders.remind(**ids, today=today)
secret = confirmation_link.make_link(**ids, user_id=user.pk, today=today)
print(reverse("pro:confirm_by_link", args=[secret]))
print(f"/lieu/{{listing.pk}}-x/", f"/pro/milieux/{{listing.facility_id}}/")
"""


def ask(site: RunningSite, days: int) -> list[str]:
    return site.python(_ASK.format(days=days)).split()


def look(page: Page, name: str) -> None:
    assert_accessible(page)
    assert_fits(page)
    screenshot(page, f"confirmation-{name}")


@pytest.mark.parametrize(("width", "days"), [(DESKTOP, 61), (PHONE, 62)])
def test_it_is_still_true(people: None, visitor: Visitor, width: int, days: int) -> None:
    link, public, _ = ask(visitor.site, days)
    parent = visitor.open(public, width=width)
    expect(parent.get_by_role("main")).to_contain_text("Confirmé il y a 2\u00a0mois")
    page = visitor.open(link, width=width)
    look(page, "demande")
    page.get_by_role("button", name="C’est toujours exact").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("C’est noté, merci")
    look(page, "notee")
    parent.reload()
    expect(parent.get_by_role("main")).to_contain_text("Confirmé aujourd’hui")
    # A second tap: the same page, and nothing to press.
    page.goto(link)
    expect(page.get_by_role("main")).to_contain_text("confirmé aujourd’hui")
    expect(page.get_by_role("main").get_by_role("button")).to_have_count(0)
    page.goto("/confirmer/nulle-part/")
    look(page, "sans-effet")


@pytest.mark.parametrize(("width", "days"), [(DESKTOP, 63), (PHONE, 64)])
def test_another_answer_without_javascript(people: None, visitor: Visitor, width: int, days: int) -> None:
    link, public, _ = ask(visitor.site, days)
    page = visitor.open(link, width=width, javascript=False)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("alert")).to_contain_text("Choisissez une des trois réponses.")
    assert_fits(page)
    page.get_by_label("Pas de place avant", exact=True).check()
    page.get_by_label("Pas de place avant le").fill("2031-03-01")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("main")).to_contain_text("Libre à partir du 1er\u00a0mars\u00a02031")
    parent = visitor.open(public, width=width)
    expect(parent.get_by_role("main")).to_contain_text("Libre à partir du 1er\u00a0mars\u00a02031")


@pytest.mark.parametrize(("width", "days"), [(DESKTOP, 65), (PHONE, 130)])
def test_one_tap_in_pro(people: None, visitor: Visitor, width: int, days: int) -> None:
    _, public, own = ask(visitor.site, days)
    page = visitor.open(own, width=width)
    page.get_by_label("Nom d’utilisateur ou adresse e-mail").fill("nadia")
    page.get_by_label("Mot de passe", exact=True).fill("demo")
    page.get_by_role("button", name="Se connecter").click()
    said = "à confirmer" if days > 120 else "Est-ce toujours exact"
    expect(page.get_by_role("main")).to_contain_text(said)
    look(page, "lieu")
    page.get_by_role("button", name="C’est toujours exact").click()
    expect(page.get_by_role("status")).to_contain_text("est confirmé")
    look(page, "lieu-confirme")
    parent = visitor.open(public, width=width)
    expect(parent.get_by_role("main")).to_contain_text("Confirmé aujourd’hui")

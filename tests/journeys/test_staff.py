"""Somebody comes to work at ONE: invited in OFFICE.ONE, accepted by strong login, at two widths.

After the modules that prepare the demonstration's people: `demo_people` refuses where others have a user.
"""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from portal.accounts.strong.personas import PERSONAS
from portal.kernel import clock
from tests.journeys.signing import sign_in_strongly
from tests.journeys.site import RunningSite
from tests.journeys.test_office_people import look
from tests.journeys.visitor import DESKTOP, PHONE, Visitor, assert_accessible, assert_fits, screenshot

pytestmark = pytest.mark.browser
# Of the first, the portals know nobody's number; at the second width they know it: it gets the function.
MEHDI = next(one for one in PERSONAS if one.first_name == "Mehdi")
NAMED = f"{MEHDI.first_name} {MEHDI.last_name} (NISS {MEHDI.niss})"
FUNCTION = "Agent conseil (ACA) (Liège)"


@pytest.fixture(params=[DESKTOP, PHONE])
def width(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def office(people: None, visitor: Visitor, width: int) -> Page:
    page = visitor.open("/office/", width=width)
    sign_in_strongly(page, "agent")
    expect(page.get_by_role("heading", name="Ce qui vous attend")).to_be_visible()
    return page


def look_at_the_door(page: Page, name: str) -> None:
    assert_fits(page)
    assert_accessible(page)
    screenshot(page, f"agent-{name}")


def fill_in(page: Page, email: str, last_name: str = MEHDI.last_name) -> None:
    page.get_by_role("textbox", name="Prénom").fill(MEHDI.first_name)
    page.get_by_role("textbox", name="Nom", exact=False).nth(1).fill(last_name)
    page.get_by_label("Adresse e-mail").fill(email)
    page.get_by_label("Fonction").select_option("agent-conseil")
    page.get_by_label("Territoire").select_option("liege")


def link_in_the_last_mail(site: RunningSite) -> str:
    """The server writes its e-mails into the log here."""
    found = re.findall(r"(/connexion/invitation/[\w-]{20,}/)", site.log)
    assert found, site.log[-3000:]
    return str(found[-1])


def show_who_one_is(page: Page, key: str) -> None:
    page.get_by_role("button", name="Accepter avec eID, itsme ou clés BOSA").click()
    page.get_by_label(NAMED, exact=True).check()
    page.get_by_label(key, exact=True).check()
    page.get_by_role("button", name="Continuer").click()


def test_an_agent_is_invited_and_accepts(office: Page, visitor: Visitor, width: int) -> None:
    office.goto("/office/personnes/")
    look(office, "personnes-inviter")
    office.get_by_role("link", name="Inviter un·e agent·e").click()
    office.get_by_role("button", name="Inviter").click()
    expect(office.get_by_role("alert").first).to_contain_text("L’invitation n’est pas encore partie")
    look(office, "inviter-agent-erreurs")
    email = f"mehdi{width}@exemple.be"
    fill_in(office, email)
    look(office, "inviter-agent")
    office.get_by_role("button", name="Inviter").click()
    expect(office.locator(".messages li")).to_contain_text(f"est partie à {email}")
    look(office, "invitations-agents")
    link = link_in_the_last_mail(visitor.site)

    guest = visitor.open(link, width=width)
    expect(guest.get_by_role("heading", level=1)).to_have_text("L’ONE vous invite dans OFFICE.ONE")
    expect(guest.get_by_role("main")).to_contain_text(FUNCTION)
    look_at_the_door(guest, "invitation")
    show_who_one_is(guest, "itsme")
    expect(guest.get_by_role("heading", name="Ce qui vous attend")).to_be_visible()
    expect(guest.locator(".messages li")).to_contain_text("L’invitation est acceptée")
    look(guest, "agent-accueil")
    # What the function allows, and nothing else.
    assert guest.goto("/office/personnes/").status == 200  # type: ignore[union-attr]
    assert guest.goto("/office/agents/inviter/").status == 404  # type: ignore[union-attr]
    guest.goto("/pro/utilisateur/")
    expect(guest.get_by_role("main")).to_contain_text("sans mot de passe")
    look_at_the_door(guest, "utilisateur")
    guest.goto(link)
    expect(guest.get_by_role("heading", level=1)).to_have_text("Cette invitation ne sert plus")
    look_at_the_door(guest, "invitation-perimee")

    office.goto("/office/agents/invitations/")
    expect(office.get_by_role("main")).to_contain_text("Acceptée le")
    office.get_by_role("link", name=f"{MEHDI.first_name} {MEHDI.last_name}").first.click()
    look(office, "personne-invitee")
    # The day before it began: for the next width, the function is to be given again.
    office.get_by_role("link", name=f"Mettre fin à la fonction {FUNCTION}").click()
    yesterday = (clock.today() - timedelta(days=1)).isoformat()
    office.get_by_label("Dernier jour").fill(yesterday)
    office.get_by_role("button", name="Mettre fin à la fonction").click()
    expect(office.get_by_role("link", name=f"Mettre fin à la fonction {FUNCTION}")).to_have_count(0)


def test_an_invitation_is_sent_again_refused_to_others_and_withdrawn(
    office: Page, visitor: Visitor, width: int
) -> None:
    office.goto("/office/agents/inviter/")
    fill_in(office, f"ines{width}@exemple.be", "Petit")
    office.get_by_role("button", name="Inviter").click()
    first = link_in_the_last_mail(visitor.site)
    whose = f"l’invitation de {MEHDI.first_name} Petit"
    office.get_by_role("link", name=f"Envoyer à nouveau {whose}").click()
    look(office, "renvoyer-invitation")
    office.get_by_role("button", name="Envoyer à nouveau").click()
    expect(office.locator(".messages li")).to_contain_text("est partie")
    second = link_in_the_last_mail(visitor.site)
    assert first != second

    guest = visitor.open(first, width=width)
    expect(guest.get_by_role("heading", level=1)).to_have_text("Cette invitation ne sert plus")
    guest.goto(second)
    show_who_one_is(guest, "eID")
    expect(guest.get_by_role("alert")).to_contain_text("au nom d’une autre personne")
    look_at_the_door(guest, "invitation-autre-nom")
    guest.get_by_role("link", name="Revenir à l’invitation").click()
    expect(guest.get_by_role("main")).to_contain_text(FUNCTION)

    office.get_by_role("link", name=f"Retirer {whose}").click()
    look(office, "retirer-invitation-agent")
    office.get_by_role("button", name="Retirer l’invitation").click()
    expect(office.get_by_role("main")).to_contain_text("Retirée le")
    guest.reload()
    expect(guest.get_by_role("heading", level=1)).to_have_text("Cette invitation ne sert plus")

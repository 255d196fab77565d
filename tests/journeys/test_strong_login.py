"""eID, itsme and BOSA keys in the real browser, with a certified provider: another site than the portals.

Invited and converted, at every level, with keys and without a number, stepping up, signing out here and
there, and what one reads where it fails. At two widths, and without JavaScript.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from portal.accounts.strong import personas
from tests.journeys.site import RunningSite, running_site
from tests.journeys.test_pro import PASSWORD, choose, mailed_link
from tests.journeys.test_pro import sign_in as sign_in_by_password
from tests.journeys.visitor import DESKTOP, PHONE, Visitor, assert_accessible, assert_fits, screenshot
from tests.services.openid import (
    LEVELS,
    Persona,
    Provider,
    environment_for,
    running_provider,
    why_missing,
)
from tests.services.parts import free_port, missing

pytestmark = [pytest.mark.browser, pytest.mark.services]

BUTTON = "Connexion avec eID, itsme ou clés BOSA"
# As they stand on a page for whoever may read them.
NISS = re.compile(r"\b\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}\b")
IBAN = re.compile(r"\bBE\d{2}( \d{4}){3}\b")
WIDTHS = {DESKTOP: "", PHONE: "petit"}


def number(first_nine: int) -> str:
    """A valid NISS of nobody's."""
    return f"{first_nine:09}{97 - first_nine % 97:02}"


# Of the demonstration, as the portals know them; and two of each kind that a journey changes: one a width.
KNOWN = {
    person.username: Persona(person.subject, person.first_name, person.last_name, "", person.niss)
    for person in personas.PERSONAS
    if person.username
}
NEW = {
    width: Persona(f"zoe-{width}", "Zoé", f"Martin-{width}", "", number(900101100 + 100 * place))
    for place, width in enumerate(WIDTHS)
}
WITHOUT_NUMBER = {width: Persona(f"olena-{width}", "Olena", f"Kovalenko-{width}", "") for width in WIDTHS}
STRANGER = Persona("sam-1", "Sam", "Inconnu", "", number(800101300))
EVERYBODY = (*KNOWN.values(), *NEW.values(), *WITHOUT_NUMBER.values(), STRANGER)


@pytest.fixture(scope="module")
def provider_port() -> int:
    if reason := why_missing():
        missing(reason)
    return free_port()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, provider_port: int) -> Iterator[RunningSite]:
    """A site of our own, that has been told of the certified provider."""
    told = environment_for(provider_port)
    with running_site(tmp_path_factory.mktemp("strong"), **told) as site:
        site.manage("demo_people")
        yield replace(site, environment=site.environment | told)


@pytest.fixture(scope="module")
def provider(site: RunningSite, provider_port: int) -> Iterator[Provider]:
    with running_provider(site.url, EVERYBODY, port=provider_port) as provider:
        yield provider


@pytest.fixture(params=WIDTHS)
def width(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def javascript(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def look(page: Page, name: str) -> None:
    assert_fits(page)
    assert_accessible(page)
    screenshot(page, f"forte-{name}")


def is_titled(page: Page, title: str) -> None:
    """The page that a click leads to is there."""
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def at_provider(page: Page) -> None:
    is_titled(page, "Fédération d’essai")


def choose_key(page: Page, persona: Persona, level: int) -> None:
    at_provider(page)
    page.get_by_label(persona.given_name + " " + persona.family_name, exact=True).check()
    page.get_by_role("button", name=LEVELS[level].name).click()


def sign_in(page: Page, persona: Persona, level: int = 500, button: str = BUTTON) -> None:
    page.get_by_role("button", name=button).click()
    choose_key(page, persona, level)


def sign_out(page: Page) -> None:
    """Here, and at the provider, which asks whether one is sure."""
    phone = page.viewport_size is not None and page.viewport_size["width"] == PHONE
    if phone:
        page.get_by_text("Menu", exact=True).click()
    else:
        page.locator(".usermenu > summary").click()
    page.get_by_role("button", name="Se déconnecter").locator("visible=true").first.click()


def sign_out_of_both(page: Page) -> None:
    sign_out(page)
    is_titled(page, "Se déconnecter de la fédération")
    # No number, token or name is in an address on the way.
    assert "id_token_hint" not in page.url
    page.get_by_role("button", name="Oui, me déconnecter").click()
    expect(page.get_by_role("status")).to_contain_text("Vous êtes déconnecté")
    is_titled(page, "Connexion")


def is_home(page: Page) -> None:
    expect(page).to_have_url(re.compile("/pro/$"))


def test_invited_converted_and_known_from_then_on(visitor: Visitor, provider: Provider, width: int) -> None:
    holder = visitor.open("/pro/acces/", width=width)
    sign_in_by_password(holder, "nadia")
    holder.get_by_role("link", name="Inviter une personne").click()
    holder.get_by_label("Prénom").fill("Zoé")
    holder.get_by_label("Nom", exact=True).fill("Martin")
    holder.get_by_label("Adresse e-mail").fill(f"zoe{width}@exemple.be")
    holder.get_by_role("button", name="Inviter").click()
    expect(holder.get_by_role("status")).to_contain_text("est partie")

    page = visitor.open(mailed_link(visitor, "/invitation/"), width=width)
    page.get_by_label("Nom d’utilisateur").fill(f"zoe{width}")
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.get_by_label("Le même mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Créer mon utilisateur").click()
    choose(page, "Gestion de mon utilisateur")
    is_titled(page, "Gestion de mon utilisateur")
    look(page, "utilisateur-a-convertir")
    page.get_by_role("link", name="Convertir mon utilisateur").click()
    is_titled(page, "Convertir mon utilisateur")
    look(page, "convertir")
    convert(page, NEW[width])
    look(page, "converti")

    sign_out(page)
    expect(page.get_by_role("status")).to_contain_text("Vous êtes déconnecté")
    look(page, "connexion")
    sign_in(page, NEW[width], 450)
    is_home(page)
    choose(page, "Gestion de mon utilisateur")
    is_titled(page, "Gestion de mon utilisateur")
    look(page, "utilisateur-converti")
    sign_out_of_both(page)
    # The provider has forgotten this browser, too.
    page.get_by_role("button", name=BUTTON).click()
    at_provider(page)


def convert(page: Page, persona: Persona) -> None:
    """First with a number that is none: what was typed stays, and the error is by the field."""
    page.get_by_label(re.compile("NISS")).fill("90.01.01-100.00")
    page.get_by_role("button", name="Convertir").click()
    refusal = page.get_by_role("alert").locator("visible=true").first
    # All that is wrong, at once.
    for text in ("pas encore converti", "contient une erreur", "Cochez la case"):
        expect(refusal).to_contain_text(text)
    expect(page.get_by_label(re.compile("NISS"))).to_have_value("90.01.01-100.00")
    look(page, "convertir-erreurs")
    page.get_by_label(re.compile("NISS")).fill(persona.egovNRN)
    page.get_by_label(re.compile("J’accepte")).check()
    page.get_by_role("button", name="Convertir").click()
    expect(page.get_by_role("main")).to_contain_text("Votre utilisateur est converti")


@pytest.mark.parametrize("level", LEVELS)
def test_every_level_opens_what_it_may(visitor: Visitor, provider: Provider, width: int, level: int) -> None:
    page = visitor.open("/pro/", width=width)
    sign_in(page, KNOWN["sophie"], level)
    is_home(page)
    page.goto("/office/")
    title = page.get_by_role("heading", level=1)
    if level < 400:
        expect(title).to_have_text("Prouver que c’est bien vous")
        look(page, "office-demande-plus")
        page.get_by_role("button", name="Continuer avec eID, itsme ou clés BOSA").click()
        at_provider(page)
        # Only what opens OFFICE.ONE is offered, and who is known there chooses again.
        expect(page.get_by_role("button", name=LEVELS[200].name)).to_have_count(0)
        choose_key(page, KNOWN["sophie"], 400)
    expect(page.get_by_role("heading", name="Ce qui vous attend")).to_be_visible()


@pytest.mark.parametrize("level", LEVELS)
def test_which_numbers_are_whole(visitor: Visitor, provider: Provider, level: int) -> None:
    """Of one's own place: the account and the NISS, covered below 400, and then not to be changed."""
    page = visitor.open("/pro/", width=PHONE)
    sign_in(page, KNOWN["nadia"], level)
    is_home(page)
    is_whole = level >= 400
    for address, number in (("/pro/coordonnees-bancaires/", IBAN), ("/pro/signaletique/", NISS)):
        page.goto(address)
        text = page.get_by_role("main").inner_text().replace("\u00a0", " ")
        assert bool(number.search(text)) is is_whole, (address, level)
        assert is_whole or "•••" in text, (address, level)
        look(page, f"numeros-{level}")
    page.goto(f"{page.url}identification/")
    expect(page.get_by_label("Numéro de registre national")).to_have_count(1 if is_whole else 0)


def test_office_asks_for_a_strong_key_at_once(visitor: Visitor, provider: Provider, width: int) -> None:
    page = visitor.open("/office/", width=width)
    look(page, "office-connexion")
    page.get_by_role("button", name=BUTTON).click()
    at_provider(page)
    expect(page.get_by_role("button", name=LEVELS[200].name)).to_have_count(0)
    choose_key(page, KNOWN["sophie"], 450)
    expect(page.get_by_role("heading", name="Ce qui vous attend")).to_be_visible()


def test_a_strong_key_without_a_post_opens_no_office(
    visitor: Visitor, provider: Provider, width: int
) -> None:
    page = visitor.open("/pro/", width=width)
    sign_in(page, KNOWN["nadia"], 500)
    is_home(page)
    page.goto("/office/")
    expect(page.get_by_role("heading", name="Ce qui vous attend")).to_have_count(0)
    screenshot(page, "forte-office-sans-fonction")


def test_keys_without_a_number_by_invitation(visitor: Visitor, provider: Provider, width: int) -> None:
    """The helpdesk invites, on the person's page in OFFICE.ONE."""
    user_id = visitor.site.python(
        "from portal.accounts.models import User\n"
        f"user = User.objects.create_user('olena{width}', 'olena{width}@exemple.be', '{PASSWORD}',\n"
        "    first_name='Olena', last_name='Kovalenko')\n"
        "print(user.pk)"
    ).split()[-1]
    office = visitor.open(f"/office/personnes/{user_id}/", width=width)
    sign_in(office, KNOWN["helpdesk"], 450)
    office.get_by_role("button", name="Inviter à lier des clés BOSA").click()
    expect(office.locator(".messages")).to_contain_text(f"est partie à olena{width}@exemple.be")
    link = mailed_link(visitor, "/connexion/cles/")
    secret = link.split("/")[-2]
    # In the demonstration, e-mails go to the log; nothing else of the secret does.
    mailed = visitor.site.log.count(secret)
    page = visitor.open("/connexion/", width=width)
    sign_in(page, WITHOUT_NUMBER[width], 400)
    is_titled(page, "Nous ne vous connaissons pas encore")

    page.goto(link)
    sign_in_by_password(page, f"olena{width}", PASSWORD)
    is_titled(page, "Lier mes clés BOSA")
    look(page, "lier-des-cles")
    sign_in(page, WITHOUT_NUMBER[width], 400, "Lier mes clés BOSA")
    expect(page.get_by_role("status").first).to_contain_text("liées à votre utilisateur")
    look(page, "cles-liees")
    sign_out_of_both(page)
    sign_in(page, WITHOUT_NUMBER[width], 400)
    is_home(page)
    page.goto(link)
    is_titled(page, "Cette invitation ne peut pas être utilisée")
    look(page, "invitation-a-des-cles-perimee")
    assert visitor.site.log.count(secret) == mailed


def test_stepping_up_asks_again_and_comes_back(visitor: Visitor, provider: Provider, width: int) -> None:
    page = visitor.open("/pro/", width=width)
    sign_in(page, KNOWN["nadia"], 200)
    is_home(page)
    page.goto("/connexion/renforcer/?next=/pro/utilisateur/")
    look(page, "renforcer")
    button = "Continuer avec eID, itsme ou clés BOSA"
    page.get_by_role("button", name=button).click()
    at_provider(page)
    page.get_by_role("button", name="Annuler").click()
    is_titled(page, "Connexion annulée")
    look(page, "annulee")
    # Nothing has changed: still signed in, still by a password.
    page.goto("/connexion/renforcer/?next=/pro/utilisateur/")
    sign_in(page, KNOWN["karim"], 500, button)
    expect(page.get_by_role("alert").first).to_contain_text("n’est pas celle qui était connectée")
    look(page, "quelqu-un-d-autre")
    page.goto("/connexion/renforcer/?next=/pro/utilisateur/")
    sign_in(page, KNOWN["nadia"], 450, button)
    expect(page).to_have_url(re.compile("/pro/utilisateur/$"))
    page.goto("/connexion/renforcer/?next=/pro/utilisateur/")
    expect(page.get_by_role("main")).to_contain_text("il n’y a rien à faire")
    look(page, "renforcer-deja-fait")


def test_signing_out_here_alone_is_not_to_be_forgotten_there(
    visitor: Visitor, provider: Provider, width: int
) -> None:
    """Why our sign-out leads to the provider: whoever comes next would be let in without a key."""
    page = visitor.open("/pro/", width=width)
    sign_in(page, KNOWN["nadia"], 500)
    is_home(page)
    page.context.clear_cookies(name="sessionid")
    page.goto("/connexion/")
    page.get_by_role("button", name=BUTTON).click()
    is_home(page)
    sign_out_of_both(page)
    page.get_by_role("button", name=BUTTON).click()
    at_provider(page)


def test_signing_out_everywhere(visitor: Visitor, provider: Provider, width: int) -> None:
    here, elsewhere = (visitor.open("/pro/", width=each) for each in (width, PHONE))
    for page in (here, elsewhere):
        sign_in(page, KNOWN["nadia"], 500)
        is_home(page)
    here.goto("/pro/utilisateur/")
    here.get_by_role("button", name="Se déconnecter partout").click()
    is_titled(here, "Se déconnecter de la fédération")
    here.get_by_role("button", name="Oui, me déconnecter").click()
    is_titled(here, "Connexion")
    elsewhere.reload()
    is_titled(elsewhere, "Connexion")


def test_a_form_that_comes_too_late_is_taken_up_again(
    visitor: Visitor, provider: Provider, width: int, javascript: bool
) -> None:
    page = visitor.open("/pro/utilisateur/", width=width, javascript=javascript)
    sign_in(page, KNOWN["nadia"], 500)
    expect(page).to_have_url(re.compile("/pro/utilisateur/$"))
    page.get_by_label("Prénom").fill("Nadia-Rose")
    # As if the session had ended meanwhile.
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("alert")).to_contain_text("ce que vous avez tapé est gardé")
    screenshot(page, "forte-session-terminee")
    # The provider still knows this browser, and sends it back at once.
    page.get_by_role("button", name=BUTTON).click()
    is_titled(page, "Votre formulaire vous attend")
    screenshot(page, "forte-formulaire-attend")
    page.get_by_role("button", name="Reprendre mon formulaire").click()
    expect(page.get_by_label("Prénom")).to_have_value("Nadia-Rose")
    if javascript:
        assert_accessible(page)


def test_all_of_it_without_javascript(visitor: Visitor, provider: Provider, width: int) -> None:
    page = visitor.open("/pro/", width=width, javascript=False)
    sign_in(page, KNOWN["karim"], 450)
    is_home(page)
    page.goto("/connexion/renforcer/?next=/pro/utilisateur/")
    expect(page.get_by_role("main")).to_contain_text("il n’y a rien à faire")
    page.goto("/pro/")
    sign_out_of_both(page)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_somebody_whom_nobody_knows(visitor: Visitor, provider: Provider, width: int, dark: bool) -> None:
    page = visitor.open("/connexion/", width=width, dark=dark)
    sign_in(page, STRANGER, 500)
    is_titled(page, "Nous ne vous connaissons pas encore")
    assert STRANGER.egovNRN not in page.content()
    look(page, "inconnu")
    # Whoever comes next at this computer is not taken for the one before.
    sign_in(page, KNOWN["karim"], 450, "Recommencer avec eID, itsme ou clés BOSA")
    is_home(page)


def test_the_provider_goes_down_and_comes_back(visitor: Visitor, provider: Provider, width: int) -> None:
    """Last in this file: it has forgotten its sessions then, and has a key that nobody knows yet."""
    page = visitor.open("/connexion/", width=width)
    with provider.out_of_order():
        sign_in(page, KNOWN["nadia"], 500)
        expect(page.get_by_role("alert")).to_contain_text("ne répond pas en ce moment")
        look(page, "federation-en-panne")
    provider.stop()
    provider.start()
    sign_in(page, KNOWN["nadia"], 500, "Recommencer avec eID, itsme ou clés BOSA")
    is_home(page)
    failed = [fault for fault in visitor.faults if fault.startswith("503 for")]
    assert len(failed) == 1
    visitor.faults.remove(failed[0])

"""PRO.ONE in the real browser: signing in, the first page, inviting, accepting, removing; at two widths."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.visitor import DESKTOP, PHONE, Visitor, assert_accessible, assert_fits, screenshot

pytestmark = pytest.mark.browser

PASSWORD = "trois-tilleuls-sous-la-pluie"


def look(page: Page, name: str) -> None:
    assert_accessible(page)
    assert_fits(page)
    screenshot(page, f"pro-{name}")


def sign_in(page: Page, name: str, password: str = "demo") -> None:
    page.get_by_label("Nom d’utilisateur ou adresse e-mail").fill(name)
    page.get_by_label("Mot de passe", exact=True).fill(password)
    page.get_by_role("button", name="Se connecter").click()


@pytest.fixture(params=[DESKTOP, PHONE])
def width(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def nadia(people: None, visitor: Visitor, width: int) -> Page:
    """A window in which the demonstration's childminder has signed in."""
    page = visitor.open("/pro/", width=width)
    sign_in(page, "nadia")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bienvenue chez l’accueillante indépendante")
    return page


def mailed_link(visitor: Visitor, path: str) -> str:
    """The last link of this kind in an e-mail: in the demonstration, they go to the server's log."""
    return str(re.findall(re.escape(visitor.site.url) + rf"({path}[\w/-]+)", visitor.site.log)[-1])


def choose(page: Page, name: str) -> None:
    """A line of the navigation, which is behind « Menu » on a phone."""
    if page.viewport_size and page.viewport_size["width"] == PHONE:
        page.get_by_text("Menu", exact=True).click()
    page.get_by_role("navigation").get_by_role("link", name=name).locator("visible=true").click()


def test_inviting_accepting_and_removing(visitor: Visitor, nadia: Page, width: int) -> None:
    look(nadia, "accueil")
    choose(nadia, "Accès au portail")
    look(nadia, "acces")
    nadia.get_by_role("link", name="Inviter une personne").click()
    nadia.get_by_role("button", name="Inviter").click()
    expect(nadia.get_by_role("alert").locator("visible=true")).to_contain_text(
        "L’invitation n’est pas encore partie"
    )
    look(nadia, "inviter-erreurs")
    nadia.get_by_label("Prénom").fill("Zoé")
    nadia.get_by_label("Nom", exact=True).fill("Martin")
    nadia.get_by_label("Adresse e-mail").fill(f"zoe{width}@exemple.be")
    look(nadia, "inviter")
    nadia.get_by_role("button", name="Inviter").click()
    expect(nadia.get_by_role("status")).to_contain_text("est partie")
    look(nadia, "acces-invitation")

    guest = visitor.open(mailed_link(visitor, "/invitation/"), width=width)
    look(guest, "invitation")
    guest.get_by_label("Nom d’utilisateur").fill(f"zoe{width}")
    guest.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    guest.get_by_label("Le même mot de passe").fill(PASSWORD)
    guest.get_by_role("button", name="Créer mon utilisateur").click()
    expect(guest.get_by_role("status")).to_contain_text("vous avez accès")
    look(guest, "accueil-invitee")

    nadia.reload()
    nadia.get_by_role("link", name="Retirer l’accès de Zoé Martin").click()
    look(nadia, "retirer")
    nadia.get_by_role("button", name="Retirer l’accès").click()
    expect(nadia.get_by_role("status")).to_contain_text("n’a plus accès")
    guest.goto("/pro/")
    expect(guest.get_by_role("main")).to_contain_text("aucun pouvoir organisateur")
    look(guest, "accueil-sans-acces")


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("utilisateur", "/pro/utilisateur/"),
        ("mot-de-passe", "/pro/utilisateur/mot-de-passe/"),
        ("adresse", "/pro/utilisateur/adresse/"),
        ("adresse-lien", "/pro/utilisateur/adresse/x/"),
        ("aide", "/pro/aide/"),
        ("deja-connecte", "/connexion/?next=/office/"),
    ],
)
def test_every_other_page(nadia: Page, name: str, path: str) -> None:
    nadia.goto(path)
    look(nadia, name)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_pages_before_the_log_in(people: None, visitor: Visitor, width: int, dark: bool) -> None:
    page = visitor.open("/connexion/", width=width, dark=dark)
    look(page, "connexion")
    sign_in(page, "nadia", "faux")
    expect(page.get_by_role("alert")).to_contain_text("ne vont pas ensemble")
    look(page, "connexion-erreur")
    for name, path in {
        "oublie": "/mot-de-passe/oublie/",
        "oublie-envoye": "/mot-de-passe/oublie/envoye/",
        "lien-perime": "/mot-de-passe/nouveau/x/y/",
        "invitation-perimee": "/invitation/x/",
    }.items():
        page.goto(path)
        look(page, name)


def test_two_organisers_and_in_the_dark(people: None, visitor: Visitor, width: int) -> None:
    page = visitor.open("/pro/", width=width, dark=True)
    sign_in(page, "luc")
    look(page, "accueil-deux")
    choose(page, "Accès au portail")
    look(page, "acces-choix")


def test_a_new_password_by_email(people: None, visitor: Visitor, width: int) -> None:
    page = visitor.open("/mot-de-passe/oublie/", width=width)
    # One link in five minutes for a person, and their password is another one from here on: people whom no
    # other journey knows by password.
    name = "digipro" if width == DESKTOP else "helpdesk"
    page.get_by_label("Votre adresse e-mail").fill(f"{name}@demo.example")
    page.get_by_role("button", name="Envoyer le lien").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Consultez votre boîte e-mail")
    page.wait_for_timeout(1500)
    page.goto(mailed_link(visitor, "/mot-de-passe/nouveau/"))
    look(page, "nouveau-mot-de-passe")
    page.get_by_label("Nouveau mot de passe", exact=True).fill(PASSWORD)
    page.get_by_label("Le même mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("status")).to_contain_text("est enregistré")
    sign_in(page, name, PASSWORD)
    expect(page).to_have_url(re.compile("/pro/$"))
    # No link's secret is in the access log.
    assert not re.search(r"GET /mot-de-passe/nouveau/\w", visitor.site.log)
    assert "GET /mot-de-passe/nouveau/(…)" in visitor.site.log


def test_the_session_warns_before_it_ends_and_goes_on(nadia: Page) -> None:
    nadia.clock.install()
    nadia.goto("/pro/utilisateur/")
    warning = nadia.get_by_role("alert")
    expect(warning).to_be_hidden()
    nadia.clock.fast_forward("26:00")
    expect(warning).to_contain_text("se termine bientôt")
    look(nadia, "session-bientot")
    nadia.get_by_role("button", name="Rester connecté").click()
    expect(warning).to_be_hidden()
    nadia.clock.fast_forward("31:00")
    expect(warning).to_contain_text("Votre session est terminée")


def test_a_form_that_comes_too_late_comes_back(people: None, visitor: Visitor, width: int) -> None:
    """Without JavaScript, too."""
    page = visitor.open("/pro/utilisateur/", width=width, javascript=False)
    sign_in(page, "nadia")
    page.get_by_label("Prénom").fill("Nadia-Rose")
    # As if the session had ended meanwhile.
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("alert")).to_contain_text("ce que vous avez tapé est gardé")
    screenshot(page, "pro-session-terminee")
    sign_in(page, "nadia")
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre formulaire vous attend")
    screenshot(page, "pro-formulaire-attend")
    page.get_by_role("button", name="Reprendre mon formulaire").click()
    expect(page.get_by_label("Prénom")).to_have_value("Nadia-Rose")
    screenshot(page, "pro-formulaire-repris")


def test_the_menu_of_the_phone_opens_without_script(people: None, visitor: Visitor) -> None:
    page = visitor.open("/pro/", width=PHONE, javascript=False)
    sign_in(page, "nadia")
    page.get_by_text("Menu", exact=True).click()
    screenshot(page, "pro-menu")
    page.get_by_role("button", name="Se déconnecter").locator("visible=true").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Connexion")

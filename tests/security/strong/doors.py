"""Strong login as a browser does it against the hostile provider, and what a refusal must look like."""

import logging
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client

from portal.accounts.identification import state_niss
from portal.accounts.models import User
from portal.kernel import niss
from portal.kernel.actors import SystemActor
from tests.accounts.doors import make_person
from tests.security.strong.hostile_openid import IBAN, HostileProvider
from tests.services.openid import RETURN, Persona
from tests.strictness.pages import StrictClient

SYSTEM = SystemActor("essai")
BEGIN = "/connexion/forte/"
NISS, OTHER_NISS, UNKNOWN_NISS = "85073003328", "90020199704", "93051822361"
ALINE = Persona("sub-aline-7731", "Aline", "Dubois", "aline@exemple.be", NISS)
OTHER = Persona("sub-bea-8842", "Béa", "Lambert", "bea@exemple.be", OTHER_NISS)
# The federation knows them, and we do not.
STRANGER = Persona("sub-stranger-1", "Sam", "Tranger", "sam@exemple.be", UNKNOWN_NISS)
BOSA = Persona("sub-bosa-9913", "Bo", "Sans-Numéro", "bo@exemple.be")
PERSONAS = (ALINE, OTHER, STRANGER, BOSA)
REFUSED, UNREACHABLE = 403, 503


def known(persona: Persona, **fields: Any) -> User:
    """The user of this persona, as one that has been converted."""
    name = persona.given_name.lower().replace("é", "e")
    user = make_person(name, persona.email, **fields)
    if persona.egovNRN:
        state_niss(actor=SYSTEM, user=user, text=persona.egovNRN)
    return User.objects.get(pk=user.pk)


def begin(client: Client, following: str = "", **more: str) -> str:
    """Press the button, and return the address of the provider that the browser is sent to."""
    answer = client.post(BEGIN, {"next": following} | more)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def come_back(client: Client, address: str) -> Any:
    """Follow the provider's answer, as the browser does."""
    parts = urlsplit(address)
    assert parts.path == RETURN
    return client.get(f"{parts.path}?{parts.query}")


def sign_in(
    client: Client,
    provider: HostileProvider,
    persona: Persona = ALINE,
    level: int = 500,
    *,
    following: str = "",
    **back: str | None,
) -> Any:
    """All of it; the answer is that of the return."""
    return come_back(client, provider.authorise(begin(client, following), persona, level, **back))


def who_is_in(client: Client) -> tuple[int, int] | None:
    """The user and the level that this browser's session says; None: nobody."""
    kept = session_of(client)
    login = kept.get("login")
    return (int(kept["_auth_user_id"]), login["level"]) if login else None


def session_of(client: Client) -> dict[str, Any]:
    """What the server keeps for this browser, without beginning a session where there is none."""
    cookie = client.cookies.get(settings.SESSION_COOKIE_NAME)
    if cookie is None or not cookie.value:
        return {}
    return dict(import_module(settings.SESSION_ENGINE).SessionStore(cookie.value).load())


def is_accepted(answer: Any, client: Client, user: User, level: int = 500) -> None:
    """The browser is somebody's now, and led on."""
    assert answer.status_code == 302, answer.content.decode()
    assert who_is_in(client) == (user.pk, level)


@dataclass(frozen=True)
class Scene:
    """The portals, a provider that is honest until told otherwise, and who is known to both."""

    provider: HostileProvider
    aline: User
    bea: User
    log: pytest.LogCaptureFixture

    def passes(self, **how: Any) -> None:
        """The honest variant lets Aline in: what is refused next is refused for its lie."""
        client = StrictClient()
        level = how.get("level", 500)
        is_accepted(sign_in(client, self.provider, **how), client, self.aline, level)
        self.log.clear()

    def is_refused(
        self, answer: Any, client: Client, *, was: tuple[int, int] | None = None, status: int = REFUSED
    ) -> None:
        """A page in French that names nobody, the session as it was, and a line in the log."""
        page = answer.content.decode()
        assert answer.status_code == status, page
        assert "<h1>" in page
        assert 'lang="fr' in page
        assert who_is_in(client) == was
        lines = [line for line in self.log.records if line.name.startswith("portal.")]
        assert [line for line in lines if line.levelno >= logging.WARNING], "nothing in the log"
        for text in (page, self.log.text, str(answer.headers), answer.cookies.output()):
            assert private_in(text, self.provider) == []


def private_in(text: str, provider: HostileProvider) -> list[str]:
    """What of the federation's answers is in there: numbers, identifiers, addresses, codes, tokens."""
    told = {persona.sub for persona in PERSONAS} | {STRANGER.email, IBAN, "BE68 5390 0754 7034"}
    for persona in PERSONAS:
        if number := persona.egovNRN:
            told |= {number, f"{number[:6]}-{number[6:9]}-{number[9:]}", niss.shown(number)}
    for code, login in provider.logins.items():
        told |= {code, login.access_token}
        # Of a token that is one: « é » is in every page.
        if login.id_token.count(".") == 2 and len(login.id_token) > 50:
            told.add(login.id_token.split(".")[1])
    return sorted(secret for secret in told if secret and secret in text)

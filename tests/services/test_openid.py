"""The tests' own OpenID provider speaks the protocol as the federation does, and refuses who does not."""

import base64
import hashlib
import secrets
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
import requests

from tests.services.openid import (
    CLIENT_ID,
    CLIENT_SECRET,
    LEVELS,
    RETURN,
    SIGNED_OUT,
    Persona,
    Provider,
    running_provider,
    why_missing,
)
from tests.services.openid_client import NoWayBack, Visit
from tests.services.parts import missing

pytestmark = pytest.mark.services

SITE = "http://portails.test"
NISS = "85073003328"
ALINE = Persona("aline", "Aline", "Dubois", "aline@exemple.be", NISS)
BOSA = Persona("bosa-1", "Bo", "Sans-Numéro", "bo@exemple.be")
VERIFIER = secrets.token_urlsafe(48)


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    if reason := why_missing():
        missing(reason)
    with running_provider(SITE, [ALINE, BOSA]) as provider:
        yield provider


@pytest.fixture
def visit(provider: Provider) -> Visit:
    return Visit(provider.issuer)


def discovered(provider: Provider) -> dict[str, Any]:
    found: dict[str, Any] = requests.get(
        provider.issuer + "/.well-known/openid-configuration", timeout=10
    ).json()
    return found


def request_to(provider: Provider, **changed: str | None) -> str:
    """The address that a portal leads to; None leaves a parameter out."""
    digest = hashlib.sha256(VERIFIER.encode()).digest()
    asked = {
        "client_id": CLIENT_ID,
        "redirect_uri": SITE + RETURN,
        "response_type": "code",
        "scope": "openid profile email egovnrn",
        "state": "an-unguessable-state",
        "nonce": "a-nonce",
        "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
        "code_challenge_method": "S256",
    }
    wanted = {name: value for name, value in (asked | changed).items() if value is not None}
    return f"{discovered(provider)['authorization_endpoint']}?{urlencode(wanted)}"


def answered(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def exchange(provider: Provider, code: str, **changed: str) -> requests.Response:
    asked = {"grant_type": "authorization_code", "code": code, "redirect_uri": SITE + RETURN}
    return requests.post(
        discovered(provider)["token_endpoint"],
        asked | {"code_verifier": VERIFIER} | changed,
        auth=(CLIENT_ID, CLIENT_SECRET),
        timeout=10,
    )


def claims_of(provider: Provider, token: str) -> dict[str, Any]:
    keys = jwt.PyJWKClient(discovered(provider)["jwks_uri"])
    found: dict[str, Any] = jwt.decode(
        token,
        keys.get_signing_key_from_jwt(token).key,
        algorithms=["RS256"],
        audience=CLIENT_ID,
        issuer=provider.issuer,
    )
    return found


def test_it_says_what_it_can(provider: Provider) -> None:
    found = discovered(provider)
    assert found["issuer"] == provider.issuer
    assert found["code_challenge_methods_supported"] == ["S256"]
    assert found["id_token_signing_alg_values_supported"] == ["RS256"]
    assert set(found["acr_values_supported"]) == {level.urn for level in LEVELS.values()}
    assert {"openid", "profile", "email", "egovnrn"} <= set(found["scopes_supported"])


@pytest.mark.parametrize("level", LEVELS)
def test_a_whole_log_in(provider: Provider, visit: Visit, level: int) -> None:
    before = int(time.time())
    back = visit.choose(request_to(provider), ALINE, level)
    assert back.startswith(SITE + RETURN)
    told = answered(back)
    assert told["state"] == "an-unguessable-state"
    tokens = exchange(provider, told["code"]).json()
    claims = claims_of(provider, tokens["id_token"])
    assert claims["auth_time"] >= before
    assert ALINE.claims.items() <= claims.items()
    assert (claims["acr"], claims["nonce"]) == (LEVELS[level].urn, "a-nonce")
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    said = requests.get(discovered(provider)["userinfo_endpoint"], headers=bearer, timeout=10).json()
    assert ALINE.claims.items() <= said.items()
    # A code serves once.
    assert exchange(provider, told["code"]).json()["error"] == "invalid_grant"


def test_who_has_bosa_keys_only_has_no_number(provider: Provider, visit: Visit) -> None:
    code = answered(visit.choose(request_to(provider), BOSA, 400))["code"]
    claims = claims_of(provider, exchange(provider, code).json()["id_token"])
    assert claims["sub"] == "bosa-1"
    assert "egovNRN" not in claims


def test_what_it_refuses(provider: Provider, visit: Visit) -> None:
    with pytest.raises(NoWayBack, match="redirect_uri"):
        visit.choose(request_to(provider, redirect_uri=SITE + "/ailleurs/"), ALINE, 500)
    unproved = request_to(provider, code_challenge=None, code_challenge_method=None)
    assert answered(visit.choose(unproved, ALINE, 500))["error"] == "invalid_request"
    assert answered(visit.go_back(request_to(provider)))["error"] == "access_denied"
    code = answered(visit.choose(request_to(provider), ALINE, 500))["code"]
    assert exchange(provider, code, code_verifier="x" * 43).json()["error"] == "invalid_grant"


def test_only_what_was_asked_for_is_offered(provider: Provider, visit: Visit) -> None:
    wanted = [LEVELS[500].urn, LEVELS[450].urn]
    assert visit.offered(request_to(provider, acr_values=" ".join(wanted))) == wanted
    assert len(visit.offered(request_to(provider))) == len(LEVELS)


def test_who_is_known_chooses_again_when_it_is_asked_for(provider: Provider, visit: Visit) -> None:
    visit.choose(request_to(provider), ALINE, 200)
    for asked, times in (
        ({}, 1),
        ({"acr_values": LEVELS[200].urn}, 1),
        ({"acr_values": LEVELS[500].urn}, 2),
        ({"prompt": "login"}, 3),
        ({"max_age": "0"}, 4),
        ({"max_age": "600"}, 4),
    ):
        code = answered(visit.choose(request_to(provider, **asked), ALINE, 500))["code"]
        assert visit.chosen == times, asked
    assert claims_of(provider, exchange(provider, code).json()["id_token"])["acr"] == LEVELS[500].urn


def test_signing_out_there_is_to_be_forgotten(provider: Provider, visit: Visit) -> None:
    visit.choose(request_to(provider), ALINE, 500)
    asked = {"client_id": CLIENT_ID, "post_logout_redirect_uri": SITE + SIGNED_OUT}
    address = f"{discovered(provider)['end_session_endpoint']}?{urlencode(asked)}"
    assert visit.end_session(address) == SITE + SIGNED_OUT
    assert len(visit.offered(request_to(provider))) == len(LEVELS)
    asked["post_logout_redirect_uri"] = "https://ailleurs.example/"
    with pytest.raises(NoWayBack, match="post_logout_redirect_uri"):
        visit.end_session(address.split("?")[0] + "?" + urlencode(asked))


def test_it_can_be_out_of_order_for_servers_alone(provider: Provider, visit: Visit) -> None:
    code = answered(visit.choose(request_to(provider), ALINE, 500))["code"]
    with provider.out_of_order():
        assert exchange(provider, code).status_code == 503
        assert visit.choose(request_to(provider), ALINE, 500).startswith(SITE + RETURN)
    assert exchange(provider, code).status_code == 200


def test_it_comes_and_goes() -> None:
    if reason := why_missing():
        missing(reason)
    with running_provider(SITE, [ALINE]) as provider:
        assert provider.answers()
        provider.stop()
        assert not provider.answers()
        provider.start()
    assert not provider.answers()
    assert not provider.folder.exists()

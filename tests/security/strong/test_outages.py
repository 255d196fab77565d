"""A federation that is down, slow or talks nonsense: a page that says so, no exception, nobody let in."""

import json
from typing import Any

import pytest

from tests.accounts.doors import sign_in as sign_in_by_password
from tests.security.strong.conftest import PATIENCE, forget_the_provider
from tests.security.strong.doors import ALINE, BEGIN, UNREACHABLE, Scene, come_back, sign_in, who_is_in
from tests.security.strong.hostile_openid import Answer, HostileProvider, running
from tests.strictness.pages import StrictClient

ADDRESSES = ("discovery", "jwks", "token", "userinfo")
ANSWERS = {
    "500": Answer("x", status=500),
    "503": Answer("x", status=503),
    "404": Answer("x", status=404),
    "401": Answer(json.dumps({"error": "invalid_client"}), status=401),
    "no JSON": Answer("<html>Maintenance</html>"),
    "nothing": Answer(""),
    "null": Answer("null"),
    "a list": Answer("[]"),
    "a list of texts": Answer('["x"]'),
    "a number": Answer("7"),
    "a text": Answer('"x"'),
    "an empty object": Answer("{}"),
    "an object of nulls": Answer(
        json.dumps(
            dict.fromkeys(
                ("keys", "sub", "id_token", "access_token", "authorization_endpoint", "token_endpoint")
            )
        )
    ),
    "an object of numbers": Answer(
        json.dumps(
            dict.fromkeys(
                ("keys", "sub", "id_token", "access_token", "authorization_endpoint", "token_endpoint"), 7
            )
        )
    ),
    "deep": Answer("[" * 100_000),
    "slow": Answer("{}", seconds=2.0),
    "another encoding": Answer("{}", headers={"Content-Encoding": "gzip"}),
    "round in circles": Answer("", status=302, headers={"Location": "/jwks"}),
}


@pytest.mark.slow
@pytest.mark.databases
@pytest.mark.parametrize("answer", ANSWERS)
@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_that_fails_lets_nobody_in(scene: Scene, settings: Any, address: str, answer: str) -> None:
    scene.passes()
    forget_the_provider()
    if answer == "slow":
        settings.SOCIAL_AUTH_CSAM_REQUESTS_TIMEOUT = ANSWERS[answer].seconds / 4
    scene.provider.faults[address] = ANSWERS[answer]
    client = StrictClient()
    begun = client.post(BEGIN)
    if begun.status_code == 302:
        assert address != "discovery"
        begun = come_back(client, scene.provider.authorise(begun["Location"], ALINE))
    scene.is_refused(begun, client, status=begun.status_code if begun.status_code == UNREACHABLE else 403)
    # It recovers by itself.
    settings.SOCIAL_AUTH_CSAM_REQUESTS_TIMEOUT = PATIENCE
    scene.provider.faults.clear()
    scene.log.clear()
    scene.passes()


@pytest.fixture
def gone(scene: Scene, settings: Any) -> HostileProvider:
    """The address of a provider that is not there any more."""
    with running() as provider:
        pass
    settings.CSAM_ISSUER = settings.SOCIAL_AUTH_CSAM_OIDC_ENDPOINT = provider.issuer
    settings.SOCIAL_AUTH_CSAM_ID_TOKEN_ISSUER = provider.issuer
    return provider


def test_down_before_it_begins(scene: Scene, gone: HostileProvider) -> None:
    client = StrictClient()
    answer = client.post(BEGIN)
    scene.is_refused(answer, client, status=UNREACHABLE)
    assert "mot de passe" in answer.content.decode()


def test_a_document_of_another_issuer_is_not_believed(scene: Scene) -> None:
    scene.passes()
    forget_the_provider()
    scene.provider.document = {"issuer": "https://ailleurs.example"}
    client = StrictClient()
    scene.is_refused(client.post(BEGIN), client)


DOCUMENTS: dict[str, Any] = {
    "a number": 7,
    "null": None,
    "a list": ["https://ailleurs.example"],
    "no address": "ceci n’est pas une adresse",
    "another scheme": "javascript:alert(1)",
    "a file": "file:///etc/passwd",
}


@pytest.mark.parametrize("value", DOCUMENTS)
@pytest.mark.parametrize(
    "name", ["authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri"]
)
def test_a_document_that_leads_nowhere(scene: Scene, name: str, value: str) -> None:
    scene.passes()
    honest = scene.provider
    forget_the_provider()
    honest.document = {name: DOCUMENTS[value]}
    client = StrictClient()
    begun = client.post(BEGIN)
    if begun.status_code == 302:
        assert name != "authorization_endpoint"
        begun = come_back(client, honest.authorise(begun["Location"], ALINE))
    scene.is_refused(begun, client, status=begun.status_code if begun.status_code == UNREACHABLE else 403)


@pytest.mark.parametrize(
    "end", [7, None, "", ["x"], "javascript:alert(1)", "http://[", "//ailleurs.example/"]
)
def test_signing_out_works_whatever_the_document_says(scene: Scene, end: object) -> None:
    forget_the_provider()
    scene.provider.document = {"end_session_endpoint": end}
    client = StrictClient()
    sign_in(client, scene.provider)
    answer = client.post("/deconnexion/")
    assert who_is_in(client) is None
    assert (answer.status_code, answer["Location"]) == (302, "/deconnexion/faite/")


def test_signing_out_works_while_the_federation_is_down(scene: Scene) -> None:
    client = StrictClient()
    sign_in(client, scene.provider)
    forget_the_provider()
    scene.provider.faults["discovery"] = Answer("", status=500)
    answer = client.post("/deconnexion/", follow=True)
    assert who_is_in(client) is None
    assert "n’a pas répondu" in answer.content.decode()


def test_the_password_works_while_the_federation_is_down(scene: Scene, gone: HostileProvider) -> None:
    client = StrictClient()
    assert sign_in_by_password(client).status_code == 302
    assert who_is_in(client) == (scene.aline.pk, 200)
    client.post("/deconnexion/")
    assert gone.asked == []

"""A provider that lies in exactly one way lets nobody in: claims, signatures, what it tells beside them."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from portal.accounts.enums import Role
from portal.accounts.posts import give_post
from tests.accounts.conftest import SINCE
from tests.security.strong.doors import (
    ALINE,
    BOSA,
    NISS,
    OTHER,
    OTHER_NISS,
    SYSTEM,
    UNKNOWN_NISS,
    Scene,
    is_accepted,
    sign_in,
)
from tests.security.strong.hostile_openid import (
    CLIENT_ID,
    CLIENT_SECRET,
    KID,
    MISSING,
    Claims,
    key,
    public,
)
from tests.services.openid import LEVELS
from tests.strictness.pages import StrictClient

HOUR = 3600


def now() -> int:
    return int(time.time())


def later(seconds: int) -> Callable[[Claims], int]:
    return lambda claims: now() + seconds


IN_CLAIMS: dict[str, Claims] = {
    "acr missing": {"acr": MISSING},
    "acr unknown": {"acr": "urn:be:fedict:iam:fas:Level501"},
    "acr empty": {"acr": ""},
    "acr as a number": {"acr": 500},
    "acr as a list": {"acr": [LEVELS[500].urn]},
    "acr as several words": {"acr": f"{LEVELS[500].urn} {LEVELS[200].urn}"},
    "auth_time missing": {"auth_time": MISSING},
    "auth_time too old": {"auth_time": later(-HOUR)},
    "auth_time to come": {"auth_time": later(HOUR)},
    "auth_time as a text": {"auth_time": lambda claims: str(claims["auth_time"])},
    "auth_time as a truth": {"auth_time": True},
    "auth_time beyond all calendars": {"auth_time": 10**18},
    "auth_time before 1970": {"auth_time": -1},
    "nonce missing": {"nonce": MISSING},
    "nonce wrong": {"nonce": "another"},
    "nonce empty": {"nonce": ""},
    "nonce as a list": {"nonce": lambda claims: [claims["nonce"]]},
    "issuer wrong": {"iss": "https://ailleurs.example"},
    "issuer missing": {"iss": MISSING},
    "issuer with a slash more": {"iss": lambda claims: claims["iss"] + "/"},
    "audience wrong": {"aud": "another-portal"},
    "audience missing": {"aud": MISSING},
    "several audiences without azp": {"aud": [CLIENT_ID, "another-portal"]},
    "several audiences, azp wrong": {"aud": [CLIENT_ID, "another-portal"], "azp": "another-portal"},
    "azp wrong": {"azp": "another-portal"},
    "expired": {"exp": later(-HOUR)},
    "without an end": {"exp": MISSING},
    "issued in the future": {"iat": later(HOUR)},
    "issued long ago": {"iat": later(-HOUR)},
    "issued at no time": {"iat": MISSING},
    "not valid yet": {"nbf": later(HOUR)},
    "at_hash wrong": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
    "subject missing": {"sub": MISSING},
    "subject empty": {"sub": ""},
    "NISS with wrong check digits": {"egovNRN": "85073003329"},
    "NISS of nobody": {"egovNRN": UNKNOWN_NISS},
    "NISS as a number": {"egovNRN": int(NISS)},
    "NISS as a list": {"egovNRN": [NISS]},
    "NISS as a pattern": {"egovNRN": "%"},
    "NISS missing, and no keys linked": {"egovNRN": MISSING},
}


@pytest.mark.parametrize("name", IN_CLAIMS)
def test_a_lie_in_the_token_lets_nobody_in(scene: Scene, name: str) -> None:
    scene.passes()
    scene.provider.claims = IN_CLAIMS[name]
    scene.provider.userinfo = {"sub": IN_CLAIMS[name].get("sub", ALINE.sub), "egovNRN": MISSING}
    client = StrictClient()
    scene.is_refused(sign_in(client, scene.provider), client)


def coded(part: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


def with_hmac(secret: bytes) -> Callable[[Claims], str]:
    """By hand: the library that signs refuses to take a public key for a secret."""

    def sign(claims: Claims) -> str:
        text = f"{coded({'alg': 'HS256', 'typ': 'JWT', 'kid': KID})}.{coded(claims)}"
        digest = hmac.new(secret, text.encode(), hashlib.sha256).digest()
        return f"{text}.{base64.urlsafe_b64encode(digest).decode().rstrip('=')}"

    return sign


def with_key(name: str, algorithm: str = "RS256", **headers: Any) -> Callable[[Claims], str]:
    def sign(claims: Claims) -> str:
        told = {"kid": KID, **headers}
        return jwt.encode(
            claims,
            key(name),
            algorithm,
            headers={name: value for name, value in told.items() if value is not MISSING},
        )

    return sign


def public_pem() -> bytes:
    return key("honest").public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def changed_afterwards(claims: Claims) -> str:
    """Béa's number under a signature of Aline's."""
    head, _, signature = with_key("honest")(claims).split(".")
    return f"{head}.{coded(claims | {'egovNRN': OTHER_NISS})}.{signature}"


SIGNATURES: dict[str, Callable[[Claims], str]] = {
    "alg none": lambda claims: f"{coded({'alg': 'none'})}.{coded(claims)}.",
    "alg none, with the key's id": lambda claims: f"{coded({'alg': 'none', 'kid': KID})}.{coded(claims)}.",
    "alg None": lambda claims: f"{coded({'alg': 'None', 'kid': KID})}.{coded(claims)}.",
    "no signature": lambda claims: with_key("honest")(claims).rpartition(".")[0] + ".",
    "two parts": lambda claims: with_key("honest")(claims).rpartition(".")[0],
    "HS256 with the client's secret": with_hmac(CLIENT_SECRET.encode()),
    "HS256 with the public key": with_hmac(public_pem()),
    "RS512": with_key("honest", "RS512"),
    "PS256": with_key("honest", "PS256"),
    "another key": with_key("another", kid="k2"),
    "another key under the same id": with_key("another"),
    "another key without id": with_key("another", kid=MISSING),
    "a key in the token itself": with_key("another", jwk=public(key("another"), KID)),
    "a key somewhere else": with_key("another", jku="https://ailleurs.example/jwks"),
    "changed afterwards": changed_afterwards,
    "no token": lambda claims: "",
    "no JWT": lambda claims: "not-a-token",
    "points alone": lambda claims: "..",
    "a header that is a list": lambda claims: f"{coded([])}.{coded(claims)}.AAAA",
    "a token of another encoding": lambda claims: "é.é.é",
}


@pytest.mark.parametrize("name", SIGNATURES)
def test_a_token_that_is_not_signed_rightly_lets_nobody_in(scene: Scene, name: str) -> None:
    scene.passes()
    scene.provider.sign = SIGNATURES[name]
    client = StrictClient()
    scene.is_refused(sign_in(client, scene.provider), client)


BESIDE_THE_TOKEN: dict[str, tuple[Claims, Claims]] = {
    "userinfo of another subject": ({}, {"sub": OTHER.sub}),
    "userinfo without subject": ({}, {"sub": MISSING}),
    "userinfo with an empty subject": ({}, {"sub": ""}),
    "NISS only in the userinfo of another subject": (
        {"egovNRN": MISSING},
        {"sub": OTHER.sub, "egovNRN": OTHER_NISS},
    ),
    "NISS only in a userinfo without subject": (
        {"egovNRN": MISSING},
        {"sub": MISSING, "egovNRN": OTHER_NISS},
    ),
    # What is not signed vouches for nothing.
    "acr only in the userinfo": ({"acr": MISSING}, {"acr": LEVELS[500].urn}),
    "auth_time only in the userinfo": ({"auth_time": MISSING}, {"auth_time": later(0)}),
}


@pytest.mark.parametrize("name", BESIDE_THE_TOKEN)
def test_what_is_told_beside_the_token_is_of_the_same_person(scene: Scene, name: str) -> None:
    scene.passes()
    scene.provider.claims, scene.provider.userinfo = BESIDE_THE_TOKEN[name]
    client = StrictClient()
    scene.is_refused(sign_in(client, scene.provider), client)


def test_an_issuer_may_end_with_a_slash(scene: Scene, settings: Any) -> None:
    settings.CSAM_ISSUER = settings.SOCIAL_AUTH_CSAM_ID_TOKEN_ISSUER = f"{scene.provider.issuer}/"
    scene.provider.document = {"issuer": settings.CSAM_ISSUER}
    scene.provider.claims = {"iss": settings.CSAM_ISSUER}
    scene.passes()
    scene.provider.claims = {}
    client = StrictClient()
    scene.is_refused(sign_in(client, scene.provider), client)


def test_the_token_counts_and_not_what_is_told_beside_it(scene: Scene) -> None:
    scene.provider.userinfo = {"egovNRN": OTHER_NISS, "acr": LEVELS[500].urn, "auth_time": later(0)}
    client = StrictClient()
    is_accepted(sign_in(client, scene.provider, level=200), client, scene.aline, 200)


def test_a_downgrade_does_not_open_office(scene: Scene) -> None:
    give_post(actor=SYSTEM, user=scene.aline, function=Role.DIGIPRO, territory=None, since=SINCE)
    scene.passes(following="/office/")
    client = StrictClient()
    answer = sign_in(client, scene.provider, level=200, following="/office/")
    scene.is_refused(answer, client)


@pytest.mark.parametrize("level", LEVELS)
def test_every_level_is_what_it_is(scene: Scene, level: int) -> None:
    scene.passes(level=level)


def test_who_may_not_sign_in_any_more_does_not(scene: Scene) -> None:
    scene.passes()
    scene.aline.is_active = False
    scene.aline.save(update_fields=["is_active"])
    client = StrictClient()
    scene.is_refused(sign_in(client, scene.provider), client)


@pytest.mark.parametrize("claim", ["email", "preferred_username", "name", "sub"])
def test_nobody_is_found_by_anything_but_number_and_link(scene: Scene, claim: str) -> None:
    """Not by an e-mail address, above all: whoever may choose theirs would choose whom to be."""
    values = {"email": scene.bea.email, "sub": scene.bea.username}
    lie = {claim: values.get(claim, scene.bea.username), "email_verified": True}
    scene.passes()
    scene.provider.claims = lie
    scene.provider.userinfo = lie
    client = StrictClient()
    scene.is_refused(sign_in(client, scene.provider, BOSA), client)

"""An OpenID provider in this process that speaks the real protocol, and lies where a test tells it to.

Honest, it asks for all that the certified one asks for (client, PKCE, nonce, scopes, redirect address), so
that what passes here is no gift. A test changes exactly one thing: a claim, a signature, or how one of its
addresses answers.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from tests.services.openid import LEVELS, Persona

CLIENT_ID, CLIENT_SECRET = "one-portails-hostile", "a-secret-of-the-tests-that-protects-nothing"
KID = "k1"
IBAN = "BE68539007547034"
Claims = dict[str, Any]
# Instead of a value: the claim is left out.
MISSING = object()


@cache
def key(name: str) -> rsa.RSAPrivateKey:
    """A key of that name: the same one in the whole run."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Answer:
    """How an address answers instead of honestly: after `seconds`, with `body` as it stands."""

    body: str = ""
    status: int = 200
    seconds: float = 0.0
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Login:
    """What the provider knows of one code."""

    claims: Claims
    challenge: str
    redirect_uri: str
    access_token: str
    id_token: str = ""
    used: bool = False


def signed(claims: Claims) -> str:
    """As the honest provider signs."""
    return jwt.encode(claims, key("honest"), "RS256", headers={"kid": KID})


def changed(claims: Claims, lie: Claims) -> Claims:
    """The claims with those of the lie in their place; functions are asked with what stood there."""
    told = dict(claims)
    for name, value in lie.items():
        if value is MISSING:
            told.pop(name, None)
        else:
            told[name] = value(told) if callable(value) else value
    return told


class HostileProvider:
    """`claims`, `userinfo`: what is put in the place of the truth. `sign`: how. `faults`: by address."""

    def __init__(self, port: int) -> None:
        self.issuer = f"http://127.0.0.1:{port}"
        self.logins: dict[str, Login] = {}
        self.asked: list[str] = []
        self.be_honest()

    def be_honest(self) -> None:
        self.claims: Claims = {}
        self.userinfo: Claims = {}
        self.document: Claims = {}
        self.sign: Callable[[Claims], str] = signed
        self.keys = [public(key("honest"), KID)]
        self.faults: dict[str, Answer] = {}
        self.codes_serve_for_ever = False

    def authorise(self, address: str, persona: Persona, level: int = 500, **back: str | None) -> str:
        """What a browser does there: from the portals' address to the one it is sent back to.

        `back`: parameters of the return that are changed; None leaves one out.
        """
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert address.startswith(f"{self.issuer}/authorize?"), address
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT_ID
        assert {"openid", "egovnrn"} <= set(asked["scope"].split())
        assert asked["code_challenge_method"] == "S256"
        code, access_token = secrets.token_urlsafe(16), secrets.token_urlsafe(16)
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "auth_time": now,
            "acr": LEVELS[level].urn,
            "nonce": asked["nonce"],
            "at_hash": half_hash(access_token),
            # More than anybody has asked for.
            "iban": IBAN,
            **persona.claims,
        }
        self.logins[code] = Login(claims, asked["code_challenge"], asked["redirect_uri"], access_token)
        told = {"code": code, "state": asked["state"]} | back
        kept = {name: value for name, value in told.items() if value is not None}
        return f"{asked['redirect_uri']}?{urlencode(kept)}"

    def answer_discovery(self, request: "Request") -> Claims:
        return changed(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "userinfo_endpoint": f"{self.issuer}/userinfo",
                "jwks_uri": f"{self.issuer}/jwks",
                "end_session_endpoint": f"{self.issuer}/end",
                "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            },
            self.document,
        )

    def answer_jwks(self, request: "Request") -> Claims:
        return {"keys": self.keys}

    def answer_token(self, request: "Request") -> Claims:
        login = self.logins.get(request.typed.get("code", ""))
        verified = base64.urlsafe_b64encode(
            hashlib.sha256(request.typed.get("code_verifier", "").encode()).digest()
        )
        if login is None or (login.used and not self.codes_serve_for_ever):
            raise Wrong("invalid_grant")
        if request.client != (CLIENT_ID, CLIENT_SECRET):
            raise Wrong("invalid_client")
        if verified.decode().rstrip("=") != login.challenge and not self.codes_serve_for_ever:
            raise Wrong("invalid_grant")
        if request.typed.get("redirect_uri") != login.redirect_uri:
            raise Wrong("invalid_grant")
        login.used = True
        login.id_token = self.sign(changed(login.claims, self.claims))
        return {
            "access_token": login.access_token,
            "token_type": "Bearer",
            "expires_in": 300,
            "id_token": login.id_token,
        }

    def answer_userinfo(self, request: "Request") -> Claims:
        for login in self.logins.values():
            if request.headers["Authorization"] == f"Bearer {login.access_token}":
                profile = ("sub", "given_name", "family_name", "egovNRN", "iban")
                truth = {name: login.claims[name] for name in profile if name in login.claims}
                return changed(truth, self.userinfo)
        raise Wrong("invalid_token")


class Wrong(Exception):
    """The client has asked wrongly; the message is the error of the protocol."""


class Request(BaseHTTPRequestHandler):
    """One request to the provider."""

    provider: HostileProvider
    typed: dict[str, str]

    @property
    def client(self) -> tuple[str, str]:
        kind, _, coded = self.headers.get("Authorization", "").partition(" ")
        name, _, password = base64.b64decode(coded).decode().partition(":")
        return (unquote(name), unquote(password)) if kind == "Basic" else ("", "")

    def do_GET(self) -> None:
        name = {"/.well-known/openid-configuration": "discovery"}.get(self.path, self.path.strip("/"))
        length = int(self.headers.get("Content-Length") or 0)
        sent = self.rfile.read(length).decode()
        self.typed = {field: values[0] for field, values in parse_qs(sent).items()}
        self.provider.asked.append(name)
        if name in self.provider.faults:
            return self.send(self.provider.faults[name])
        answer: Callable[[Request], Claims] = getattr(self.provider, f"answer_{name}")
        try:
            self.send(Answer(json.dumps(answer(self))))
        except Wrong as wrong:
            self.send(Answer(json.dumps({"error": str(wrong)}), status=400))

    do_POST = do_GET  # noqa: N815 -- the base class names it

    def send(self, answer: Answer) -> None:
        time.sleep(answer.seconds)
        body = answer.body.encode()
        try:
            self.send_response(answer.status)
            for name, value in {"Content-Type": "application/json", **answer.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            pass  # whoever asked has lost patience

    def log_message(self, *arguments: object) -> None:
        """Nothing."""


def public(private: rsa.RSAPrivateKey, kid: str) -> dict[str, Any]:
    """A key as the provider publishes it."""
    found = RSAAlgorithm.to_jwk(private.public_key(), as_dict=True)
    return {**found, "kid": kid, "use": "sig", "alg": "RS256"}


def half_hash(token: str) -> str:
    digest = hashlib.sha256(token.encode()).digest()
    return base64.urlsafe_b64encode(digest[:16]).decode().rstrip("=")


@contextmanager
def running() -> Iterator[HostileProvider]:
    """A provider that listens on 127.0.0.1, gone afterwards."""
    handler = type("Handler", (Request,), {})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        handler.provider = HostileProvider(server.server_port)  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield handler.provider  # type: ignore[attr-defined]
        finally:
            server.shutdown()
            thread.join()

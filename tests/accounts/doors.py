"""Signing in as a person does: through the page, with a password."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from portal.accounts.models import User
from portal.kernel import clock

PASSWORD = "trois-tilleuls-sous-la-pluie"
SIGN_IN, SIGN_OUT, PROLONG = "/connexion/", "/deconnexion/", "/connexion/prolonger/"
HOME = "/pro/"


def make_person(name: str = "aline", email: str = "aline@exemple.be", **fields: Any) -> User:
    return User.objects.create_user(
        name, email, PASSWORD, first_name=name.title(), last_name="Dubois", **fields
    )


def sign_in(client: Client, name: str = "aline", password: str = PASSWORD, **more: str) -> Any:
    return client.post(SIGN_IN, {"username": name, "password": password} | more)


def is_in(client: Client) -> bool:
    return bool(client.get(HOME).status_code == 200)


def wait(monkeypatch: pytest.MonkeyPatch, **delta: float) -> None:
    """Let so much time pass."""
    moment = clock.now() + timedelta(**delta)
    monkeypatch.setattr(clock, "now", lambda: moment)

"""The scene of every attack."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest

from portal.accounts.strong.federation import Csam
from tests.security.strong.doors import ALINE, OTHER, Scene, known
from tests.security.strong.hostile_openid import CLIENT_ID, CLIENT_SECRET, HostileProvider, running
from tests.security.strong.left_behind import left_behind

PATIENCE = 20.0


@pytest.fixture(scope="session")
def running_provider() -> Iterator[HostileProvider]:
    with running() as provider:
        yield provider


@pytest.fixture
def provider(running_provider: HostileProvider, settings: Any) -> Iterator[HostileProvider]:
    """Honest, and the only one that the portals know; nothing of it is remembered from before."""
    running_provider.be_honest()
    running_provider.logins.clear()
    running_provider.asked.clear()
    settings.CSAM_ISSUER = running_provider.issuer
    settings.STRONG_LOGIN = True
    settings.SOCIAL_AUTH_CSAM_OIDC_ENDPOINT = running_provider.issuer
    settings.SOCIAL_AUTH_CSAM_ID_TOKEN_ISSUER = running_provider.issuer
    settings.SOCIAL_AUTH_CSAM_KEY = CLIENT_ID
    settings.SOCIAL_AUTH_CSAM_SECRET = CLIENT_SECRET
    # A busy machine is no outage.
    settings.SOCIAL_AUTH_CSAM_REQUESTS_TIMEOUT = PATIENCE
    forget_the_provider()
    yield running_provider
    forget_the_provider()


def forget_the_provider() -> None:
    """Let the library ask again for the provider's document and keys, which it keeps for a day."""
    Csam.get_openid_configuration.invalidate()
    Csam.get_jwks_keys_for_uri.invalidate()


@pytest.fixture
def scene(db: None, provider: HostileProvider, caplog: pytest.LogCaptureFixture) -> Iterator[Scene]:
    """Whatever a test has done in it, let in or refused: nothing private is left behind."""
    caplog.set_level(logging.DEBUG)
    scene = Scene(provider, known(ALINE), known(OTHER), caplog)
    yield scene
    assert left_behind(scene) == {}

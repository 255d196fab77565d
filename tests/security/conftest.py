"""Listings with canaries in them."""

import logging

import pytest

from portal.facilities.models import Listing
from tests.security.canaries import plant


@pytest.fixture
def planted(transactional_db: None, caplog: pytest.LogCaptureFixture) -> list[Listing]:
    """A public home with canaries in every private field, a hidden listing, and an ended one."""
    caplog.set_level(logging.DEBUG)
    return plant()

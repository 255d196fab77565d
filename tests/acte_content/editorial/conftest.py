"""The pages of the demonstration, and who writes and publishes them."""

import pytest

from acte_content.editorial.demo.planting import plant
from portal.accounts.enums import LoginLevel, Role
from portal.accounts.models import User
from portal.kernel import clock
from tests.accounts.conftest import (  # noqa: F401 -- fixtures
    MakeFacility,
    MakeUser,
    make_facility,
    make_user,
    organiser,
    other_organiser,
)
from tests.strictness.pages import StrictClient


@pytest.fixture
def planted(db: None) -> None:
    """Every example, published."""
    plant(clock.today())


def strong_client(user: User) -> StrictClient:
    """A browser in which this agent has signed in."""
    client = StrictClient()
    client.level = LoginLevel.EID
    client.force_login(user)
    return client


@pytest.fixture
def editor(make_user: MakeUser) -> User:  # noqa: F811
    return make_user("editrice", function=Role.EDITOR)


@pytest.fixture
def moderator(make_user: MakeUser) -> User:  # noqa: F811
    return make_user("relectrice", function=Role.MODERATOR)

"""The browser and the site of the journeys: one of each for the whole run."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.journeys.site import RunningSite, running_site
from tests.journeys.visitor import Visitor, running_browser
from tests.services.parts import chromium, missing


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    """A running site with fictitious listings. Journeys that change data put them back."""
    with running_site(tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture(scope="session")
def people(site: RunningSite) -> None:
    """The demonstration's people, once: beside people whom a journey has made, they would be refused."""
    site.manage("demo_people")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if chromium() is None:
        missing("Chromium")
    with running_browser() as browser:
        yield browser


@pytest.fixture
def visitor(browser: Browser, site: RunningSite) -> Iterator[Visitor]:
    """Opens pages (`visitor.open("/recherche/?q=5000", width=390)`); any error in them fails the test."""
    visitor = Visitor(browser, site)
    yield visitor
    visitor.close()
    assert not visitor.faults, "\n".join(visitor.faults)

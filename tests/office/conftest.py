"""Agents, and listings to look at, made by the services."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from portal.accounts import posts
from portal.accounts.enums import LoginLevel, Role, Territory
from portal.accounts.models import User
from portal.facilities import services
from portal.facilities.addresses import Address
from portal.facilities.enums import FacilityKind
from portal.facilities.models import Listing
from portal.kernel.actors import SystemActor
from tests.config.conftest import breaker, on_servers, told  # noqa: F401 -- fixtures
from tests.strictness.pages import StrictClient

MakeListing = Callable[..., Listing]
DAY = date(2026, 5, 4)


@pytest.fixture
def make_listing(db: None) -> MakeListing:
    def make(
        name: str = "Les Tilleuls",
        reference_number: str = "M-1",
        postcode: str = "5000",
        kind: FacilityKind = FacilityKind.CRECHE,
        **stated: object,
    ) -> Listing:
        actor = SystemActor("essai")
        listing_id = services.open_facility(
            actor=actor,
            today=DAY,
            draft=services.FacilityDraft(
                organiser_id=services.register_organiser(actor=actor, name=f"PO {name}").pk,
                kind=kind,
                reference_number=reference_number,
                address=Address(
                    street="Rue Haute",
                    house_number="12",
                    box="",
                    postcode=postcode,
                    locality="Namur",
                    commune="Namur",
                    latitude=50.46,
                    longitude=4.86,
                ),
                effect=services.AuthorisationEffect(authorised_capacity=14, in_force_from=date(2020, 1, 1)),
                stated={"name": name, "visible": True, **stated},
            ),
        )
        return Listing.objects.get(pk=listing_id)

    return make


def agent_of(function: Role) -> User:
    """An agent with this function, in Namur where it has territories."""
    territory = Territory.NAMUR if function.has_territory else None
    user = User.objects.create_user(f"agent {function}", password="x")
    posts.give_post(actor=SystemActor("essai"), user=user, function=function, territory=territory)
    return user


@pytest.fixture
def agent(db: None) -> User:
    """Who may do all that can be done in OFFICE.ONE today."""
    user = User.objects.create_user("agent", password="agent", first_name="Aline")
    for function in (Role.ADMINISTRATOR, Role.DIGIPRO):
        posts.give_post(actor=SystemActor("essai"), user=user, function=function)
    return user


@pytest.fixture
def office(client: StrictClient, agent: User) -> StrictClient:
    """A browser in which the agent has signed in strongly."""
    client.level = LoginLevel.EID
    client.force_login(agent)
    return client


@pytest.fixture
def house(make_listing: MakeListing) -> Any:
    """People and organisers of Namur and of Liège."""
    from tests.office.house import make_house

    return make_house(make_listing)

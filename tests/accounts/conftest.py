"""People with roles, and facilities of two organisers in two territories."""

from collections.abc import Callable
from datetime import date

import pytest

from portal.accounts import posts
from portal.accounts.enums import LoginLevel, Role, Territory
from portal.accounts.models import User
from portal.accounts.person import Person, person_of
from portal.facilities import services
from portal.facilities.addresses import Address
from portal.facilities.enums import FacilityKind
from portal.facilities.models import Facility, Membership, Organiser
from portal.kernel.actors import SystemActor
from portal.kernel.service import writing

SYSTEM = SystemActor("essai")
DAY = date(2026, 5, 4)
SINCE = date(2020, 1, 1)
# One postcode in each territory.
POSTCODES = {
    Territory.BRUSSELS: "1030",
    Territory.WALLOON_BRABANT: "1340",
    Territory.HAINAUT: "7000",
    Territory.LIEGE: "4800",
    Territory.LUXEMBOURG: "6700",
    Territory.NAMUR: "5000",
}
MakeUser = Callable[..., User]
MakeFacility = Callable[..., Facility]


@pytest.fixture
def make_user(db: None) -> MakeUser:
    def make(name: str, *, function: Role | None = None, territory: Territory | None = None) -> User:
        user = User.objects.create_user(name, email=f"{name}@exemple.be", first_name=name.title())
        if function is not None:
            posts.give_post(actor=SYSTEM, user=user, function=function, territory=territory, since=SINCE)
        return user

    return make


@pytest.fixture
def make_facility(db: None) -> MakeFacility:
    def make(
        organiser: Organiser,
        kind: FacilityKind = FacilityKind.CRECHE,
        territory: Territory = Territory.NAMUR,
    ) -> Facility:
        number = Facility.objects.count() + 1
        services.open_facility(
            actor=SYSTEM,
            today=DAY,
            draft=services.FacilityDraft(
                organiser_id=organiser.pk,
                kind=kind,
                reference_number=f"M-{number}",
                address=Address(
                    street="Rue Haute", house_number="12", box="", postcode=POSTCODES[territory],
                    locality="Ici", commune="Ici", latitude=50.46, longitude=4.86,
                ),
                effect=services.AuthorisationEffect(authorised_capacity=4, in_force_from=SINCE),
                stated={"name": f"Lieu {number}"},
            ),
        )  # fmt: skip
        return Facility.objects.get(reference_number=f"M-{number}")

    return make


@pytest.fixture
def organiser(db: None) -> Organiser:
    return services.register_organiser(actor=SYSTEM, name="Les Tilleuls ASBL")


@pytest.fixture
def other_organiser(db: None) -> Organiser:
    return services.register_organiser(actor=SYSTEM, name="Autre ASBL")


def member_of(organiser: Organiser, user: User, role: Role = Role.MEMBER) -> None:
    with writing():
        Membership.objects.create(organiser=organiser, user=user, role=role, since=SINCE)


def strongly(user: User, day: date = DAY) -> Person:
    return person_of(user, LoginLevel.ITSME, day)


def by_password(user: User, day: date = DAY) -> Person:
    return person_of(user, LoginLevel.PASSWORD, day)

"""What professionals hand in, and the people about it: a childminder's holder, her agent conseil, others."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest

from portal.accounts.enums import Role, Territory
from portal.accounts.person import Person
from portal.facilities import services
from portal.facilities.enums import FacilityKind
from portal.facilities.models import BankStatement, Facility, Listing, Organiser, PedagogicalProject, Photo
from portal.facilities.services.photos import PreparedPhoto, prepare_photo
from portal.files.accepting import Accepted
from portal.files.scanning import Verdict
from portal.kernel import clock
from tests.accounts.conftest import MakeFacility, MakeUser, member_of, strongly
from tests.files.making import PDF, image

IBAN, OTHER_IBAN = "BE91998042775576", "BE68539007547034"


@dataclass(frozen=True)
class Scene:
    """Persons as they signed in, and the childminder's place in Namur."""

    facility: Facility
    organiser: Organiser
    holder: Person
    adviser: Person
    coordinator: Person
    far_adviser: Person
    officer: Person
    stranger: Person

    @property
    def listing(self) -> Listing:
        return Listing.objects.get(facility=self.facility)


@pytest.fixture
def scene(
    own_media: None,
    organiser: Organiser,
    other_organiser: Organiser,
    make_user: MakeUser,
    make_facility: MakeFacility,
) -> Scene:
    holder, stranger = make_user("nadia"), make_user("autre")
    member_of(organiser, holder, Role.HOLDER)
    member_of(other_organiser, stranger, Role.HOLDER)
    facility = make_facility(organiser, FacilityKind.INDEPENDENT_CHILDMINDER, Territory.NAMUR)
    make_facility(other_organiser)

    def agent(name: str, function: Role, territory: Territory = Territory.NAMUR) -> Person:
        return strongly(make_user(name, function=function, territory=territory), clock.today())

    return Scene(
        facility, organiser, strongly(holder, clock.today()),
        agent("sophie", Role.ADVISER), agent("claire", Role.CARE_COORDINATOR),
        agent("loin", Role.ADVISER, Territory.LIEGE), agent("remi", Role.CARE_OFFICER),
        strongly(stranger, clock.today()),
    )  # fmt: skip


@cache
def prepared(width: int = 500) -> PreparedPhoto:
    return prepare_photo(Accepted("jardin.jpg", "image/jpeg", image(size=(width, 300)), Verdict.CLEAN))


def photo(scene: Scene, description: str = "Le jardin", **changed: Any) -> Photo:
    stated = {"actor": scene.holder, "listing_id": scene.listing.pk, "photo": prepared()} | changed
    return services.submit_photo(description=description, **stated)


def project(scene: Scene, verdict: Verdict = Verdict.CLEAN) -> PedagogicalProject:
    document = Accepted("projet.pdf", "application/pdf", PDF, verdict)
    return services.submit_project(actor=scene.holder, listing_id=scene.listing.pk, document=document)


def account(scene: Scene, version: int = 0, iban: str = IBAN, **more: Any) -> None:
    services.state_bank_account(
        actor=scene.holder, organiser_id=scene.organiser.pk, version=version, iban=iban, bic="",
        account_holder="Nadia", **more,
    )  # fmt: skip


def statement(scene: Scene) -> BankStatement:
    document = Accepted("rib.pdf", "application/pdf", PDF, Verdict.CLEAN)
    return services.submit_bank_statement(
        actor=scene.holder, organiser_id=scene.organiser.pk, document=document
    )


@pytest.fixture
def own_media(settings: Any, tmp_path: Any) -> None:
    """What one test publishes is not there for the next."""
    settings.MEDIA_ROOT = tmp_path / "media"


Committing = Callable[[], AbstractContextManager[Any]]


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Any) -> Committing:
    """What follows a commit happens at the end of the block."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def approved(scene: Scene, sent: Photo, committed: Committing) -> Photo:
    """A photo that the agent conseil has approved, with its public copies."""
    with committed():
        services.approve_photo(actor=scene.adviser, photo_id=sent.pk)
    sent.refresh_from_db()
    return sent

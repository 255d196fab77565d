"""People who write, people who treat."""

import pytest

from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.facilities.models import Facility, Organiser
from portal.files.accepting import Accepted
from portal.helpdesk.models import HelpdeskMessage
from portal.helpdesk.services import send_message
from tests.accounts.conftest import (  # noqa: F401 -- fixtures
    MakeFacility,
    MakeUser,
    by_password,
    make_facility,
    make_user,
    member_of,
    organiser,
    other_organiser,
    strongly,
)
from tests.files.making import PDF
from tests.files.scanners import answering, fresh_patience  # noqa: F401 -- fixtures

FILE = Accepted("relevé.pdf", "application/pdf", PDF)


@pytest.fixture
def nadia(make_user: MakeUser, organiser: Organiser) -> User:  # noqa: F811
    user = make_user("nadia")
    member_of(organiser, user, Role.HOLDER)
    return user


@pytest.fixture
def place(organiser: Organiser, make_facility: MakeFacility) -> Facility:  # noqa: F811
    return make_facility(organiser)


@pytest.fixture
def agent(make_user: MakeUser) -> User:  # noqa: F811
    return make_user("agente", function=Role.HELPDESK)


@pytest.fixture
def message(nadia: User, place: Facility) -> HelpdeskMessage:
    return send_message(
        actor=by_password(nadia), category="question", text="Où sont mes subsides\u00a0?",
        facility_id=place.pk, page="/pro/historique/", files=[FILE],
    )  # fmt: skip

"""An organiser that asks its people for a strong login: who may ask it, and what a password still shows."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from portal.accounts.enums import Role, Territory
from portal.accounts.models import User
from portal.accounts.rights import Right
from portal.audit.models import AuditEntry
from portal.facilities.facility_access import facilities_for, organisers_for, organisers_that_wait
from portal.facilities.models import Organiser
from portal.facilities.services import require_strong_login
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


@pytest.fixture(autouse=True)
def offered(settings: Any) -> None:
    settings.STRONG_LOGIN = True


@pytest.fixture
def holder(make_user: MakeUser, organiser: Organiser) -> User:  # noqa: F811
    user = make_user("holder")
    member_of(organiser, user, Role.HOLDER)
    return user


def require(by: Any, organiser: Organiser, required: bool = True) -> bool:  # noqa: F811
    return require_strong_login(actor=by, organiser_id=organiser.pk, required=required)


def test_a_password_shows_nothing_of_it_any_more(
    holder: User,
    make_facility: MakeFacility,  # noqa: F811
    organiser: Organiser,  # noqa: F811
    other_organiser: Organiser,  # noqa: F811
) -> None:
    member_of(other_organiser, holder, Role.HOLDER)
    make_facility(organiser)
    other = make_facility(other_organiser)
    assert facilities_for(by_password(holder), Right.SEE_FACILITY).count() == 2
    assert require(strongly(holder), organiser)
    for right in Right:
        found = organisers_for(by_password(holder), right)
        assert organiser not in found
        assert set(found) <= {other_organiser}
    assert list(facilities_for(by_password(holder), Right.SEE_FACILITY)) == [other]
    assert facilities_for(strongly(holder), Right.SEE_FACILITY).count() == 2
    assert list(organisers_that_wait(by_password(holder))) == [organiser]
    assert not organisers_that_wait(strongly(holder)).exists()


def test_it_is_in_the_history_once(holder: User, organiser: Organiser) -> None:  # noqa: F811
    assert require(strongly(holder), organiser)
    assert not require(strongly(holder), organiser)
    entry = AuditEntry.objects.get(purpose="connexion forte obligatoire")
    assert entry.subject_id == organiser.pk
    assert entry.changes == {"strong_login_required": [False, True]}
    assert require(strongly(holder), organiser, required=False)
    assert facilities_for(by_password(holder), Right.SEE_FACILITY).count() == 0
    assert organiser in organisers_for(by_password(holder), Right.SEE_FACILITY)


def test_who_may_ask_it(
    holder: User,
    make_user: MakeUser,  # noqa: F811
    organiser: Organiser,  # noqa: F811
    other_organiser: Organiser,  # noqa: F811
) -> None:
    member, stranger = make_user("member"), make_user("stranger")
    member_of(organiser, member)
    member_of(other_organiser, stranger, Role.HOLDER)
    adviser = make_user("aca", function=Role.ADVISER, territory=Territory.NAMUR)
    watch = make_user("veille", function=Role.WATCH_UNIT)
    helper = make_user("help", function=Role.HELPDESK)
    strong = [strongly(user) for user in (member, stranger, adviser, watch)]
    for nobody in (*strong, by_password(holder), by_password(helper)):
        with pytest.raises(Organiser.DoesNotExist):
            require(nobody, organiser)
    for somebody in (strongly(helper), strongly(make_user("digi", function=Role.DIGIPRO)), strongly(holder)):
        assert require(somebody, organiser)
        assert require(somebody, organiser, required=False)


def test_nobody_is_locked_out_where_no_strong_login_is_offered(
    holder: User,
    organiser: Organiser,  # noqa: F811
    settings: Any,
) -> None:
    settings.STRONG_LOGIN = False
    with pytest.raises(ValidationError, match="pas offerte"):
        require(strongly(holder), organiser)
    assert not require(strongly(holder), organiser, required=False)


def test_agents_are_not_asked_by_an_organiser(
    holder: User,
    make_facility: MakeFacility,  # noqa: F811
    make_user: MakeUser,  # noqa: F811
    organiser: Organiser,  # noqa: F811
) -> None:
    """They sign in strongly as it is; the organiser's rule is for its own people."""
    make_facility(organiser)
    agent = make_user("agente", function=Role.CARE_OFFICER, territory=Territory.NAMUR)
    require(strongly(holder), organiser)
    assert facilities_for(strongly(agent), Right.SEE_FACILITY).count() == 1

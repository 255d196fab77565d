"""Who may do what: the table, and what access functions make of it."""

from itertools import pairwise
from pathlib import Path

import pytest

from portal.accounts import rights
from portal.accounts.enums import FUNCTIONS, IN_CHARGE, LoginLevel, Role, Territory
from portal.accounts.rights import TABLE, Reach, Right
from portal.audit.models import AuditEntry
from portal.facilities.enums import FacilityKind
from portal.facilities.facility_access import (
    facilities_for,
    facility_for,
    organiser_for,
    organisers_for,
)
from portal.facilities.models import Facility, Organiser
from tests.accounts.conftest import (
    MakeFacility,
    MakeUser,
    by_password,
    member_of,
    strongly,
)

DOCUMENT = Path(__file__).parents[2] / "docs/rights.md"


def test_the_document_is_the_table() -> None:
    assert rights.as_markdown() in DOCUMENT.read_text()


def test_every_right_is_in_the_table_and_every_reach_fits_its_role() -> None:
    assert set(TABLE) == set(Right)
    for reaches in TABLE.values():
        for role, reach in reaches.items():
            fits = Reach.OWN if role.is_of_organiser else Reach.IN_CHARGE if role in IN_CHARGE else Reach.ALL
            assert reach is fits, (role, reach)


def test_agents_sign_in_strongly_and_members_only_for_what_is_private() -> None:
    strongly = {Right.SEE_PRIVATE, Right.STATE_BANK_ACCOUNT, Right.REQUIRE_STRONG}
    for right in Right:
        for role in Role:
            needed = rights.level_for(right, role)
            strong = not role.is_of_organiser or right in strongly
            assert needed == (LoginLevel.BOSA_KEYS if strong else LoginLevel.PASSWORD)


class TestMembers:
    def test_they_reach_what_is_their_organisers_and_nothing_else(
        self,
        make_user: MakeUser,
        make_facility: MakeFacility,
        organiser: Organiser,
        other_organiser: Organiser,
    ) -> None:
        own, foreign = make_facility(organiser), make_facility(other_organiser)
        user = make_user("aline")
        member_of(organiser, user)
        for right in (Right.SEE_FACILITY, Right.EDIT_LISTING, Right.SEE_HISTORY):
            assert list(facilities_for(by_password(user), right)) == [own]
        with pytest.raises(Facility.DoesNotExist):
            facility_for(by_password(user), foreign.pk, right=Right.SEE_FACILITY, purpose="essai")
        with pytest.raises(Organiser.DoesNotExist):
            organiser_for(by_password(user), other_organiser.pk, right=Right.SEE_MEMBERS)

    def test_one_person_may_be_a_member_of_several(
        self,
        make_user: MakeUser,
        make_facility: MakeFacility,
        organiser: Organiser,
        other_organiser: Organiser,
    ) -> None:
        user = make_user("aline")
        places = {make_facility(organiser).pk, make_facility(other_organiser).pk}
        member_of(organiser, user, Role.HOLDER)
        member_of(other_organiser, user)
        found = facilities_for(by_password(user), Right.SEE_FACILITY)
        assert set(found.values_list("pk", flat=True)) == places
        assert list(organisers_for(by_password(user), Right.MANAGE_MEMBERS)) == [organiser]

    def test_a_password_leaves_what_is_private_covered(
        self, make_user: MakeUser, make_facility: MakeFacility, organiser: Organiser
    ) -> None:
        make_facility(organiser)
        user = make_user("aline")
        member_of(organiser, user)
        assert not by_password(user).may(Right.SEE_PRIVATE)
        assert not facilities_for(by_password(user), Right.SEE_PRIVATE).exists()
        assert facilities_for(strongly(user), Right.SEE_PRIVATE).count() == 1

    def test_what_was_taken_away_is_gone_with_the_next_request(
        self, make_user: MakeUser, make_facility: MakeFacility, organiser: Organiser
    ) -> None:
        make_facility(organiser)
        user = make_user("aline")
        member_of(organiser, user)
        assert by_password(user).may(Right.SEE_FACILITY)
        user.is_active = False
        assert not by_password(user).roles

    def test_seeing_a_facility_is_in_the_history(
        self, make_user: MakeUser, make_facility: MakeFacility, organiser: Organiser
    ) -> None:
        facility = make_facility(organiser)
        user = make_user("aline")
        member_of(organiser, user)
        facility_for(by_password(user), facility.pk, right=Right.SEE_FACILITY, purpose="signalétique")
        entry = AuditEntry.objects.get(kind=AuditEntry.Kind.CONSULTATION)
        assert (entry.actor_id, entry.subject_id, entry.purpose) == (user.pk, facility.pk, "signalétique")

    @pytest.mark.parametrize("pk", [0, -1, 2**63, 10**30])
    def test_numbers_that_no_row_has(self, make_user: MakeUser, organiser: Organiser, pk: int) -> None:
        user = make_user("aline")
        member_of(organiser, user)
        with pytest.raises(Facility.DoesNotExist):
            facility_for(by_password(user), pk, right=Right.SEE_FACILITY, purpose="essai")
        with pytest.raises(Organiser.DoesNotExist):
            organiser_for(by_password(user), pk, right=Right.SEE_MEMBERS)


class TestAgents:
    # Which kinds each function in charge may see, in its own territory.
    KINDS = {
        Role.ADVISER: {FacilityKind.INDEPENDENT_CHILDMINDER, FacilityKind.CO_CHILDMINDERS},
        Role.CARE_COORDINATOR: {
            FacilityKind.CRECHE, FacilityKind.SAE, FacilityKind.INDEPENDENT_CHILDMINDER,
            FacilityKind.EMPLOYED_CHILDMINDER, FacilityKind.CO_CHILDMINDERS,
        },
        Role.CARE_OFFICER: {
            FacilityKind.CRECHE, FacilityKind.SAE, FacilityKind.INDEPENDENT_CHILDMINDER,
            FacilityKind.EMPLOYED_CHILDMINDER, FacilityKind.CO_CHILDMINDERS,
        },
        Role.HEALTH_OFFICER: {
            FacilityKind.CRECHE, FacilityKind.SAE, FacilityKind.INDEPENDENT_CHILDMINDER,
            FacilityKind.EMPLOYED_CHILDMINDER, FacilityKind.CO_CHILDMINDERS, FacilityKind.CONSULTATION,
        },
        Role.APPROVAL_OFFICER: {
            FacilityKind.AFTER_SCHOOL, FacilityKind.HOMEWORK_SCHOOL, FacilityKind.HOLIDAY_ACTIVITY,
        },
    }  # fmt: skip

    @pytest.fixture
    def places(self, make_facility: MakeFacility, organiser: Organiser) -> dict[tuple[str, str], int]:
        """A facility of every kind in every territory."""
        return {
            (kind, territory): make_facility(organiser, kind, territory).pk
            for kind in FacilityKind
            for territory in Territory
        }

    def test_function_and_territory_decide_what_they_see(
        self, make_user: MakeUser, places: dict[tuple[str, str], int]
    ) -> None:
        assert set(self.KINDS) == IN_CHARGE
        for function, kinds in self.KINDS.items():
            for territory in Territory:
                agent = make_user(f"{function}-{territory}", function=function, territory=territory)
                wanted = {pk for (kind, where), pk in places.items() if kind in kinds and where == territory}
                found = facilities_for(strongly(agent), Right.SEE_FACILITY)
                assert set(found.values_list("pk", flat=True)) == wanted
                assert not facilities_for(by_password(agent), Right.SEE_FACILITY).exists()

    def test_functions_for_the_whole_community_see_all_or_nothing(
        self, make_user: MakeUser, places: dict[tuple[str, str], int]
    ) -> None:
        for function in FUNCTIONS - IN_CHARGE:
            agent = make_user(function, function=function)
            sees = function in TABLE[Right.SEE_FACILITY]
            assert facilities_for(strongly(agent), Right.SEE_FACILITY).count() == (len(places) if sees else 0)
            assert not facilities_for(by_password(agent), Right.SEE_FACILITY).exists()

    def test_two_posts_add_up(self, make_user: MakeUser, places: dict[tuple[str, str], int]) -> None:
        from portal.accounts import posts
        from tests.accounts.conftest import SINCE, SYSTEM

        agent = make_user("aline", function=Role.ADVISER, territory=Territory.NAMUR)
        posts.give_post(
            actor=SYSTEM, user=agent, function=Role.APPROVAL_OFFICER, territory=Territory.LIEGE, since=SINCE
        )
        assert facilities_for(strongly(agent), Right.SEE_FACILITY).count() == 2 + 3


def test_a_postcode_is_in_one_territory_at_most() -> None:
    ranges = sorted(pair for territory in Territory for pair in territory.postcodes)
    assert all(first <= last for first, last in ranges)
    assert all(before[1] < after[0] for before, after in pairwise(ranges))

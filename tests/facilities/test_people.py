"""Who sees whom, and what is done to accounts: links, ends, new beginnings."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from portal.accounts.enums import Role, Territory
from portal.accounts.models import User
from portal.accounts.rights import Right
from portal.audit.models import AuditEntry
from portal.facilities.models import Organiser
from portal.facilities.people_access import organisers_named, people_for, people_named, person_for
from portal.facilities.services import members, people
from tests.accounts.conftest import (  # noqa: F401 -- fixtures
    SYSTEM,
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

REASON = "Départ à la retraite"


@pytest.fixture
def helper(make_user: MakeUser) -> User:  # noqa: F811
    return make_user("help", function=Role.HELPDESK)


@pytest.fixture
def manager(make_user: MakeUser) -> User:  # noqa: F811
    return make_user("digi", function=Role.DIGIPRO)


def deactivate(by: Any, user: User, reason: str = REASON) -> bool:
    return people.deactivate(actor=by, user_id=user.pk, reason=reason)


class TestWhoSeesWhom:
    def test_agents_in_charge_see_the_members_of_their_organisers(
        self,
        make_user: MakeUser,  # noqa: F811
        make_facility: MakeFacility,  # noqa: F811
        organiser: Organiser,  # noqa: F811
        other_organiser: Organiser,  # noqa: F811
    ) -> None:
        own, foreign = make_user("aline"), make_user("zoe")
        member_of(organiser, own)
        member_of(other_organiser, foreign)
        make_facility(organiser, territory=Territory.NAMUR)
        make_facility(other_organiser, territory=Territory.LIEGE)
        for function in (Role.CARE_OFFICER, Role.CARE_COORDINATOR, Role.HEALTH_OFFICER):
            agent = make_user(function, function=function, territory=Territory.NAMUR)
            assert list(people_for(strongly(agent))) == [own]
            assert not people_for(by_password(agent)).exists()
            with pytest.raises(User.DoesNotExist):
                person_for(strongly(agent), foreign.pk, purpose="essai")
        # Of another sector.
        agent = make_user("atl", function=Role.APPROVAL_OFFICER, territory=Territory.NAMUR)
        assert not people_for(strongly(agent)).exists()
        assert not AuditEntry.objects.filter(kind="consultation").exists()

    def test_the_others_see_everybody_or_nobody(self, make_user: MakeUser) -> None:  # noqa: F811
        make_user("aline")
        everybody = {Role.HELPDESK, Role.DIGIPRO, Role.ADMINISTRATOR}
        for function in (*everybody, Role.WATCH_UNIT, Role.ACTE_TEAM, Role.EDITOR):
            agent = make_user(function, function=function)
            seen = people_for(strongly(agent)).count()
            assert seen == (User.objects.count() if function in everybody else 0)
            assert not people_for(by_password(agent)).exists()

    def test_members_see_nobody_here(
        self,
        make_user: MakeUser,  # noqa: F811
        organiser: Organiser,  # noqa: F811
    ) -> None:
        holder = make_user("aline")
        member_of(organiser, holder, Role.HOLDER)
        assert not people_for(strongly(holder)).exists()

    def test_a_look_is_in_the_history(self, helper: User, make_user: MakeUser) -> None:  # noqa: F811
        shown = make_user("aline")
        assert person_for(strongly(helper), shown.pk, purpose="essai") == shown
        entry = AuditEntry.objects.get(kind="consultation")
        assert (entry.actor_id, entry.subject_id, entry.purpose) == (helper.pk, shown.pk, "essai")

    @pytest.mark.parametrize("pk", [0, -1, 10**30])
    def test_an_id_that_is_none(self, helper: User, pk: int) -> None:
        with pytest.raises(User.DoesNotExist):
            person_for(strongly(helper), pk, purpose="essai")


class TestSearch:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("bensaid", True), ("Bensaïd", True), ("karim bensaid", True), ("BENSAÏD Karim", True),
            ("ben", True), ("karim.b", True), ("KARIM@exemple.be", True), ("exemple.be", True),
            ("karim dupont", False), ("autre@exemple.be", False), ("%", False), ("_", False), ("z%b", False),
            ("'", False), ("—", False),
        ],
    )  # fmt: skip
    def test_by_names_user_name_and_e_mail(self, db: None, text: str, found: bool) -> None:
        user = User.objects.create_user("karim.b", email="karim@exemple.be")
        user.first_name, user.last_name = "Karim", "Bensaïd"
        user.save(update_fields=["first_name", "last_name"])
        assert people_named(User.objects.all(), text).filter(pk=user.pk).exists() is found

    def test_organisers_by_name(self, organiser: Organiser, other_organiser: Organiser) -> None:  # noqa: F811
        assert list(organisers_named(Organiser.objects.all(), "TILLEULS les")) == [organiser]
        assert organisers_named(Organiser.objects.all(), "asbl").count() == 2


class TestNewPassword:
    def test_it_is_noted_once_in_a_while(self, helper: User, db: None) -> None:
        user = User.objects.create_user("aline", email="aline@exemple.be", password="x")
        assert people.offer_new_password(actor=strongly(helper), user_id=user.pk) == user
        entry = AuditEntry.objects.get(subject_id=user.pk, purpose="lien pour un nouveau mot de passe")
        assert entry.actor_id == helper.pk
        with pytest.raises(ValidationError, match="moins de 5"):
            people.offer_new_password(actor=strongly(helper), user_id=user.pk)

    @pytest.mark.parametrize(
        ("changes", "told"),
        [
            ({"is_active": False}, "désactivé"),
            ({"email": ""}, "adresse"),
            ({"password": "!"}, "mot de passe"),
        ],
    )
    def test_where_it_would_be_of_no_use(self, helper: User, changes: dict[str, Any], told: str) -> None:
        user = User.objects.create_user("aline", email="aline@exemple.be", password="x")
        User.objects.filter(pk=user.pk).update(**changes)
        with pytest.raises(ValidationError, match=told):
            people.offer_new_password(actor=strongly(helper), user_id=user.pk)

    def test_only_by_whoever_has_the_right(self, make_user: MakeUser, helper: User) -> None:  # noqa: F811
        user = User.objects.create_user("aline", email="aline@exemple.be", password="x")
        nobodies = [make_user(role, function=role) for role in (Role.ADMINISTRATOR, Role.WATCH_UNIT)]
        for by in (*map(strongly, nobodies), by_password(helper), strongly(user)):
            with pytest.raises(User.DoesNotExist):
                people.offer_new_password(actor=by, user_id=user.pk)


class TestDeactivating:
    def test_it_ends_and_begins_again_with_reasons(self, helper: User, make_user: MakeUser) -> None:  # noqa: F811
        user = make_user("aline")
        assert deactivate(strongly(helper), user)
        assert not deactivate(strongly(helper), user)
        user.refresh_from_db()
        assert not user.is_active
        assert people.reactivate(actor=strongly(helper), user_id=user.pk, reason="Retour")
        assert not people.reactivate(actor=strongly(helper), user_id=user.pk, reason="Retour")
        told = AuditEntry.objects.filter(subject_id=user.pk).order_by("pk").values_list("purpose", "changes")
        assert list(told) == [
            ("compte désactivé", {"is_active": [True, False], "reason": ["", REASON]}),
            ("compte réactivé", {"is_active": [False, True], "reason": ["", "Retour"]}),
        ]

    @pytest.mark.parametrize("reason", ["", "  ", "x" * 301])
    def test_a_reason_is_needed(self, helper: User, make_user: MakeUser, reason: str) -> None:  # noqa: F811
        with pytest.raises(ValidationError) as refusal:
            deactivate(strongly(helper), make_user("aline"), reason)
        assert "reason" in refusal.value.error_dict

    def test_nobody_ends_themselves(self, manager: User) -> None:
        with pytest.raises(ValidationError, match="votre propre compte"):
            deactivate(strongly(manager), manager)

    def test_the_last_holder_stays(
        self,
        helper: User,
        make_user: MakeUser,  # noqa: F811
        organiser: Organiser,  # noqa: F811
        other_organiser: Organiser,  # noqa: F811
    ) -> None:
        alone, other = make_user("aline"), make_user("zoe")
        members.give_first_holder(actor=SYSTEM, organiser_id=organiser.pk, user=alone)
        member_of(other_organiser, alone, Role.HOLDER)
        member_of(other_organiser, other, Role.HOLDER)
        with pytest.raises(ValidationError, match="Les Tilleuls ASBL\\. ") as refusal:
            deactivate(strongly(helper), alone)
        assert "Autre ASBL" not in str(refusal.value)
        member_of(organiser, other, Role.HOLDER)
        assert deactivate(strongly(helper), alone)
        # An account that has ended manages nothing: the other one is the last now.
        with pytest.raises(ValidationError):
            deactivate(strongly(helper), other)

    def test_whoever_works_at_one_is_for_who_manages_agents(
        self,
        helper: User,
        manager: User,
        make_user: MakeUser,  # noqa: F811
    ) -> None:
        agent = make_user("veille", function=Role.WATCH_UNIT)
        with pytest.raises(PermissionDenied):
            deactivate(strongly(helper), agent)
        assert deactivate(strongly(manager), agent)
        with pytest.raises(PermissionDenied):
            people.reactivate(actor=strongly(helper), user_id=agent.pk, reason=REASON)

    def test_only_by_whoever_has_the_right(
        self,
        helper: User,
        make_user: MakeUser,  # noqa: F811
        make_facility: MakeFacility,  # noqa: F811
        organiser: Organiser,  # noqa: F811
    ) -> None:
        user, holder = make_user("aline"), make_user("zoe")
        member_of(organiser, user)
        member_of(organiser, holder, Role.HOLDER)
        make_facility(organiser)
        officer = make_user("officer", function=Role.CARE_OFFICER, territory=Territory.NAMUR)
        for by in (by_password(helper), strongly(officer), strongly(holder)):
            with pytest.raises(User.DoesNotExist):
                deactivate(by, user)
        assert not people_for(strongly(officer), Right.DEACTIVATE_PERSON).exists()

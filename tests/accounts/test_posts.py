"""Functions given and ended, and colleagues who stand in."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from portal.accounts import posts
from portal.accounts.enums import Role, Territory
from portal.accounts.models import AgentPost
from portal.accounts.rights import Right
from portal.audit.models import AuditEntry
from portal.kernel.service import WriteOutsideService
from tests.accounts.conftest import DAY, SINCE, SYSTEM, MakeUser, by_password, strongly

NEXT = DAY + timedelta(days=1)
LAST = DAY + timedelta(days=10)


def test_a_post_begins_and_ends_with_its_days(make_user: MakeUser) -> None:
    agent = make_user("aline")
    post = posts.give_post(
        actor=SYSTEM, user=agent, function=Role.ADVISER, territory=Territory.NAMUR, since=DAY
    )
    posts.end_post(actor=SYSTEM, post_id=post.pk, last_day=NEXT)
    days = (DAY - timedelta(1), DAY, NEXT, NEXT + timedelta(1))
    assert [bool(strongly(agent, day).roles) for day in days] == [False, True, True, False]
    assert AuditEntry.objects.filter(subject_type="accounts.user", subject_id=agent.pk).count() == 2


def test_a_post_given_by_mistake_leaves_no_day_behind(make_user: MakeUser) -> None:
    agent = make_user("aline")
    post = posts.give_post(actor=SYSTEM, user=agent, function=Role.HELPDESK, since=DAY)
    posts.end_post(actor=SYSTEM, post_id=post.pk, last_day=DAY - timedelta(1))
    assert not AgentPost.objects.exists()


@pytest.mark.parametrize(
    ("function", "territory", "field"),
    [
        (Role.ADVISER, None, "territory"),
        (Role.HELPDESK, Territory.NAMUR, "territory"),
        (Role.HOLDER, None, "function"),
    ],
)
def test_what_makes_no_sense_is_refused_by_field(
    make_user: MakeUser, function: Role, territory: Territory | None, field: str
) -> None:
    with pytest.raises(ValidationError) as refusal:
        posts.give_post(actor=SYSTEM, user=make_user("aline"), function=function, territory=territory)
    assert field in refusal.value.error_dict


def test_the_same_post_twice_is_refused(make_user: MakeUser) -> None:
    agent = make_user("aline", function=Role.HELPDESK)
    with pytest.raises(ValidationError):
        posts.give_post(actor=SYSTEM, user=agent, function=Role.HELPDESK)


def test_only_those_who_manage_agents_may(make_user: MakeUser) -> None:
    manager, helper = make_user("digi", function=Role.DIGIPRO), make_user("help", function=Role.HELPDESK)
    post = posts.give_post(actor=strongly(manager), user=helper, function=Role.WATCH_UNIT, since=DAY)
    for weak in (strongly(helper), by_password(manager)):
        with pytest.raises(PermissionDenied):
            posts.give_post(actor=weak, user=helper, function=Role.ADMINISTRATOR)
        with pytest.raises(PermissionDenied):
            posts.end_post(actor=weak, post_id=post.pk, last_day=DAY)


class TestStandIn:
    def test_a_colleague_has_the_posts_during_the_leave_only(self, make_user: MakeUser) -> None:
        absent = make_user("absente", function=Role.ADVISER, territory=Territory.NAMUR)
        other = make_user("autre", function=Role.ADVISER, territory=Territory.LIEGE)
        posts.hand_over(actor=strongly(absent), absent=absent, stand_in=other, first_day=NEXT, last_day=LAST)
        both, own = {Territory.NAMUR, Territory.LIEGE}, {Territory.LIEGE}
        for day, where in {DAY: own, NEXT: both, LAST: both, LAST + timedelta(1): own}.items():
            assert {held.territory for held in strongly(other, day).roles} == where

    def test_the_same_twice_on_the_same_days_is_refused(self, make_user: MakeUser) -> None:
        absent, other = make_user("a", function=Role.HELPDESK), make_user("b", function=Role.WATCH_UNIT)
        for first_day, last_day in ((DAY, NEXT), (NEXT, LAST)):
            handed = {"absent": absent, "stand_in": other, "first_day": first_day, "last_day": last_day}
            if first_day == DAY:
                posts.hand_over(actor=strongly(absent), **handed)
            else:
                with pytest.raises(ValidationError, match="déjà"):
                    posts.hand_over(actor=strongly(absent), **handed)

    def test_posts_are_not_passed_on_twice(self, make_user: MakeUser) -> None:
        first = make_user("a", function=Role.ADVISER, territory=Territory.NAMUR)
        second = make_user("b", function=Role.ADVISER, territory=Territory.LIEGE)
        third = make_user("c", function=Role.ADVISER, territory=Territory.HAINAUT)
        for absent, stand_in in ((first, second), (second, third)):
            posts.hand_over(
                actor=strongly(absent), absent=absent, stand_in=stand_in, first_day=DAY, last_day=LAST
            )
        assert {held.territory for held in strongly(third).roles} == {Territory.LIEGE, Territory.HAINAUT}

    def test_what_the_absent_one_lost_the_colleague_loses(self, make_user: MakeUser) -> None:
        absent = make_user("absente", function=Role.ADVISER, territory=Territory.NAMUR)
        other = make_user("autre", function=Role.HELPDESK)
        posts.hand_over(actor=strongly(absent), absent=absent, stand_in=other, first_day=DAY, last_day=LAST)
        posts.end_post(actor=SYSTEM, post_id=absent.posts.get().pk, last_day=DAY)
        assert {held.role for held in strongly(other, NEXT).roles} == {Role.HELPDESK}

    def test_it_can_be_ended_by_the_absent_one_and_not_by_another(self, make_user: MakeUser) -> None:
        absent = make_user("absente", function=Role.HELPDESK)
        other = make_user("autre", function=Role.WATCH_UNIT)
        made = posts.hand_over(
            actor=strongly(absent), absent=absent, stand_in=other, first_day=DAY, last_day=LAST
        )
        with pytest.raises(PermissionDenied):
            posts.end_stand_in(actor=strongly(other), stand_in_id=made.pk)
        posts.end_stand_in(actor=strongly(absent), stand_in_id=made.pk)
        assert not strongly(other).may(Right.RESET_PASSWORD)

    @pytest.mark.parametrize(
        ("who", "stand_in", "last_day", "refusal"),
        [
            ("absente", "absente", LAST, ValidationError),
            ("absente", "autre", DAY - timedelta(1), ValidationError),
            ("absente", "dehors", LAST, ValidationError),
            ("autre", "autre", LAST, PermissionDenied),
        ],
    )
    def test_what_makes_no_sense_is_refused(
        self, make_user: MakeUser, who: str, stand_in: str, last_day: date, refusal: type[Exception]
    ) -> None:
        users = {
            "absente": make_user("absente", function=Role.HELPDESK),
            "autre": make_user("autre", function=Role.WATCH_UNIT),
            "dehors": make_user("dehors"),
        }
        with pytest.raises(refusal):
            posts.hand_over(
                actor=strongly(users[who]), absent=users["absente"], stand_in=users[stand_in],
                first_day=DAY, last_day=last_day,
            )  # fmt: skip


def test_posts_are_written_by_services_only(make_user: MakeUser) -> None:
    agent = make_user("aline")
    with pytest.raises(WriteOutsideService):
        AgentPost.objects.create(user=agent, function=Role.DIGIPRO, since=date(2026, 1, 1))
    assert SINCE < DAY

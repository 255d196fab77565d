"""What is taken away is gone with the next request, in the same session; what has its days, on these days."""

from collections.abc import Callable
from datetime import date, timedelta
from http.cookies import SimpleCookie
from typing import Any

import pytest

from portal.accounts import posts
from portal.accounts.enums import FUNCTIONS, LoginLevel, Role
from portal.accounts.models import AgentPost, User
from portal.accounts.person import Person, person_of
from portal.accounts.rights import Right
from portal.accounts.strong import identities
from portal.facilities.services import members, require_strong_login
from portal.kernel import clock
from tests.security.access.rights import has_anywhere
from tests.security.access.roster import EID, PASSWORD
from tests.security.access.visiting import REFUSED, Answer, Outcome, Visitor, digest
from tests.security.access.world import SYSTEM, Place, Who, World, signed_in

pytestmark = pytest.mark.django_db
SetClock = Callable[[str], Any]
LISTINGS = "/office/snippets/facilities/listing/"
LET_IN = {Outcome.ALLOWED}


class Browser:
    """Somebody's session, which goes on from one request to the next."""

    def __init__(self, visitor: Visitor, user: User, level: LoginLevel = PASSWORD) -> None:
        self._visitor, self._cookies = visitor, signed_in(user, level)

    @property
    def cookies(self) -> SimpleCookie:
        return self._cookies

    def ask(self, address: str, method: str = "get", data: Any = None) -> Answer:
        return self._visitor.ask(self._cookies, method, address, data, undo=False)

    def reaches(self, address: str) -> bool:
        """Whether it is let in; anything but a plain refusal otherwise is a fault."""
        outcome = self.ask(address).outcome
        assert outcome in LET_IN | REFUSED, outcome
        return outcome in LET_IN


def access(place: Place, what: str = "") -> str:
    return f"/pro/acces/{place.organiser.pk}/{what}"


def own_pages(place: Place) -> list[str]:
    """What whoever has access to this organiser reaches with a password."""
    pk = place.organiser.pk
    return [
        access(place),
        f"/pro/coordonnees-bancaires/{pk}/",
        f"/pro/historique/{pk}/",
        f"/pro/milieux/{place.childminder.facility_id}/",
    ]


def by(user: User, level: LoginLevel = PASSWORD) -> Person:
    return person_of(user, level)


def yesterday() -> date:
    return clock.today() - timedelta(days=1)


def promote_the_member(place: Place) -> None:
    members.change_role(
        actor=by(place.holder), organiser_id=place.organiser.pk, user_id=place.member.pk, role=Role.HOLDER
    )


class TestMembers:
    def test_a_member_who_is_removed(self, world: World, visitor: Visitor) -> None:
        here, browser = world.here, Browser(visitor, world.here.member)
        assert all(browser.reaches(page) for page in own_pages(here))
        members.remove_member(actor=by(here.holder), organiser_id=here.organiser.pk, user_id=here.member.pk)
        assert not any(browser.reaches(page) for page in own_pages(here))
        assert here.organiser.name not in browser.ask("/pro/").text

    def test_a_holder_who_is_removed(self, world: World, visitor: Visitor) -> None:
        here, browser = world.here, Browser(visitor, world.here.holder)
        assert browser.reaches(access(here, "inviter/"))
        promote_the_member(here)
        members.remove_member(actor=by(here.member), organiser_id=here.organiser.pk, user_id=here.holder.pk)
        assert not browser.reaches(access(here, "inviter/"))
        assert not browser.reaches(access(here))

    def test_a_holder_who_becomes_a_member(self, world: World, visitor: Visitor) -> None:
        here, browser = world.here, Browser(visitor, world.here.holder)
        promote_the_member(here)
        assert browser.reaches(access(here, "inviter/"))
        members.change_role(
            actor=by(here.member), organiser_id=here.organiser.pk, user_id=here.holder.pk, role=Role.MEMBER
        )
        assert not browser.reaches(access(here, "inviter/"))
        assert browser.reaches(access(here))

    def test_a_password_where_strong_login_becomes_compulsory(self, world: World, visitor: Visitor) -> None:
        here, weak, strong = (
            world.here,
            *(Browser(visitor, world.here.member, level) for level in (PASSWORD, EID)),
        )
        require_strong_login(actor=by(here.holder, EID), organiser_id=here.organiser.pk, required=True)
        assert not any(weak.reaches(page) for page in own_pages(here))
        assert all(strong.reaches(page) for page in own_pages(here))
        require_strong_login(actor=by(here.holder, EID), organiser_id=here.organiser.pk, required=False)
        assert all(weak.reaches(page) for page in own_pages(here))

    def test_a_number_that_is_taken_away(self, world: World, visitor: Visitor) -> None:
        """Whoever came in by it is out."""
        here, browser = world.here, Browser(visitor, world.here.holder, EID)
        assert browser.reaches("/pro/utilisateur/")
        identities.forget_niss(actor=by(world.agents[Role.HELPDESK], EID), user=here.holder)
        assert browser.ask("/pro/utilisateur/").outcome is Outcome.LOG_IN

    def test_between_the_form_and_its_sending(self, world: World, visitor: Visitor) -> None:
        here, browser = world.here, Browser(visitor, world.here.holder)
        promote_the_member(here)
        forms = [
            access(here, what)
            for what in ("inviter/", f"{here.member.pk}/retirer/", f"{here.member.pk}/role/")
        ]
        assert all(browser.reaches(form) for form in forms)
        members.remove_member(actor=by(here.member), organiser_id=here.organiser.pk, user_id=here.holder.pk)
        before = digest()
        filled = {"first_name": "Zoé", "last_name": "M", "email": "z@exemple.be", "role": "membre"}
        assert [browser.ask(form, "post", filled).outcome for form in forms] == [Outcome.MISSING] * 3
        assert digest() == before


class TestAgents:
    @pytest.mark.parametrize("function", [role for role in Role if role in FUNCTIONS])
    def test_a_function_that_ends(self, world: World, visitor: Visitor, function: Role) -> None:
        user = world.agents[function]
        browser, pages = Browser(visitor, user, EID), pages_of(world, function)
        assert all(browser.reaches(page) for page in pages)
        (post,) = AgentPost.objects.filter(user=user)
        posts.end_post(actor=SYSTEM, post_id=post.pk, last_day=yesterday())
        assert not any(browser.reaches(page) for page in pages)

    def test_between_the_form_and_its_sending(self, world: World, visitor: Visitor) -> None:
        user, listing = world.agents[Role.ADVISER], world.here.childminder
        browser, address = Browser(visitor, user, EID), f"{LISTINGS}edit/{listing.pk}/"
        form = browser.ask(address).response.context["form"]
        sent = {name: form[name].value() or "" for name in form.fields} | {"name": "Trop tard"}
        posts.end_post(actor=SYSTEM, post_id=AgentPost.objects.get(user=user).pk, last_day=yesterday())
        before = digest()
        assert browser.ask(address, "post", sent).outcome in REFUSED
        assert digest() == before

    def test_the_last_day_counts_to_its_end(
        self, world: World, visitor: Visitor, set_clock: SetClock
    ) -> None:
        """In Brussels: in May, midnight there is 22:00 UTC."""
        user = world.agents[Role.HELPDESK]
        set_clock("2026-05-04T21:50Z")
        browser = Browser(visitor, user, EID)
        posts.end_post(actor=SYSTEM, post_id=AgentPost.objects.get(user=user).pk, last_day=date(2026, 5, 4))
        assert browser.reaches("/office/")
        set_clock("2026-05-04T22:01Z")
        assert not browser.reaches("/office/")

    def test_the_first_day_counts_from_its_beginning(
        self, world: World, visitor: Visitor, set_clock: SetClock
    ) -> None:
        set_clock("2026-05-04T21:50Z")
        posts.give_post(actor=SYSTEM, user=world.nobody, function=Role.HELPDESK, since=date(2026, 5, 5))
        browser = Browser(visitor, world.nobody, EID)
        assert not browser.reaches("/office/")
        set_clock("2026-05-04T22:01Z")
        assert browser.reaches("/office/")


def pages_of(world: World, function: Role) -> list[str]:
    """Pages that are for this function."""
    who, here = Who(function.value, function, EID), world.here
    listing = here.listing_of(function)
    facility = f"/office/milieux/{listing.facility_id}/"
    of_right = {
        Right.ENTER_OFFICE: ["/office/", "/office/notifications/", "/office/remplacements/"],
        Right.SEE_FACILITY: [LISTINGS, f"{LISTINGS}inspect/{listing.pk}/", facility],
        Right.SEE_PRIVATE: [f"{facility}compte-bancaire/"],
        Right.SEE_HISTORY: [f"{facility}historique/"],
        Right.SEE_MEMBERS: [access(here), f"/office/organisateurs/{here.organiser.pk}/"],
        Right.SEE_PERSON: [f"/office/personnes/{here.member.pk}/"],
        Right.MANAGE_MEMBERS: [f"/office/organisateurs/{here.organiser.pk}/inviter/"],
        Right.DEACTIVATE_PERSON: [f"/office/personnes/{here.member.pk}/desactiver/"],
        Right.MANAGE_AGENTS: [f"/office/personnes/{here.member.pk}/fonctions/"],
        Right.SEARCH_HISTORY: ["/office/historique/"],
    }
    return [page for right, pages in of_right.items() if has_anywhere(who, right) for page in pages]


class TestStandIns:
    """A colleague from elsewhere has an absent agent's posts on these days, both included."""

    @pytest.fixture
    def page(self, world: World) -> str:
        return f"{LISTINGS}edit/{world.here.childminder.pk}/"

    def hand_over(self, world: World, first: date, last: date) -> Any:
        absent, stand_in = world.agents[Role.ADVISER], world.far_agents[Role.ADVISER]
        return posts.hand_over(
            actor=by(absent, EID), absent=absent, stand_in=stand_in, first_day=first, last_day=last
        )

    def test_from_the_first_day(self, world: World, visitor: Visitor, set_clock: SetClock, page: str) -> None:
        set_clock("2026-05-04T21:50Z")
        browser = Browser(visitor, world.far_agents[Role.ADVISER], EID)
        self.hand_over(world, date(2026, 5, 5), date(2026, 5, 6))
        assert not browser.reaches(page)
        set_clock("2026-05-04T22:01Z")
        assert browser.reaches(page)

    def test_to_the_last(self, world: World, visitor: Visitor, set_clock: SetClock, page: str) -> None:
        set_clock("2026-05-06T21:50Z")
        browser = Browser(visitor, world.far_agents[Role.ADVISER], EID)
        self.hand_over(world, date(2026, 5, 5), date(2026, 5, 6))
        assert browser.reaches(page)
        set_clock("2026-05-06T22:01Z")
        assert not browser.reaches(page)

    def test_earlier_where_it_is_ended(self, world: World, visitor: Visitor, page: str) -> None:
        browser, today = Browser(visitor, world.far_agents[Role.ADVISER], EID), clock.today()
        made = self.hand_over(world, today, today + timedelta(days=7))
        assert browser.reaches(page)
        posts.end_stand_in(actor=by(world.agents[Role.ADVISER], EID), stand_in_id=made.pk)
        assert not browser.reaches(page)

    def test_with_the_absent_agents_own_posts(self, world: World, visitor: Visitor, page: str) -> None:
        """What the absent agent has no more, the colleague has no more."""
        browser, today = Browser(visitor, world.far_agents[Role.ADVISER], EID), clock.today()
        self.hand_over(world, today, today)
        assert browser.reaches(page)
        post = AgentPost.objects.get(user=world.agents[Role.ADVISER])
        posts.end_post(actor=SYSTEM, post_id=post.pk, last_day=yesterday())
        assert not browser.reaches(page)

    def test_never_with_a_password(self, world: World, visitor: Visitor, page: str) -> None:
        today = clock.today()
        self.hand_over(world, today, today)
        assert not Browser(visitor, world.far_agents[Role.ADVISER]).reaches(page)


def test_whoever_is_no_longer_active_is_out_everywhere(world: World, visitor: Visitor) -> None:
    for user, page in (
        (world.here.holder, access(world.here)),
        (world.here.member, access(world.here)),
        (world.agents[Role.DIGIPRO], "/office/"),
        (world.agents[Role.ADMINISTRATOR], "/office/"),
    ):
        browsers = [Browser(visitor, user, EID), Browser(visitor, user, EID)]
        assert all(browser.reaches(page) for browser in browsers)
        User.objects.filter(pk=user.pk).update(is_active=False)
        assert [browser.ask(page).outcome for browser in browsers] == [Outcome.LOG_IN] * 2

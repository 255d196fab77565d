"""Ways around: other methods, other spellings of an address, headers and fields that promise more."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.models import EditingSession

from portal.accounts.enums import Role
from tests.accounts.doors import PASSWORD as OWN_PASSWORD
from tests.accounts.doors import make_person, sign_in
from tests.addresses import patterns
from tests.security.access.kinds import CONTENT, WALLED_UP
from tests.security.access.roster import ANONYMOUS, HOLDER, PASSWORD, ROSTER, STRANGER
from tests.security.access.rules import rule_of
from tests.security.access.visiting import LET_NOBODY_IN, Outcome, Visitor, digest
from tests.security.access.world import CANARY, World
from tests.strictness.pages import StrictClient

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
WEAK_AGENT = next(who for who in ROSTER if who.role is Role.HELPDESK and who.level == PASSWORD)
AGENT, FAR_AGENT = (who for who in ROSTER if who.role is Role.ADVISER and who.level and who.level > PASSWORD)
# Every address that is not for everybody, and not left to Wagtail.
OURS = [
    pattern
    for pattern in patterns()
    if (rule := rule_of(pattern)) and rule not in (CONTENT, WALLED_UP) and not rule.lets_in(ANONYMOUS)
]
LISTINGS = "/office/snippets/facilities/listing/"


@pytest.mark.parametrize("method", ["head", "options", "put", "patch", "delete", "trace"])
def test_no_other_method_does_what_post_may_not(world: World, visitor: Visitor, method: str) -> None:
    before, faults = digest(), []
    assert len(OURS) > 40
    for pattern in OURS:
        for who in (ANONYMOUS, STRANGER, WEAK_AGENT):
            address = world.address_for(who, pattern)
            rule = rule_of(pattern)
            assert rule is not None
            expected = rule.expected(who, "get")
            lets_in, may_break = Outcome.ALLOWED in expected, Outcome.BROKEN in expected
            answer = visitor.ask(
                world.cookies_of(who), method, address, key=f"{method} {pattern.route}", undo=lets_in
            )
            broken = answer.outcome is Outcome.BROKEN and not may_break
            if broken or (answer.outcome is Outcome.ALLOWED and not lets_in):
                faults.append(f"{method} {address} by {who}: {answer.outcome.value}")
            if answer.wrote and not lets_in:
                faults.append(f"{method} {address} by {who}: wrote {answer.wrote}")
    assert not faults, "\n".join(faults)
    assert digest() == before


@pytest.mark.parametrize("name", ["X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method"])
def test_a_method_is_what_it_is(world: World, visitor: Visitor, name: str) -> None:
    """Not what a header or a field calls it: else a link could remove somebody."""
    here, before = world.here, digest()
    address = f"/pro/acces/{here.organiser.pk}/{here.member.pk}/retirer/"
    for method in ("DELETE", "POST", "PUT"):
        answer = visitor.ask(
            world.cookies_of(HOLDER), "get", address, {"_method": method}, headers={name: method}
        )
        assert answer.response.status_code == 200
        assert answer.only_noted
        read_only = visitor.ask(
            world.cookies_of(HOLDER), "post", "/pro/", {"_method": "GET"}, undo=False, headers={name: "GET"}
        )
        assert read_only.outcome is Outcome.NO_METHOD
    assert digest() == before


SPELLINGS = [
    "/office", "/.//office/", "/OFFICE/", "/Office/", "/office//", "/office/./", "/office/../office/",
    "/pro/../office/", "/%6Fffice/", "/%6ffice/", "/office%2F", "/office%2f%2e%2e/", "/office;/",
    "/office/%00/", "/office\\", "/\\office/", "/office/.html", "/office/?x=/pro/", "/office/;x=1/",
    "/pro/%2e%2e/office/", "/./office/",
    "/office/snippets/facilities//listing/", "/%E2%81%84office/", "/office%20/", "/%20office/", "/office%09/",
    "/static/../office/", "/office/snippets", "/healthz/../office/", "/readyz/office/",
]  # fmt: skip


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_no_spelling_of_an_address_opens_the_door(world: World, visitor: Visitor, spelling: str) -> None:
    for who in (ANONYMOUS, WEAK_AGENT, STRANGER, HOLDER):
        answer = visitor.ask(world.cookies_of(who), "get", spelling)
        assert "Ce qui vous attend" not in answer.text
        assert answer.outcome is not Outcome.BROKEN
        if answer.response.status_code in (301, 302) and answer.outcome is Outcome.ALLOWED:
            # One slash more, and the door again.
            then = visitor.ask(world.cookies_of(who), "get", answer.response["Location"])
            assert then.outcome in LET_NOBODY_IN, (who, answer.response["Location"])
        else:
            assert answer.outcome in LET_NOBODY_IN, (who, answer.response.status_code)


HEADERS = [
    {"X-Original-URL": "/healthz"}, {"X-Rewrite-URL": "/"}, {"X-Forwarded-Prefix": "/pro"},
    {"X-Forwarded-For": "127.0.0.1"}, {"X-Real-IP": "127.0.0.1"}, {"Forwarded": "for=127.0.0.1;proto=https"},
    {"X-Forwarded-User": "super"}, {"Remote-User": "super"}, {"X-Remote-User": "super"},
    {"Authorization": "Basic c3VwZXI6c3VwZXI="}, {"Authorization": "Bearer x"}, {"X-Wagtail-Preview": "1"},
    {"HX-Request": "true"}, {"HX-Boosted": "true"}, {"X-Requested-With": "XMLHttpRequest"},
    {"Accept": "application/json"}, {"Purpose": "prefetch"}, {"Range": "bytes=0-10"},
    {"If-None-Match": "*"}, {"If-Modified-Since": "Thu, 01 Jan 2099 00:00:00 GMT"},
]  # fmt: skip


@pytest.mark.parametrize("headers", HEADERS, ids=str)
def test_no_header_opens_a_door(world: World, visitor: Visitor, headers: dict[str, str]) -> None:
    here = world.here
    asked = [
        (who, address)
        for who in (ANONYMOUS, WEAK_AGENT, STRANGER)
        for address in ("/office/", LISTINGS, f"{LISTINGS}inspect/{here.childminder.pk}/", "/office/account/")
    ]
    asked += [(who, f"/pro/acces/{here.organiser.pk}/") for who in (ANONYMOUS, WEAK_AGENT, STRANGER)]
    for who, address in asked:
        answer = visitor.ask(world.cookies_of(who), "get", address, headers=headers)
        assert answer.outcome in LET_NOBODY_IN, (who, address, answer.response.status_code)
        assert here.childminder.name not in answer.text
        assert not answer.wrote


@pytest.mark.parametrize(
    "spelled", ["_{:02X}", "%3{}", "{}%00", " {}", "{} ", "+{}", "0{}", "{}.0", "-{}", "{}/../{}"]
)
def test_no_spelling_of_an_id_reaches_another_row(world: World, visitor: Visitor, spelled: str) -> None:
    pk = world.there.childminder.pk
    # `_31` is how Wagtail writes 1 in an address.
    digits = "".join(f"_{ord(digit):02X}" for digit in str(pk)) if spelled.startswith("_") else str(pk)
    written = (
        digits
        if spelled.startswith("_")
        else "".join(f"%3{digit}" for digit in digits)
        if spelled.startswith("%")
        else spelled.format(digits, digits)
    )
    for base in (
        f"{LISTINGS}edit/",
        f"{LISTINGS}inspect/",
        "/office/snippets/choose/facilities/listing/chosen/",
    ):
        answer = visitor.ask(world.cookies_of(AGENT), "get", f"{base}{written}/")
        assert answer.outcome in LET_NOBODY_IN, (base, written)
        assert CANARY not in answer.text
    organiser = world.there.organiser.pk
    answer = visitor.ask(
        world.cookies_of(HOLDER), "get", f"/pro/acces/{spelled.format(organiser, organiser)}/"
    )
    assert answer.outcome in LET_NOBODY_IN


MODELS = (
    "wagtailcore/page", "wagtailimages/image", "files/editorialimage", "files/editorialdocument",
    "accounts/user", "facilities/listing", "facilities/facility", "auth/group",
)  # fmt: skip
ACTIONS = (
    "delete", "move", "publish", "unpublish", "add_tags", "add_to_collection", "assign_role",
    "set_active_state",
)  # fmt: skip


def bulk_addresses() -> Iterator[str]:
    """Every action that Wagtail has for several rows at once, on whatever model."""
    for model in MODELS:
        for action in ACTIONS:
            yield f"/office/bulk/{model}/{action}/"


def test_no_bulk_action_reaches_anything_of_ours(world: World, visitor: Visitor) -> None:
    people = list(get_user_model().objects.order_by("pk").values())
    before = digest()
    for address in bulk_addresses():
        ids = {
            "id": [world.there.childminder.pk, world.here.childminder.pk],
            "role": 1,
            "mark_as_active": False,
        }
        for who in (AGENT, FAR_AGENT, WEAK_AGENT, STRANGER):
            answer = visitor.ask(world.cookies_of(who), "post", address, ids, key="bulk", undo=False)
            assert answer.outcome in LET_NOBODY_IN, (who, address)
            assert not answer.wrote
    assert digest() == before
    assert list(get_user_model().objects.order_by("pk").values()) == people


@pytest.mark.parametrize(
    "address",
    [
        "/documents/", "/documents/1/", "/documents/1/texte.txt", "/images/", "/images/x/1/original/",
        "/media/", "/media/original_images/image.png", "/media/avatar_images/x.png", "/django-admin/",
        "/_util/login/", "/_util/authenticate_with_password/1/1/", "/api/v2/redirects/", "/api/v3/",
        "/userbar/", "/admin/", "/office/userbar/2/", "/__debug__/", "/static/../manage.py", "/.env",
        "/.git/config", "/private/",
    ],
)  # fmt: skip
def test_what_wagtail_or_django_would_serve_elsewhere_is_nowhere(
    world: World, visitor: Visitor, address: str
) -> None:
    for who in (ANONYMOUS, HOLDER, AGENT):
        answer = visitor.ask(world.cookies_of(who), "get", address)
        assert answer.outcome in LET_NOBODY_IN, (who, answer.response.status_code)


def test_no_public_page_has_wagtails_bar(world: World, visitor: Visitor) -> None:
    for who in (ANONYMOUS, AGENT):
        for address in ("/", reverse("my:search"), reverse("my:privacy")):
            assert "userbar" not in visitor.ask(world.cookies_of(who), "get", address).text.lower()


class TestOnesOwnUserInOffice:
    """A name is changed by the service of PRO.ONE, and told in the history, whose labels are made of it."""

    def test_wagtails_page_changes_no_name(self, world: World, visitor: Visitor) -> None:
        sent = {
            "name_email-first_name": "Autre",
            "name_email-last_name": "Nom",
            "name_email-email": "x@exemple.be",
        }
        looks = {"theme-theme": "dark", "theme-contrast": "system", "theme-density": "default"}
        user = world.agents[Role.ADVISER]
        answer = visitor.ask(world.cookies_of(AGENT), "post", "/office/account/", sent | looks, undo=False)
        assert answer.response.status_code == 302, "the looks are one's own to choose"
        assert "accounts_user" not in answer.wrote
        user.refresh_from_db()
        assert "Autre" not in user.get_full_name()

    def test_it_offers_neither_name_nor_picture(self, world: World, visitor: Visitor) -> None:
        page = visitor.ask(world.cookies_of(AGENT), "get", "/office/account/").text
        assert "theme-theme" in page
        for absent in ("name_email", "avatar", "password"):
            assert f'name="{absent}' not in page


def test_an_editing_session_is_ended_by_its_owner_alone(world: World, visitor: Visitor) -> None:
    listing = world.here.childminder
    made = EditingSession.objects.create(
        user=world.agents[Role.ADVISER],
        content_type=ContentType.objects.get_for_model(listing),
        object_id=str(listing.pk),
        last_seen_at=timezone.now(),
    )
    address = f"/office/editing-sessions/release/{made.pk}/"
    visitor.ask(world.cookies_of(FAR_AGENT), "post", address, undo=False)
    assert EditingSession.objects.filter(pk=made.pk).exists()
    visitor.ask(world.cookies_of(AGENT), "post", address, undo=False)
    assert not EditingSession.objects.filter(pk=made.pk).exists()


@pytest.mark.parametrize("view", ["edit", "inspect"])
def test_no_link_leads_to_a_history_that_is_not_there(world: World, visitor: Visitor, view: str) -> None:
    pk = world.here.childminder.pk
    helpdesk = next(who for who in ROSTER if who.role is Role.HELPDESK and who != WEAK_AGENT)
    for who, reads in ((AGENT, True), (helpdesk, False)):
        page = visitor.ask(world.cookies_of(who), "get", f"{LISTINGS}{view}/{pk}/")
        assert page.outcome is Outcome.ALLOWED
        assert (f"{LISTINGS}history/{pk}/" in page.text) is reads, who


AWAY = [
    "//ailleurs.example/", "https://ailleurs.example/", "http:ailleurs.example", "/\\ailleurs.example",
    "\\\\ailleurs", "///ailleurs.example", "javascript:alert(1)", "data:text/html,x",
    " //ailleurs.example", "/%09/ailleurs.example", "http://testserver@ailleurs.example/",
    "//testserver@ailleurs.example", "\t//ailleurs", "https:/ailleurs.example",
]  # fmt: skip


@pytest.mark.parametrize("following", AWAY)
def test_signing_in_leads_to_ourselves(client: StrictClient, following: str) -> None:
    make_person()
    answer = sign_in(client, "aline", OWN_PASSWORD, next=following)
    assert answer.status_code == 302
    target = answer["Location"]
    assert target.startswith("/")
    assert not target.startswith(("//", "/\\"))
    assert "ailleurs" not in target or following.startswith("/%09")


def test_signing_in_on_the_way_to_office_opens_nothing_more(client: StrictClient) -> None:
    make_person()
    answer: Any = sign_in(client, "aline", OWN_PASSWORD, next="/office/")
    assert answer["Location"] == "/office/"
    assert client.get("/office/")["Location"].startswith("/connexion/renforcer/")

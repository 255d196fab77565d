"""No form of the site is taken without its token: every address of the resolver that takes a POST."""

from http.cookies import SimpleCookie

import pytest
from django.test import Client

from tests.addresses import Pattern, patterns
from tests.security.access.roster import ADMINISTRATOR, HOLDER
from tests.security.access.rules import rule_of
from tests.security.access.visiting import digest, written
from tests.security.access.world import World

pytestmark = pytest.mark.django_db
FORMS = [pattern for pattern in patterns() if (rule := rule_of(pattern)) and "post" in rule.methods]
# Answered before any view: by the door, or because there is nothing at all.
NOT_THERE_ANYWAY = 404
# It leads to the address of a search, reads no session, and changes nothing: links may send it.
TAKES_NO_TOKEN = {"my:search"}
# It reads no session: whoever can forge its form holds the link already (0111).
HAS_A_SECRET_INSTEAD = "pro:confirm_by_link"


def without_token(cookies: SimpleCookie) -> Client:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.cookies = SimpleCookie({name: morsel.value for name, morsel in cookies.items()})
    return client


@pytest.mark.parametrize("pattern", FORMS, ids=lambda pattern: pattern.name or pattern.route)
def test_nothing_is_taken_without_a_token(world: World, pattern: Pattern) -> None:
    """Not even from somebody who may send it."""
    who = ADMINISTRATOR if pattern.route.startswith("/office/") else HOLDER
    before = digest()
    with written() as tables:
        answer = without_token(world.cookies_of(who)).post(world.address_for(who, pattern))
    if pattern.name in TAKES_NO_TOKEN:
        assert answer.status_code == 303
    else:
        assert answer.status_code in (403, NOT_THERE_ANYWAY), answer.status_code
    assert tables == []
    assert digest() == before
    assert "Les Tilleuls" not in answer.content.decode()


def test_most_forms_were_refused_for_that(world: World) -> None:
    """Else the test above would prove nothing."""
    signed_in = ("pro:", "accounts:sign", "accounts:prolong")
    ours = [form for form in FORMS if form.name.startswith(signed_in) and form.name != HAS_A_SECRET_INSTEAD]
    assert len(ours) >= 12
    for pattern in ours:
        answer = without_token(world.cookies_of(HOLDER)).post(world.address_for(HOLDER, pattern))
        assert answer.status_code == 403, pattern.name
        assert "Le formulaire a expiré" in answer.content.decode()

"""A return that this browser did not ask for lets nobody in and throws nobody out."""

from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.conf import settings
from django.test import Client

from portal.accounts.models import User
from tests.accounts.doors import sign_in as sign_in_by_password
from tests.accounts.doors import wait
from tests.security.strong.doors import (
    ALINE,
    BEGIN,
    OTHER,
    REFUSED,
    STRANGER,
    UNREACHABLE,
    Scene,
    begin,
    come_back,
    is_accepted,
    session_of,
    sign_in,
    who_is_in,
)
from tests.services.openid import RETURN
from tests.strictness.pages import StrictClient

SIGN_OUT = "/deconnexion/"


def edited(address: str, **parameters: str | list[str] | None) -> str:
    """The address of a return with other parameters; None leaves one out, a list repeats it."""
    parts = urlsplit(address)
    told: dict[str, Any] = parse_qs(parts.query) | parameters
    kept = {name: value for name, value in told.items() if value is not None}
    return f"{parts.scheme}://{parts.netloc}{parts.path}?{urlencode(kept, doseq=True)}"


def state_of(address: str) -> str:
    return parse_qs(urlsplit(address).query)["state"][0]


CHANGED: dict[str, dict[str, Any]] = {
    "state altered": {"state": "another"},
    "no state": {"state": None},
    "an empty state": {"state": ""},
    "no code": {"code": None},
    "an empty code": {"code": ""},
    "a code of nobody's": {"code": "invented"},
    "the person has gone back": {"code": None, "error": "access_denied"},
    "an error of the server": {"code": None, "error": "server_error"},
    "an error that nobody knows": {"code": None, "error": "<script>alert(1)</script>"},
    "an error beside a code": {"error": "access_denied"},
    "an error without a state": {"code": None, "state": None, "error": "access_denied"},
    "an error that tells a number": {"code": None, "error": "x", "error_description": ALINE.egovNRN},
    "the answer of another provider": {"iss": "https://ailleurs.example"},
}


# What the federation says of itself: it can't, just now.
ITS_OWN_FAULT = ("an error of the server", "an error that nobody knows", "an error that tells a number")


@pytest.mark.parametrize("name", CHANGED)
def test_an_answer_that_was_changed_on_its_way(scene: Scene, name: str) -> None:
    scene.passes()
    client = StrictClient()
    address = scene.provider.authorise(begin(client), ALINE)
    answer = come_back(client, edited(address, **CHANGED[name]))
    scene.is_refused(answer, client, status=UNREACHABLE if name in ITS_OWN_FAULT else REFUSED)
    assert "<script>alert" not in answer.content.decode()


def test_an_answer_without_a_session(scene: Scene) -> None:
    scene.passes()
    address = scene.provider.authorise(begin(StrictClient()), ALINE)
    client = StrictClient()
    scene.is_refused(come_back(client, address), client)


def test_an_answer_in_another_browser_that_has_asked_too(scene: Scene) -> None:
    """Log-in CSRF: a link with the attacker's code, followed by somebody who was about to sign in."""
    scene.passes()
    address = scene.provider.authorise(begin(StrictClient()), OTHER)
    client = StrictClient()
    begin(client)
    scene.is_refused(come_back(client, address), client)


def test_an_answer_in_the_session_of_somebody_else(scene: Scene) -> None:
    scene.passes()
    address = scene.provider.authorise(begin(StrictClient()), OTHER)
    client = StrictClient()
    sign_in(client, scene.provider)
    was = (scene.aline.pk, 500)
    scene.is_refused(come_back(client, address), client, was=was)


def test_the_same_answer_twice(scene: Scene) -> None:
    client = StrictClient()
    address = scene.provider.authorise(begin(client), ALINE)
    is_accepted(come_back(client, address), client, scene.aline)
    scene.is_refused(come_back(client, address), client, was=(scene.aline.pk, 500))
    client.post(SIGN_OUT)
    scene.is_refused(come_back(client, address), client)


def test_the_same_answer_twice_before_the_first_has_counted(scene: Scene) -> None:
    """Two requests at once: the second comes with the session as the first one found it."""
    client = StrictClient()
    address = scene.provider.authorise(begin(client), ALINE)
    before = client.session
    kept = dict(before.items())
    is_accepted(come_back(client, address), client, scene.aline)
    second = StrictClient()
    session = second.session
    session.update(kept)
    session.save()
    scene.is_refused(come_back(second, address), second)
    scene.provider.codes_serve_for_ever = True
    session.update(kept)
    session.save()
    scene.is_refused(come_back(second, address), second)


def test_a_code_in_another_session(scene: Scene) -> None:
    """Injected into the attacker's own question; the provider would even give its token."""
    scene.passes()
    stolen = parse_qs(urlsplit(scene.provider.authorise(begin(StrictClient()), ALINE)).query)["code"][0]
    client = StrictClient()
    address = scene.provider.authorise(begin(client), OTHER)
    scene.is_refused(come_back(client, edited(address, code=stolen)), client)
    scene.provider.codes_serve_for_ever = True
    address = scene.provider.authorise(begin(client), OTHER)
    scene.is_refused(come_back(client, edited(address, code=stolen)), client)


@pytest.mark.parametrize("last", ["first", "second"])
def test_two_states_at_once(scene: Scene, last: str) -> None:
    """Whoever reads the first one and whoever reads the last one would judge by two questions."""
    scene.passes()
    client = StrictClient()
    first, second = begin(client), begin(client, "/office/")
    states = [state_of(first), state_of(second)]
    asked = first if last == "first" else second
    if last == "first":
        states.reverse()
    address = scene.provider.authorise(asked, ALINE)
    scene.is_refused(come_back(client, edited(address, state=states)), client)


def test_two_tabs_come_back_in_any_order(scene: Scene) -> None:
    client = StrictClient()
    first, second = begin(client, "/pro/utilisateur/"), begin(client, "/pro/")
    answer = come_back(client, scene.provider.authorise(second, ALINE))
    is_accepted(answer, client, scene.aline)
    assert answer["Location"] == "/pro/"
    # Nobody had signed in when the first tab asked: its answer is to another question now.
    late = come_back(client, scene.provider.authorise(first, ALINE))
    scene.is_refused(late, client, was=(scene.aline.pk, 500))


def test_an_answer_that_comes_too_late(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.passes()
    client = StrictClient()
    address = begin(client)
    wait(monkeypatch, minutes=31)
    scene.is_refused(come_back(client, scene.provider.authorise(address, ALINE)), client)


def test_an_answer_after_somebody_else_has_signed_in_here(scene: Scene) -> None:
    scene.passes()
    client = StrictClient()
    address = scene.provider.authorise(begin(client), ALINE)
    sign_in_by_password(client, scene.bea.username)
    was = who_is_in(client)
    assert was == (scene.bea.pk, 200)
    scene.is_refused(come_back(client, address), client, was=was)


def test_an_answer_after_signing_out(scene: Scene) -> None:
    client = StrictClient()
    sign_in(client, scene.provider)
    address = scene.provider.authorise(begin(client), ALINE)
    client.post(SIGN_OUT)
    scene.is_refused(come_back(client, address), client)


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch", "options"])
def test_the_return_is_only_looked_at(scene: Scene, method: str) -> None:
    client = StrictClient()
    address = scene.provider.authorise(begin(client), ALINE)
    answer = getattr(client, method)(address.removeprefix("http://testserver"))
    assert answer.status_code == 405
    assert who_is_in(client) is None


@pytest.mark.parametrize("method", ["get", "head"])
def test_only_a_form_begins(scene: Scene, method: str) -> None:
    """An image in somebody's page begins nothing."""
    client = StrictClient()
    assert getattr(client, method)(BEGIN).status_code == 405
    assert scene.provider.asked == []


def test_only_a_form_of_ours_begins(scene: Scene) -> None:
    client = StrictClient(enforce_csrf_checks=True)
    assert client.post(BEGIN).status_code == 403
    assert scene.provider.asked == []
    client.get("/connexion/")
    token = client.cookies["csrftoken"].value
    assert client.post(BEGIN, {"csrfmiddlewaretoken": token}).status_code == 302


ELSEWHERE = (
    "https://ailleurs.example/",
    "//ailleurs.example/",
    "///ailleurs.example/",
    "/\\ailleurs.example/",
    "\\\\ailleurs.example/",
    "http:ailleurs.example",
    "javascript:alert(1)",
    "\t//ailleurs.example",
    "https://testserver@ailleurs.example/",
    "https://testserver.ailleurs.example/",
)


@pytest.mark.parametrize("following", ELSEWHERE)
def test_nobody_is_led_to_another_site(scene: Scene, following: str) -> None:
    client = StrictClient()
    answer = sign_in(client, scene.provider, following=following)
    is_accepted(answer, client, scene.aline)
    assert answer["Location"] == "/pro/"
    # Nor by the page of a refusal.
    refused = come_back(client, edited(scene.provider.authorise(begin(client, following), ALINE), code="x"))
    assert "ailleurs.example" not in refused.content.decode()
    assert "javascript:" not in refused.content.decode()


def test_one_is_led_on_to_a_page_of_ours(scene: Scene) -> None:
    client = StrictClient()
    answer = sign_in(client, scene.provider, following="/pro/utilisateur/?x=1")
    assert answer["Location"] == "/pro/utilisateur/?x=1"


def test_the_session_gets_a_new_key_and_keeps_nothing_of_before(scene: Scene) -> None:
    """Session fixation: whoever has set the key before knows nothing of the session afterwards."""
    client = StrictClient()
    address = scene.provider.authorise(begin(client), ALINE)
    before = client.cookies[settings.SESSION_COOKIE_NAME].value
    is_accepted(come_back(client, address), client, scene.aline)
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != before
    assert not any("csam" in name or "strong" in name for name in session_of(client))
    attacker = Client()
    attacker.cookies[settings.SESSION_COOKIE_NAME] = before
    assert who_is_in(attacker) is None
    assert attacker.get("/pro/").status_code == 302


def test_a_refusal_is_told_once_and_changes_nobody(scene: Scene) -> None:
    before = list(User.objects.order_by("pk").values())
    client = StrictClient()
    address = scene.provider.authorise(begin(client), ALINE)
    come_back(client, edited(address, code="x"))
    assert list(User.objects.order_by("pk").values()) == before
    # And the question was asked once: the right answer comes too late now.
    scene.is_refused(come_back(client, address), client)


def test_who_was_refused_may_choose_another_key(scene: Scene) -> None:
    """The federation would send the same person back at once: on a shared computer, somebody else."""
    client = StrictClient()
    refused = sign_in(client, scene.provider, STRANGER)
    assert 'name="again"' in refused.content.decode()
    assert "prompt" not in begin(client)
    again = begin(client, again="1")
    assert "prompt=login" in again
    assert "max_age=0" in again
    is_accepted(come_back(client, scene.provider.authorise(again, ALINE)), client, scene.aline)


def test_nobody_is_told_to_have_signed_out_who_has_not(scene: Scene) -> None:
    """A link to that page must not make somebody leave a shared computer in good faith."""
    client = StrictClient()
    sign_in(client, scene.provider)
    told = client.get("/deconnexion/faite/", follow=True).content.decode()
    assert "Vous êtes déconnecté" not in told
    client.post(SIGN_OUT)
    assert "Vous êtes déconnecté" in client.get("/deconnexion/faite/", follow=True).content.decode()


def test_the_question_says_all_that_the_federation_wants(scene: Scene) -> None:
    asked = {name: values[0] for name, values in parse_qs(urlsplit(begin(StrictClient())).query).items()}
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == f"http://testserver{RETURN}"
    assert len(asked["state"]) >= 32
    assert len(asked["nonce"]) >= 32
    assert asked["state"] != asked["nonce"]
    assert {"openid", "egovnrn"} <= set(asked["scope"].split())
    assert int(asked["max_age"]) <= 900

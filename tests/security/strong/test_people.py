"""Who comes back must be who went: step-ups, and keys that are linked by invitation."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from portal.accounts.enums import LoginLevel, Role
from portal.accounts.models import FederatedIdentity, KeyInvitation, User
from portal.accounts.person import person_of
from portal.accounts.posts import give_post
from portal.accounts.strong import identities
from portal.accounts.strong.identities import invite_keys
from portal.kernel import clock
from portal.kernel.service import writing
from tests.accounts.conftest import SINCE
from tests.accounts.doors import make_person
from tests.accounts.doors import sign_in as sign_in_by_password
from tests.security.strong.doors import (
    ALINE,
    BOSA,
    OTHER,
    STRANGER,
    SYSTEM,
    Scene,
    begin,
    come_back,
    is_accepted,
    known,
    sign_in,
    who_is_in,
)
from tests.security.strong.hostile_openid import Claims
from tests.services.openid import Persona
from tests.strictness.pages import StrictClient

SKEW = 30
PASSWORD_ONLY = 200


@pytest.fixture
def inside(scene: Scene) -> StrictClient:
    """Aline's browser, who has signed in by password."""
    client = StrictClient()
    sign_in_by_password(client, scene.aline.username)
    return client


def test_a_step_up_makes_a_session_of_the_same_person(scene: Scene, inside: StrictClient) -> None:
    before = inside.cookies["sessionid"].value
    answer = sign_in(inside, scene.provider, level=400, following="/pro/utilisateur/")
    is_accepted(answer, inside, scene.aline, 400)
    assert answer["Location"] == "/pro/utilisateur/"
    assert inside.cookies["sessionid"].value != before


def test_a_step_up_asks_for_a_fresh_authentication_at_a_strong_level(inside: StrictClient) -> None:
    address = begin(inside)
    assert "max_age=0" in address
    assert "prompt=login" in address
    assert "Level400" in address
    assert "Level200" not in address


def ago(seconds: int) -> Claims:
    return {"auth_time": lambda claims: claims["iat"] - seconds}


STEP_UPS: dict[str, dict[str, Any]] = {
    "by another person": {"persona": OTHER},
    "by somebody whom nobody knows": {"persona": STRANGER},
    "by somebody without a number": {"persona": BOSA},
    "by a password of the federation": {"level": PASSWORD_ONLY},
    "by an authentication of before it began": {"claims": ago(SKEW + 60)},
    "by an authentication of this morning": {"claims": ago(4 * 3600)},
}


@pytest.mark.parametrize("name", STEP_UPS)
def test_a_step_up_that_is_none(scene: Scene, name: str) -> None:
    honest = StrictClient()
    sign_in_by_password(honest, scene.aline.username)
    is_accepted(sign_in(honest, scene.provider), honest, scene.aline)
    scene.log.clear()
    how = dict(STEP_UPS[name])
    scene.provider.claims = how.pop("claims", {})
    client = StrictClient()
    sign_in_by_password(client, scene.aline.username)
    was = (scene.aline.pk, PASSWORD_ONLY)
    scene.is_refused(sign_in(client, scene.provider, **how), client, was=was)


def test_a_question_of_before_the_log_in_is_no_step_up(scene: Scene) -> None:
    """Nobody had signed in when it was asked: an older authentication would do."""
    client = StrictClient()
    address = begin(client)
    sign_in_by_password(client, scene.aline.username)
    scene.provider.claims = ago(300)
    answer = come_back(client, scene.provider.authorise(address, ALINE))
    scene.is_refused(answer, client, was=(scene.aline.pk, PASSWORD_ONLY))


def test_two_people_with_one_number_are_nobody(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """It can happen while keys are changed."""
    scene.passes()

    def two(text: str) -> User:
        raise User.MultipleObjectsReturned

    monkeypatch.setattr(identities, "user_of_niss", two)
    client = StrictClient()
    scene.is_refused(sign_in(client, scene.provider), client)


@pytest.fixture
def bo(scene: Scene) -> User:
    return known(BOSA)


@pytest.fixture
def link(scene: Scene, bo: User) -> str:
    """The address of an invitation for Bo, who has no number."""
    return f"/connexion/cles/{invited(bo)}/"


def invited(user: User) -> str:
    helper = make_person(f"helpdesk{User.objects.count()}", "helpdesk@exemple.be")
    give_post(actor=SYSTEM, user=helper, function=Role.HELPDESK, territory=None, since=SINCE)
    return invite_keys(actor=person_of(helper, LoginLevel.EID), user=user).secret


def link_keys(client: Client, scene: Scene, link: str, persona: Persona = BOSA, level: int = 400) -> Any:
    """Press the button of the invitation, and come back as that persona."""
    answer = client.post(link)
    if answer.status_code != 302:
        return answer
    return come_back(client, scene.provider.authorise(answer["Location"], persona, level))


def linked() -> list[int]:
    return list(FederatedIdentity.objects.order_by("user").values_list("user", flat=True))


def with_password(user: User) -> StrictClient:
    client = StrictClient()
    sign_in_by_password(client, user.username)
    return client


def test_keys_are_linked_once_and_let_in_from_then_on(scene: Scene, bo: User, link: str) -> None:
    client = with_password(bo)
    assert client.get(link).status_code == 200
    assert linked() == []
    is_accepted(link_keys(client, scene, link), client, bo, 400)
    assert linked() == [bo.pk]
    other = StrictClient()
    is_accepted(sign_in(other, scene.provider, BOSA, 400), other, bo, 400)
    # It served once.
    assert with_password(bo).get(link).status_code == 404


def test_without_an_invitation_nothing_is_linked(scene: Scene, bo: User) -> None:
    client = with_password(bo)
    scene.is_refused(sign_in(client, scene.provider, BOSA, 400), client, was=(bo.pk, PASSWORD_ONLY))
    assert linked() == []


LINKS: dict[str, dict[str, Any]] = {
    "by somebody who has a number": {"persona": OTHER},
    "by a stranger who has a number": {"persona": STRANGER},
    "by a password of the federation": {"level": PASSWORD_ONLY},
}


@pytest.mark.parametrize("name", LINKS)
def test_keys_that_are_not_linked(scene: Scene, bo: User, link: str, name: str) -> None:
    client = with_password(bo)
    scene.is_refused(link_keys(client, scene, link, **LINKS[name]), client, was=(bo.pk, PASSWORD_ONLY))
    assert linked() == []
    # The invitation still serves.
    is_accepted(link_keys(client, scene, link), client, bo, 400)


def test_keys_of_somebody_else_are_not_linked_again(scene: Scene, bo: User, link: str) -> None:
    first = with_password(bo)
    is_accepted(link_keys(first, scene, link), first, bo, 400)
    zoe = make_person("zoe", "zoe@exemple.be")
    client = with_password(zoe)
    answer = link_keys(client, scene, f"/connexion/cles/{invited(zoe)}/")
    scene.is_refused(answer, client, was=(zoe.pk, PASSWORD_ONLY))
    assert linked() == [bo.pk]
    assert KeyInvitation.objects.still_open().filter(user=zoe).exists()


def test_an_invitation_is_its_persons_own(scene: Scene, bo: User, link: str) -> None:
    client = with_password(scene.aline)
    assert client.get(link).status_code == 404
    assert client.post(link).status_code == 404
    anonymous = StrictClient()
    assert anonymous.get(link).status_code == 302
    assert scene.provider.asked == []
    assert linked() == []


def test_an_invitation_that_is_used_in_another_session(scene: Scene, bo: User, link: str) -> None:
    """The answer that links Bo's keys, followed in Aline's browser, and in one without a session."""
    address = scene.provider.authorise(with_password(bo).post(link)["Location"], BOSA, 400)
    aline = with_password(scene.aline)
    scene.is_refused(come_back(aline, address), aline, was=(scene.aline.pk, PASSWORD_ONLY))
    nobody = StrictClient()
    scene.is_refused(come_back(nobody, address), nobody)
    assert linked() == []


@pytest.mark.parametrize("what", ["withdrawn", "expired", "used"])
def test_an_invitation_that_ended_on_the_way(scene: Scene, bo: User, link: str, what: str) -> None:
    client = with_password(bo)
    address = scene.provider.authorise(client.post(link)["Location"], BOSA, 400)
    ended = {
        "withdrawn": {"withdrawn_at": clock.now()},
        "expired": {"expires_at": clock.now() - timedelta(seconds=1)},
        "used": {"used_at": clock.now()},
    }
    with writing():
        KeyInvitation.objects.update(**ended[what])
    assert come_back(client, address).status_code == 404
    assert who_is_in(client) == (bo.pk, PASSWORD_ONLY)
    assert linked() == []


def test_an_identifier_is_one_of_its_issuer(scene: Scene, bo: User, link: str, settings: Any) -> None:
    """Another federation may call somebody else so."""
    client = with_password(bo)
    is_accepted(link_keys(client, scene, link), client, bo, 400)
    with writing():
        identity = FederatedIdentity.objects.get()
    assert identity.subject.reveal().startswith(scene.provider.issuer)


LIKE_BO = ("SUB-BOSA-9913", "sub-bosa-9913 ", "sub-bosa-991", "%", "sub-bosa-9913\n")


@pytest.mark.parametrize("subject", LIKE_BO)
def test_a_subject_that_looks_alike_is_another(scene: Scene, bo: User, link: str, subject: str) -> None:
    client = with_password(bo)
    is_accepted(link_keys(client, scene, link), client, bo, 400)
    scene.log.clear()
    scene.provider.claims = scene.provider.userinfo = {"sub": subject}
    other = StrictClient()
    scene.is_refused(sign_in(other, scene.provider, BOSA, 400), other)


def test_keys_of_who_may_not_sign_in_any_more(scene: Scene, bo: User, link: str) -> None:
    client = with_password(bo)
    is_accepted(link_keys(client, scene, link), client, bo, 400)
    User.objects.filter(pk=bo.pk).update(is_active=False)
    other = StrictClient()
    scene.is_refused(sign_in(other, scene.provider, BOSA, 400), other)
    # A session that was there is nobody's any more.
    assert client.get("/pro/").status_code == 302

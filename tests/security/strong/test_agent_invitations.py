"""Accepting an invitation to OFFICE.ONE: who else opens the link, twice, too late, too weakly."""

from datetime import timedelta
from typing import Any

import pytest

from portal.accounts import agent_invitations
from portal.accounts.enums import LoginLevel, Role
from portal.accounts.models import AgentInvitation, AgentPost, FederatedIdentity, User
from portal.accounts.person import person_of
from portal.accounts.posts import give_post
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
    come_back,
    is_accepted,
    sign_in,
    who_is_in,
)
from tests.services.openid import Persona
from tests.strictness.pages import StrictClient

PASSWORD_ONLY = 200
OFFICE = "/office/"


def invited(last_name: str = STRANGER.family_name, **changes: Any) -> str:
    """The address of the link that the e-mail holds."""
    manager = make_person(f"digipro{User.objects.count()}", "digipro@exemple.be")
    give_post(actor=SYSTEM, user=manager, function=Role.DIGIPRO, since=SINCE)
    wanted = {"email": "sam.tranger@one.example", "since": clock.today()} | changes
    secret = agent_invitations.invite_agent(
        actor=person_of(manager, LoginLevel.EID), first_name="Sam", last_name=last_name,
        function=Role.HELPDESK, territory=None, **wanted,
    ).secret  # fmt: skip
    return f"/connexion/invitation/{secret}/"


@pytest.fixture
def link(scene: Scene) -> str:
    return invited()


def accept(
    client: StrictClient, scene: Scene, link: str, persona: Persona = STRANGER, level: int = 450
) -> Any:
    """Press the button of the invitation, and come back as that persona."""
    answer = client.post(link)
    if answer.status_code != 302:
        return answer
    return come_back(client, scene.provider.authorise(answer["Location"], persona, level))


def helpers() -> list[int]:
    """Who has the function."""
    return list(
        AgentPost.objects.filter(function=Role.HELPDESK).order_by("pk").values_list("user", flat=True)
    )


def is_open() -> bool:
    return AgentInvitation.objects.still_open().count() == 1


def sam() -> User:
    return User.objects.get(email="sam.tranger@one.example")


def with_password(user: User) -> StrictClient:
    client = StrictClient()
    sign_in_by_password(client, user.username)
    return client


def test_accepted_once_and_let_in_from_then_on(scene: Scene, link: str) -> None:
    client = StrictClient()
    answer = accept(client, scene, link)
    is_accepted(answer, client, sam(), 450)
    assert answer["Location"] == OFFICE
    assert helpers() == [sam().pk]
    assert client.get(OFFICE).status_code == 200
    other = StrictClient()
    is_accepted(sign_in(other, scene.provider, STRANGER, 500), other, sam(), 500)
    # It served once: here, elsewhere, and for somebody else.
    for again in (client, StrictClient(), with_password(scene.aline)):
        assert again.get(link).status_code == 404
        assert again.post(link).status_code == 404
    assert helpers() == [sam().pk]


def test_keys_without_a_number(scene: Scene) -> None:
    link = invited(BOSA.family_name, email="bo@one.example")
    client = StrictClient()
    is_accepted(accept(client, scene, link, BOSA, 400), client, User.objects.get(email="bo@one.example"), 400)
    assert FederatedIdentity.objects.count() == 1
    other = StrictClient()
    user = User.objects.get(email="bo@one.example")
    is_accepted(sign_in(other, scene.provider, BOSA, 400), other, user, 400)


def test_looking_changes_nothing(scene: Scene, link: str) -> None:
    """Programs that read e-mails follow links, with HEAD too, and in any order."""
    people, scanner = User.objects.count(), StrictClient()
    for _ in range(3):
        assert scanner.get(link).status_code == 200
        assert scanner.head(link).status_code == 200
    assert scanner.put(link).status_code == 405
    assert scene.provider.asked == []
    assert (is_open(), helpers(), User.objects.count()) == (True, [], people)
    client = StrictClient()
    is_accepted(accept(client, scene, link), client, sam(), 450)


def test_the_federation_is_asked_anew(scene: Scene, link: str) -> None:
    """On a shared computer, it would send back who was there before."""
    address = StrictClient().post(link)["Location"]
    assert "max_age=0" in address
    assert "prompt=login" in address
    assert "Level400" in address
    assert "Level200" not in address


REFUSALS: dict[str, dict[str, Any]] = {
    "by a stranger of another name": {"persona": Persona("sub-9", "Zoé", "Autre", "z@b.be", "78041211131")},
    "by a known person of another name": {"persona": OTHER},
    "by keys of another name": {"persona": BOSA, "level": 400},
    "by a password of the federation": {"level": PASSWORD_ONLY},
    "by an authentication of before": {"claims": {"auth_time": lambda claims: claims["iat"] - 120}},
    "by a number that is none": {"claims": {"egovNRN": "93051822360"}},
}


@pytest.mark.parametrize("name", REFUSALS)
def test_an_acceptance_that_is_none(scene: Scene, link: str, name: str) -> None:
    how = dict(REFUSALS[name])
    scene.provider.claims = how.pop("claims", {})
    people, client = User.objects.count(), StrictClient()
    scene.is_refused(accept(client, scene, link, **how), client)
    assert (is_open(), helpers(), User.objects.count()) == (True, [], people)
    # The invitation still serves whom it is for.
    scene.provider.be_honest()
    is_accepted(accept(client, scene, link), client, sam(), 450)


def test_a_refusal_leads_back_to_the_invitation(scene: Scene, link: str) -> None:
    page = accept(StrictClient(), scene, link, OTHER).content.decode()
    assert "au nom d’une autre personne" in page
    assert f'href="{link}"' in page


def test_a_professional_who_becomes_an_agent(scene: Scene) -> None:
    """By the address of their work; they have a user already, with a number and a password."""
    link = invited(ALINE.family_name)
    people, client = User.objects.count(), StrictClient()
    is_accepted(accept(client, scene, link, ALINE), client, scene.aline, 450)
    assert helpers() == [scene.aline.pk]
    assert User.objects.count() == people
    assert User.objects.get(pk=scene.aline.pk).email == ALINE.email
    # A password is still not enough for OFFICE.ONE.
    assert with_password(scene.aline).get(OFFICE).status_code == 302


def test_a_professional_with_a_password_alone_converts_first(scene: Scene) -> None:
    sam = make_person("sam", "sam.tranger@one.example")
    link = invited()
    client = with_password(sam)
    page = client.get(link).content.decode()
    assert "Convertissez d’abord votre utilisateur" in page
    assert "Accepter avec" not in page
    assert client.post(link).status_code == 200
    assert scene.provider.asked == []
    # Signed out, the page says so too; who goes on all the same makes no second user.
    nobody, people = StrictClient(), User.objects.count()
    assert "tout restera dans un seul utilisateur" in nobody.get(link).content.decode()
    scene.is_refused(accept(nobody, scene, link), nobody)
    assert (is_open(), User.objects.count()) == (True, people)
    client.post(
        "/pro/utilisateur/convertir/",
        {"first_name": "Sam", "last_name": "Tranger", "email": sam.email, "niss": STRANGER.egovNRN,
         "consent": "on"},
    )  # fmt: skip
    is_accepted(accept(client, scene, link), client, sam, 450)
    assert helpers() == [sam.pk]


def test_in_the_session_of_somebody_else(scene: Scene, link: str) -> None:
    """Aline is signed in; the invitation is Sam's: neither gets the function."""
    client, was = with_password(scene.aline), (scene.aline.pk, PASSWORD_ONLY)
    scene.is_refused(accept(client, scene, link), client, was=was)
    scene.is_refused(accept(client, scene, link, ALINE), client, was=was)
    assert (is_open(), helpers()) == (True, [])


def test_an_answer_that_is_followed_elsewhere(scene: Scene, link: str) -> None:
    """In another browser, and in this one after somebody has signed in there."""
    client = StrictClient()
    address = scene.provider.authorise(client.post(link)["Location"], STRANGER, 450)
    nobody = StrictClient()
    scene.is_refused(come_back(nobody, address), nobody)
    sign_in_by_password(client, scene.aline.username)
    scene.is_refused(come_back(client, address), client, was=(scene.aline.pk, PASSWORD_ONLY))
    assert (is_open(), helpers()) == (True, [])


def test_two_who_come_back_at_once_get_one_function(scene: Scene, link: str) -> None:
    first, second = StrictClient(), StrictClient()
    addresses = [
        scene.provider.authorise(client.post(link)["Location"], STRANGER, 450) for client in (first, second)
    ]
    is_accepted(come_back(first, addresses[0]), first, sam(), 450)
    assert come_back(second, addresses[1]).status_code == 404
    assert who_is_in(second) is None
    # Nor by the same answer once more.
    again = come_back(first, addresses[0])
    assert again.status_code == 403
    assert helpers() == [sam().pk]


@pytest.mark.parametrize("what", ["withdrawn", "expired", "of somebody who left"])
def test_an_invitation_that_ended_on_the_way(scene: Scene, link: str, what: str) -> None:
    client, people = StrictClient(), User.objects.count()
    address = scene.provider.authorise(client.post(link)["Location"], STRANGER, 450)
    with writing():
        if what == "withdrawn":
            AgentInvitation.objects.update(withdrawn_at=clock.now())
        elif what == "expired":
            AgentInvitation.objects.update(expires_at=clock.now() - timedelta(seconds=1))
        else:
            AgentPost.objects.all().delete()
    assert come_back(client, address).status_code == 404
    assert who_is_in(client) is None
    assert (helpers(), User.objects.count()) == ([], people)
    assert client.get(link).status_code == client.post(link).status_code == 404


def test_whose_account_has_ended(scene: Scene) -> None:
    link = invited(ALINE.family_name)
    User.objects.filter(pk=scene.aline.pk).update(is_active=False)
    client = StrictClient()
    answer = accept(client, scene, link, ALINE)
    scene.is_refused(answer, client)
    assert "désactivé" in answer.content.decode()
    assert (is_open(), helpers()) == (True, [])


def test_a_function_that_begins_later_opens_nothing_yet(scene: Scene) -> None:
    link = invited(since=clock.today() + timedelta(days=3))
    client = StrictClient()
    answer = accept(client, scene, link)
    is_accepted(answer, client, sam(), 450)
    assert answer["Location"] == "/pro/utilisateur/"
    assert "premier jour de votre fonction" in client.get(answer["Location"]).content.decode()
    assert not person_of(sam(), LoginLevel.ITSME).is_agent


def test_without_a_federation_nothing_is_promised(scene: Scene, link: str, settings: Any) -> None:
    settings.STRONG_LOGIN = False
    client = StrictClient()
    assert "Accepter avec" not in client.get(link).content.decode()
    assert client.post(link).status_code == 404

"""« Invitations d’agents »: invited by e-mail, sent again, withdrawn, and what became of each."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.accounts import agent_invitations, mails, posts
from portal.accounts.agent_invitations import AgentInvitationUnusable, open_agent_invitation
from portal.accounts.enums import LoginLevel, Role
from portal.accounts.models import AgentInvitation, User
from portal.accounts.person import person_of
from portal.audit.models import AuditEntry
from portal.kernel import clock
from portal.kernel.service import writing
from tests.accounts.doors import wait
from tests.office.house import SYSTEM, House, client_of
from tests.strictness.pages import StrictClient

pytestmark = pytest.mark.django_db
LIST, INVITE = "/office/agents/invitations/", "/office/agents/inviter/"
WANTED = {
    "first_name": "Inès", "last_name": "Petit", "email": "ines@exemple.be", "function": "agent-conseil",
    "territory": "liege", "since": "2030-01-01", "until": "",
}  # fmt: skip


@pytest.fixture
def manager(house: House) -> StrictClient:
    return client_of(house.agents["administrator"])


def read(client: StrictClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode()).replace("\u00a0", " ")


def post(client: StrictClient, path: str, data: dict[str, str] | None = None) -> str:
    """Where it leads."""
    answer = client.post(path, data or {})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def secret_of(message: Any) -> str:
    found = re.search(r"https?://[^/]+/connexion/invitation/([\w-]+)/", message.body)
    assert found
    return found[1]


def test_the_way_to_it_is_for_whoever_manages_agents(house: House, manager: StrictClient) -> None:
    assert INVITE in read(manager, "/office/personnes/")
    assert INVITE not in read(client_of(house.agents["helpdesk"]), "/office/personnes/")


def test_it_promises_of_the_name_what_is_asked_of_it(manager: StrictClient) -> None:
    """One word in common is enough, and a federation that tells no name is believed without."""
    page = " ".join(read(manager, INVITE).split())
    assert "si la connexion donne un nom de famille, un de ses mots au moins doit s’y trouver" in page
    assert "personne d’un autre nom" not in page


def test_somebody_is_invited_by_e_mail(manager: StrictClient) -> None:
    assert post(manager, INVITE, WANTED) == LIST
    page = read(manager, LIST)
    for told in (
        "est partie à ines@exemple.be",
        "Inès Petit",
        "Agent conseil (ACA) (Liège)",
        "1er janvier 2030",
    ):
        assert told in page
    (message,) = mail.outbox
    assert message.to == ["ines@exemple.be"]
    assert "Administrator (ONE) vous invite" in message.body
    secret = secret_of(message)
    invitation = open_agent_invitation(secret)
    assert (invitation.function, invitation.territory) == (Role.ADVISER, "liege")
    # The secret is in the e-mail, and nowhere else.
    assert secret not in page
    assert invitation.secret_digest not in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"email": "ines"}, "adresse e-mail complète"),
        ({"first_name": ""}, "Indiquez le prénom"),
        ({"territory": ""}, "Choisissez le territoire"),
        ({"function": "titulaire"}, "Sélectionnez un choix valide"),
        ({"until": "2029-12-31"}, "Le dernier jour doit suivre"),
        ({"since": "hier"}, "Indiquez un jour"),
    ],
)
def test_what_is_wrong_is_told_and_kept(
    manager: StrictClient, house: House, changes: dict[str, str], words: str
) -> None:
    page = manager.post(INVITE, WANTED | changes).content.decode().replace("\u00a0", " ")
    assert "L’invitation n’est pas encore partie" in page
    assert words in page
    assert 'value="Petit"' in page
    assert AgentInvitation.objects.count() == 1
    assert mail.outbox == []


def test_sent_again_with_a_new_link(manager: StrictClient) -> None:
    post(manager, INVITE, WANTED)
    number = AgentInvitation.objects.latest("pk").pk
    assert "celui d’avant ne servira plus" in read(manager, f"{LIST}{number}/renvoyer/")
    assert len(mail.outbox) == 1
    post(manager, f"{LIST}{number}/renvoyer/")
    first, second = map(secret_of, mail.outbox)
    assert open_agent_invitation(second).email == "ines@exemple.be"
    with pytest.raises(AgentInvitationUnusable):
        open_agent_invitation(first)


def test_withdrawn(manager: StrictClient) -> None:
    post(manager, INVITE, WANTED)
    number = AgentInvitation.objects.latest("pk").pk
    read(manager, f"{LIST}{number}/retirer/")
    assert open_agent_invitation(secret_of(mail.outbox[0]))
    post(manager, f"{LIST}{number}/retirer/")
    with pytest.raises(AgentInvitationUnusable):
        open_agent_invitation(secret_of(mail.outbox[0]))
    assert "Retirée le" in read(manager, LIST)
    for action in ("retirer", "renvoyer"):
        assert manager.post(f"{LIST}{number}/{action}/").status_code == 404


def test_an_e_mail_that_could_not_leave_is_told(
    manager: StrictClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mails, "deliver", lambda *args, **kwargs: (_ for _ in ()).throw(OSError("down")))
    post(manager, INVITE, WANTED)
    page = read(manager, LIST)
    assert "n’a pas pu partir à ines@exemple.be" in page
    assert "Inès Petit" in page


def test_what_became_of_each(house: House, manager: StrictClient, monkeypatch: pytest.MonkeyPatch) -> None:
    page = read(manager, LIST)
    assert "Valable jusqu’au" in page
    assert "envoyée par Digipro" in page
    posts.end_post(
        actor=SYSTEM,
        post_id=house.agents["digipro"].posts.get().pk,
        last_day=clock.today() - timedelta(days=1),
    )
    assert "ne gère plus les agents" in read(manager, LIST)
    wait(monkeypatch, days=20)
    # The session has ended by then.
    assert "Plus valable</strong> depuis le" in read(client_of(house.agents["administrator"]), LIST)


def test_its_queries_do_not_grow_with_its_rows(
    house: House, manager: StrictClient, django_assert_num_queries: Any
) -> None:
    manager.get(LIST)
    with CaptureQueriesContext(connection) as few:
        manager.get(LIST)
    accepted = User.objects.create_user("acceptee", email="acceptee@exemple.be")
    for number in range(4):
        invited = agent_invitations.invite_agent(
            actor=person_of(house.agents["digipro"], LoginLevel.EID), first_name="A", last_name="B",
            email=f"a{number}@exemple.be", function=Role.HELPDESK, territory=None, since=clock.today(),
        ).invitation  # fmt: skip
        if number % 2:
            with writing():
                AgentInvitation.objects.filter(pk=invited.pk).update(
                    accepted_at=clock.now(), accepted_by=accepted
                )
    with django_assert_num_queries(len(few)):
        manager.get(LIST)


def test_who_looked_is_in_the_history(house: House, manager: StrictClient) -> None:
    read(manager, LIST)
    read(manager, f"{LIST}{house.agent_invitation.pk}/retirer/")
    looked = AuditEntry.objects.filter(kind="consultation", actor_id=house.agents["administrator"].pk)
    assert set(looked.values_list("subject_type", "subject_id")) == {
        ("accounts.user", house.agents["administrator"].pk),
        ("accounts.agentinvitation", house.agent_invitation.pk),
    }

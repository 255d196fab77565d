"""Agents have no password: how such a user is named, what they are not offered; the first administrator."""

import re
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from portal.accounts import agent_invitations, posts
from portal.accounts.agent_invitations import AgentInvitationUnusable, open_agent_invitation
from portal.accounts.enums import LoginLevel, Role
from portal.accounts.models import AgentInvitation, User
from portal.accounts.services import register_without_password
from portal.accounts.strong.joining import accept_agent_invitation
from portal.notifications.models import Notification
from tests.accounts.agents import INVITED, SYSTEM, accept, everything, invite, manager_of_agents, proof
from tests.accounts.doors import make_person
from tests.strictness.pages import StrictClient

pytestmark = pytest.mark.django_db


class TestUserNames:
    @staticmethod
    def made(first_name: str, last_name: str) -> str:
        return register_without_password(
            actor=None, email="x@exemple.be", first_name=first_name, last_name=last_name
        ).username

    def test_of_the_names_and_nobody_elses(self) -> None:
        make_person("INES.petit", "y@exemple.be")
        assert [self.made("Inès", "Petit") for _ in range(2)] == ["ines.petit2", "ines.petit3"]
        assert self.made("Anne-Marie", "d’Œultremont") == "anne.marie.d.oeultremont"
        assert self.made("…", "?!") == "agent"
        assert len(self.made("x" * 150, "y" * 150)) <= 150

    def test_one_that_is_taken_meanwhile(self, monkeypatch: Any) -> None:
        monkeypatch.setattr("portal.accounts.services._free_usernames", lambda user: iter(["a", "a2"]))
        assert [self.made("A", "A"), self.made("A", "A")] == ["a", "a2"]


class TestWithoutPassword:
    @pytest.fixture
    def agent(self) -> User:
        return accept(invite(manager_of_agents()))

    @staticmethod
    def client_of(user: User, level: LoginLevel) -> StrictClient:
        client = StrictClient()
        client.level = level
        client.force_login(user)
        return client

    def test_no_link_for_a_password_goes_out(self, client: StrictClient, agent: User) -> None:
        mail.outbox.clear()
        client.post("/mot-de-passe/oublie/", {"email": agent.email})
        assert mail.outbox == []

    def test_no_password_lets_in(self, client: StrictClient, agent: User) -> None:
        for password in ("", "!", agent.password):
            assert (
                client.post("/connexion/", {"username": agent.username, "password": password}).status_code
                == 200
            )

    def test_pages_of_passwords_are_not_there(self, agent: User) -> None:
        client = self.client_of(agent, LoginLevel.ITSME)
        page = client.get("/pro/utilisateur/").content.decode()
        assert "Changer de mot de passe" not in page
        assert client.get("/pro/utilisateur/mot-de-passe/").status_code == 404

    def test_another_address_takes_a_strong_login_instead(self, agent: User, settings: Any) -> None:
        settings.STRONG_LOGIN = True
        weak, strong = self.client_of(agent, LoginLevel.PASSWORD), self.client_of(agent, LoginLevel.ITSME)
        mail.outbox.clear()
        for answer in (
            weak.get("/pro/utilisateur/adresse/"),
            weak.post("/pro/utilisateur/adresse/", {"email": "a@b.be"}),
        ):
            assert answer["Location"].startswith("/connexion/renforcer/")
        assert mail.outbox == []
        assert strong.get("/pro/utilisateur/adresse/").status_code == 200
        assert strong.post("/pro/utilisateur/adresse/", {"email": "a@exemple.be"}).status_code == 302
        assert [message.to for message in mail.outbox] == [["a@exemple.be"]]

    def test_the_emergency_asks_for_a_password_first(self, agent: User) -> None:
        with pytest.raises(CommandError, match="changepassword"):
            call_command("emergency_key", agent.username)


class TestFirstAdministrator:
    @pytest.fixture(autouse=True)
    def offered(self, settings: Any) -> None:
        settings.STRONG_LOGIN = True

    @staticmethod
    def call(*more: str) -> str:
        out = StringIO()
        names = ["--email", "ada@exemple.be", "--first-name", "Ada", "--last-name", "Petit"]
        call_command("invite_administrator", *names, *more, stdout=out)
        return out.getvalue()

    @staticmethod
    def secret_in(text: str) -> str:
        found = re.search(r"https?://[^/]+/connexion/invitation/([\w-]+)/", text)
        assert found, text
        return found[1]

    def test_the_link_is_printed_once_and_makes_an_administrator(self) -> None:
        secret = self.secret_in(self.call())
        assert mail.outbox == []
        assert secret not in str(everything())
        accepted = accept_agent_invitation(actor=None, secret=secret, proof=proof(name="Petit"))
        assert agent_invitations.administrators() == [accepted.accepted_by_id]

    def test_or_sent(self) -> None:
        printed = self.call("--send")
        assert "https" not in printed
        assert [message.to for message in mail.outbox] == [["ada@exemple.be"]]
        assert open_agent_invitation(self.secret_in(mail.outbox[0].body))

    def test_another_link_takes_the_place_of_the_first(self) -> None:
        first = self.secret_in(self.call())
        self.secret_in(self.call("--email", "autre@exemple.be"))
        with pytest.raises(AgentInvitationUnusable):
            open_agent_invitation(first)

    def test_not_beside_an_administrator_unless_asked_who_is_told(self) -> None:
        present = make_person("root", "root@exemple.be")
        posts.give_post(actor=SYSTEM, user=present, function=Role.ADMINISTRATOR)
        with pytest.raises(CommandError, match="--also"):
            self.call()
        assert not AgentInvitation.objects.exists()
        accept_agent_invitation(actor=None, secret=self.secret_in(self.call("--also")), proof=proof())
        assert Notification.objects.filter(user=present, kind="accounts.agent_joined").exists()

    def test_one_who_left_is_none(self) -> None:
        gone = make_person("root", "root@exemple.be", is_active=False)
        posts.give_post(actor=SYSTEM, user=gone, function=Role.ADMINISTRATOR)
        assert self.secret_in(self.call())

    def test_what_is_wrong_is_said(self) -> None:
        with pytest.raises(CommandError, match="adresse e-mail"):
            self.call("--email", "ada")

    def test_not_where_nobody_could_accept(self, settings: Any) -> None:
        settings.STRONG_LOGIN = False
        with pytest.raises(CommandError, match="CSAM"):
            self.call()

    def test_the_service_asks_too(self) -> None:
        present = make_person("root", "root@exemple.be")
        posts.give_post(actor=SYSTEM, user=present, function=Role.ADMINISTRATOR)
        with pytest.raises(ValueError, match="administrator"):
            agent_invitations.invite_first_administrator(actor=SYSTEM, **INVITED)

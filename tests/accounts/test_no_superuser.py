"""No right exists beside the table: nobody is a superuser, and the first administrator has a function."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from portal.accounts.enums import Role, Territory
from portal.accounts.models import AgentPost, User
from portal.accounts.rights import Right
from tests.accounts.conftest import MakeUser, strongly


def test_the_database_knows_none(make_user: MakeUser) -> None:
    user = make_user("aline")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=user.pk).update(is_superuser=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_superuser("autre")


def test_the_command_of_django_says_what_to_do() -> None:
    with pytest.raises(CommandError, match="give_function"):
        call_command("createsuperuser")


def test_the_first_administrator(make_user: MakeUser, capsys: pytest.CaptureFixture[str]) -> None:
    user = make_user("aline")
    call_command("give_function", "aline", "administration")
    assert strongly(user, AgentPost.objects.get().since).may(Right.MANAGE_AGENTS)
    assert "Administration du portail" in capsys.readouterr().out
    call_command("give_function", "aline", "agent-conseil", territory="namur")
    assert AgentPost.objects.get(function=Role.ADVISER).territory == Territory.NAMUR


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["personne", "administration"], "Aucun utilisateur actif"),
        (["aline", "agent-conseil"], "territoire"),
        (["aline", "helpdesk"], "déjà cette fonction"),
        (["aline", "titulaire"], "invalid choice|choix"),
    ],
)
def test_what_the_command_refuses(make_user: MakeUser, arguments: list[str], told: str) -> None:
    make_user("aline", function=Role.HELPDESK)
    with pytest.raises(CommandError, match=told):
        call_command("give_function", *arguments)


@pytest.mark.slow
@pytest.mark.databases
@pytest.mark.django_db(transaction=True)
def test_who_was_a_superuser_is_an_administrator() -> None:
    def at(migration: str) -> Any:
        executor = MigrationExecutor(connection)
        executor.migrate([("accounts", migration)])
        return executor.loader.project_state([("accounts", migration)]).apps

    try:
        users = at("0003_private_niss").get_model("accounts", "User").objects
        users.create(username="chef", is_superuser=True, first_name="Éva", last_name="Lœb")
        users.create(username="aline")
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
    chef = get_user_model().objects.get(username="chef")
    assert not chef.is_superuser
    assert chef.name_key == "loeb eva chef"
    assert list(AgentPost.objects.values_list("user__username", "function", "until")) == [
        ("chef", "administration", None)
    ]

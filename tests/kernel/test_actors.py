import dataclasses

import pytest

from portal.accounts.models import User
from portal.kernel.actors import Actor, SystemActor


def test_a_command_acts_under_its_name() -> None:
    actor: Actor = SystemActor("import des lieux")
    assert actor.pk is None
    assert actor.level is None
    assert actor.audit_label == "Système (import des lieux)"
    with pytest.raises(dataclasses.FrozenInstanceError):
        actor.pk = 1  # type: ignore[misc]


def test_a_person_acts_under_her_name_or_user_name() -> None:
    assert User(username="agent").audit_label == "agent"
    assert User(username="agent", first_name="Aline", last_name="Dupont").audit_label == "Aline Dupont"

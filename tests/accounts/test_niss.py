"""A person's NISS: who may have it, how it is found, what the history tells."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.forms import SetPasswordForm
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test import Client

from portal.accounts import identification
from portal.accounts.identification import TAKEN, state_niss, user_of_niss
from portal.accounts.models import User
from portal.audit.models import AuditEntry
from portal.kernel import service as guard
from portal.kernel.private_fields import sealed
from portal.kernel.service import WriteOutsideService, writing
from tests.facilities.making import ACTOR
from tests.kernel.rings import use

NISS, SHOWN, OTHER = "85073003328", "85.07.30-033.28", "98472899765"


@pytest.fixture
def person(db: None) -> User:
    return User.objects.create_user("aline", password="x")


@pytest.fixture
def somebody(person: User) -> User:
    return User.objects.create_user("bea")


def stated(user: User, text: str = SHOWN) -> User:
    assert state_niss(actor=ACTOR, user=user, text=text)
    return User.objects.get(pk=user.pk)


def test_it_is_sealed_and_found_however_it_is_typed(person: User) -> None:
    assert stated(person).niss.reveal() == NISS
    assert user_of_niss(NISS) == user_of_niss(SHOWN) == user_of_niss(" 85 07 30 033 28") == person
    assert user_of_niss(OTHER) is None


@pytest.mark.parametrize("text", ["", "abc", "85073003329", "8507300332"])
def test_what_is_no_niss_is_refused_on_its_field_and_finds_nobody(person: User, text: str) -> None:
    with pytest.raises(ValidationError) as refused:
        state_niss(actor=ACTOR, user=person, text=text)
    assert list(refused.value.message_dict) == ["niss"]
    assert user_of_niss(text) is None
    assert not AuditEntry.objects.exists()


def test_the_history_tells_that_there_is_one_and_not_which(person: User) -> None:
    stated(person)
    stated(person, OTHER)
    entries = AuditEntry.objects.order_by("pk")
    assert [entry.changes for entry in entries] == [{"niss": ["", "•••"]}, {"niss": ["•••", "•••"]}]
    assert {(entry.subject_id, entry.actor_label) for entry in entries} == {(person.pk, ACTOR.audit_label)}


def test_the_same_again_changes_nothing(person: User) -> None:
    token = stated(person).niss.token
    assert not state_niss(actor=ACTOR, user=person, text=NISS)
    assert User.objects.get().niss.token == token
    assert AuditEntry.objects.count() == 1


def test_nobody_gets_the_number_of_another_or_learns_whose_it_is(person: User, somebody: User) -> None:
    stated(person)
    with pytest.raises(ValidationError) as refused:
        state_niss(actor=ACTOR, user=somebody, text=NISS)
    assert refused.value.message_dict == {"niss": [TAKEN]}
    assert person.username not in TAKEN
    assert user_of_niss(NISS) == person


@pytest.mark.parametrize("keys", ["2 1", "1 2"])
def test_while_keys_change_it_is_found_and_taken_all_the_same(
    person: User, somebody: User, settings: Any, keys: str
) -> None:
    use(settings, fields="1", digests="1")
    stated(person)
    use(settings, fields="2 1", digests=keys)
    assert user_of_niss(NISS) == person
    assert not state_niss(actor=ACTOR, user=person, text=NISS)
    with pytest.raises(ValidationError):
        state_niss(actor=ACTOR, user=somebody, text=NISS)


def test_two_people_with_one_number_let_nobody_in(person: User, somebody: User, settings: Any) -> None:
    """Two processes, of which one knows a newer key, may let this happen at one instant."""
    for user, digests in ((person, "1"), (somebody, "2")):
        use(settings, fields="1", digests=digests)
        with writing():
            User.objects.filter(pk=user.pk).update(**sealed(User, "niss", NISS))
    use(settings, fields="1", digests="2 1")
    with pytest.raises(User.MultipleObjectsReturned):
        user_of_niss(NISS)


def test_after_the_loss_of_a_key_the_same_person_states_it_again(person: User, settings: Any) -> None:
    use(settings, fields="1", digests="1")
    stated(person)
    use(settings, fields="2", digests="1")
    assert user_of_niss(NISS) == person
    assert stated(person).niss.reveal() == NISS


def test_whoever_was_looked_up_too_early_is_refused_by_the_database(
    person: User, somebody: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    stated(person)
    monkeypatch.setattr(identification, "holding", lambda *args: User.objects.none())
    with pytest.raises(ValidationError) as refused:
        state_niss(actor=ACTOR, user=somebody, text=NISS)
    assert refused.value.message_dict == {"niss": [TAKEN]}
    assert refused.value.__suppress_context__
    somebody.refresh_from_db()
    assert somebody.niss is None


@pytest.mark.databases
@pytest.mark.django_db(transaction=True)
def test_two_people_state_one_number_at_the_same_moment() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one writer begin at a time")
    people = [User.objects.create_user(f"u{number}") for number in range(6)]
    outcomes: list[str] = []
    together = threading.Barrier(len(people))

    def state(user: User) -> None:
        together.wait()
        try:
            state_niss(actor=ACTOR, user=user, text=NISS)
            outcomes.append("stated")
        except ValidationError:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=state, args=[user]) for user in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(outcomes) == ["refused"] * 5 + ["stated"]
    assert User.objects.filter(niss__isnull=False).count() == 1


COLUMNS_CHANGED: dict[str, Callable[[User], object]] = {
    "update": lambda user: User.objects.update(niss=None, niss_digest=None),
    "update of the digest": lambda user: User.objects.update(niss_digest="1:0"),
    "save(update_fields)": lambda user: user.save(update_fields=["niss"]),
    "save_base(raw), as loaddata does": lambda user: user.save_base(raw=True),
    "bulk_update": lambda user: User.objects.bulk_update([user], ["niss", "niss_digest"]),
    "upsert": lambda user: User.objects.bulk_create(
        [user], update_conflicts=True, update_fields=["niss"], unique_fields=["id"]
    ),
    "cursor": lambda user: run("UPDATE accounts_user SET niss=NULL"),
    "cursor, quoted": lambda user: run('update "accounts_user" set ("niss", "niss_digest") = (NULL, NULL)'),
    "cursor, after a subquery": lambda user: run(
        "UPDATE accounts_user SET email = (SELECT '' WHERE 1 = 1), NISS = NULL"
    ),
}  # fmt: skip


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize("way", COLUMNS_CHANGED)
def test_nothing_but_a_service_changes_it(person: User, way: str) -> None:
    user = stated(person)
    with pytest.raises(WriteOutsideService), transaction.atomic():
        COLUMNS_CHANGED[way](user)
    assert User.objects.get().niss.reveal() == NISS


def test_a_column_named_by_a_literal_is_seen() -> None:
    with pytest.raises(WriteOutsideService):
        guard._refuse_unguarded_writes(print, "UPDATE 'accounts_user' SET 'niss' = NULL", None, False, {})


def test_django_goes_on_writing_what_is_its_own(person: User) -> None:
    stated(person)
    client = Client()
    assert client.post("/connexion/", {"username": "aline", "password": "x"}).status_code == 302
    user = User.objects.get()
    assert user.last_login is not None
    form = SetPasswordForm(user, {"new_password1": "Tilleul-77-gris", "new_password2": "Tilleul-77-gris"})
    assert form.is_valid(), form.errors
    form.save()
    typed = {"username": "aline", "password": "Tilleul-77-gris"}
    assert client.post("/connexion/", typed).status_code == 302
    user.email = "aline@example.org"
    user.save()
    User.objects.filter(pk=user.pk).update(first_name="Aline")
    User.objects.create_user("agent", password="x").delete()
    now = User.objects.get()
    assert (now.email, now.first_name, now.niss.reveal()) == ("aline@example.org", "Aline", NISS)

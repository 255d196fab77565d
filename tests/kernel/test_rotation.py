"""Keys are changed under a running site, and nothing is lost."""

import random
import threading
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from portal.accounts.identification import state_niss, user_of_niss
from portal.accounts.models import User
from portal.audit.models import AuditEntry
from portal.kernel import rotation
from portal.kernel.private_fields import sealed
from portal.kernel.rotation import Outcome, rotate
from portal.kernel.service import writing
from tests.facilities.making import ACTOR
from tests.kernel.numbers import niss_of
from tests.kernel.rings import use

PRIVATE = User._meta.get_field("niss")
NUMBERS = [niss_of(date(1980, 1, 1), counter) for counter in range(1, 999)]
PEOPLE = 12


def plant(settings: Any, count: int = PEOPLE) -> list[User]:
    """People with a NISS under the keys 1, and one without."""
    use(settings, fields="1", digests="1")
    with writing():
        User.objects.bulk_create(
            User(username=f"u{n:04}", **sealed(User, "niss", NUMBERS[n])) for n in range(count)
        )
    User.objects.create_user("sans")
    return list(User.objects.filter(niss__isnull=False).order_by("username"))


def rotated(**options: Any) -> Outcome:
    return rotate(actor=ACTOR, model=User, private=PRIVATE, **options)


def run(*arguments: str) -> tuple[str, str, bool]:
    """What the command printed, and whether it was content."""
    out, err = StringIO(), StringIO()
    try:
        call_command("rotate_keys", *arguments, stdout=out, stderr=err)
    except CommandError as error:
        return out.getvalue(), err.getvalue() + str(error), False
    return out.getvalue(), err.getvalue(), True


def tokens() -> list[str]:
    return [user.niss.token for user in User.objects.filter(niss__isnull=False).order_by("username")]


def key_ids() -> set[tuple[str, str]]:
    """Ids of the keys by which values are sealed and found."""
    people = User.objects.filter(niss__isnull=False)
    return {(user.niss.token.split(":")[0], (user.niss_digest or "").split(":")[0]) for user in people}


def all_is_there(people: list[User]) -> bool:
    revealed = [user.niss.reveal() for user in User.objects.filter(niss__isnull=False).order_by("username")]
    return revealed == NUMBERS[: len(people)] and [user_of_niss(number) for number in revealed] == people


@pytest.fixture(autouse=True)
def small_chunks(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotation, "CHUNK", 5)


@pytest.mark.databases
@pytest.mark.parametrize(
    ("fields", "digests", "renewed"),
    [
        ("2 1", "2 1", PEOPLE),
        ("2 1", "1", PEOPLE),
        ("1", "2 1", PEOPLE),
        ("1 2", "1 2", 0),
        ("3 2 1", "3 1", PEOPLE),
    ],
)
def test_every_value_comes_under_the_current_keys(
    settings: Any, fields: str, digests: str, renewed: int
) -> None:
    people = plant(settings)
    use(settings, fields=fields, digests=digests)
    assert all_is_there(people)
    outcome = rotated()
    assert (outcome.read, outcome.renewed, outcome.is_complete) == (PEOPLE, renewed, True)
    assert key_ids() == {(fields[0], digests[0])}
    assert rotated().renewed == 0
    # The old keys may go.
    use(settings, fields=fields[0], digests=digests[0])
    assert all_is_there(people)


def test_a_seal_that_is_current_stays_when_the_digest_is_made_again(settings: Any) -> None:
    plant(settings)
    before = tokens()
    use(settings, fields="1", digests="2 1")
    assert rotated().renewed == PEOPLE
    assert tokens() == before


def test_values_of_three_keys_come_under_one(settings: Any) -> None:
    people = plant(settings)
    for keys, user, number in (("2 1", people[3], NUMBERS[3]), ("3 2 1", people[7], NUMBERS[7])):
        use(settings, fields=keys, digests=keys)
        with writing():
            User.objects.filter(pk=user.pk).update(**sealed(User, "niss", number))
    assert key_ids() == {("1", "1"), ("2", "2"), ("3", "3")}
    assert rotated().renewed == PEOPLE - 1
    assert key_ids() == {("3", "3")}
    assert all_is_there(people)


def test_a_dry_run_counts_and_writes_nothing(settings: Any) -> None:
    plant(settings)
    before = tokens()
    use(settings, fields="2 1", digests="2 1")
    for arguments, what in ((["--dry-run"], "à refaire"), ([], "refaites")):
        assert tokens() == before
        told, problems, is_well = run(*arguments)
        first, *others = told.splitlines()
        assert first == f"accounts.User.niss\u00a0: {PEOPLE} valeurs, {PEOPLE} {what}."
        # Every private field has its line, and nobody has a value in the others here.
        assert others
        assert all(line.endswith(f"\u00a0: 0 valeurs, 0 {what}.") for line in others)
        assert (problems, is_well) == ("", True)
    assert tokens() != before
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("arguments", [[], ["--dry-run"]])
def test_what_no_key_opens_is_named_and_left_as_it_is(settings: Any, arguments: list[str]) -> None:
    people = plant(settings)
    use(settings, fields="2 1", digests="2 1")
    rotated()
    use(settings, fields="1", digests="1")
    with writing():
        lost = people[4]
        User.objects.filter(pk=lost.pk).update(**sealed(User, "niss", NUMBERS[4]))
    token = User.objects.get(pk=lost.pk).niss.token
    use(settings, fields="3 2", digests="3 2")
    out, err, content = run(*arguments)
    assert not content
    assert f"accounts.User.niss, ligne {lost.pk}\u00a0: aucune clé ne l’ouvre." in err
    assert f"{PEOPLE} valeurs, {PEOPLE - 1}" in out
    assert not any(number in out + err for number in NUMBERS)
    assert token not in out + err
    assert User.objects.get(pk=lost.pk).niss.token == token


def test_a_damaged_value_under_the_current_key_is_named_too(settings: Any) -> None:
    people = plant(settings)
    with writing(), connection.cursor() as cursor:
        damaged = people[0].niss.token[:-8] + "AAAAAA=="
        cursor.execute("UPDATE accounts_user SET niss = %s WHERE id = %s", [damaged, people[0].pk])
    assert rotated().unreadable == [people[0].pk]


@pytest.mark.parametrize("digests", ["1", "2 1"])
def test_a_seal_that_was_copied_into_another_row_is_named(settings: Any, digests: str) -> None:
    people = plant(settings)
    with writing():
        User.objects.filter(pk=people[1].pk).update(niss=people[0].niss)
    use(settings, fields="2 1", digests=digests)
    assert rotated().contradicted == [people[1].pk]
    out, err, content = run("--dry-run")
    assert not content
    assert f"ligne {people[1].pk}\u00a0: son empreinte est celle d’une autre valeur" in err
    assert not any(number in out + err for number in NUMBERS)


def test_a_digest_of_a_lost_key_is_made_again(settings: Any) -> None:
    people = plant(settings)
    use(settings, fields="1", digests="2")
    assert user_of_niss(NUMBERS[0]) is None
    assert rotated().renewed == PEOPLE
    assert all_is_there(people)


def test_two_rows_of_one_value_are_named_and_left_as_they_are(settings: Any) -> None:
    people = plant(settings)
    use(settings, fields="1", digests="2")
    with writing():
        User.objects.filter(pk=people[9].pk).update(**sealed(User, "niss", NUMBERS[0]))
    use(settings, fields="2 1", digests="2 1")
    out, err, content = run()
    assert not content
    assert f"ligne {people[0].pk}\u00a0: une autre ligne a la même valeur" in err
    assert f"{PEOPLE - 1} refaites" in out
    people[0].refresh_from_db()
    assert people[0].niss.reveal() == NUMBERS[0]


@pytest.mark.databases
def test_what_a_service_stores_meanwhile_stays(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between reading and writing a chunk: changed under either key, taken away, removed."""
    people = plant(settings)
    use(settings, fields="2 1", digests="2 1")
    store, once = rotation.store_renewals, iter([True])

    def meddle(**arguments: Any) -> Any:
        if next(once, False):
            state_niss(actor=ACTOR, user=people[0], text=NUMBERS[900])
            use(settings, fields="1 2", digests="1 2")
            state_niss(actor=ACTOR, user=people[1], text=NUMBERS[901])
            use(settings, fields="2 1", digests="2 1")
            with writing():
                User.objects.filter(pk=people[2].pk).update(niss=None, niss_digest=None)
                people[3].delete()
        return store(**arguments)

    monkeypatch.setattr(rotation, "store_renewals", meddle)
    outcome = rotated()
    assert outcome.is_complete
    assert user_of_niss(NUMBERS[900]) == people[0]
    assert user_of_niss(NUMBERS[901]) == people[1]
    assert user_of_niss(NUMBERS[0]) is None
    assert key_ids() == {("2", "2")}
    assert User.objects.get(pk=people[2].pk).niss is None
    assert User.objects.get(pk=people[0].pk).niss.reveal() == NUMBERS[900]


def test_a_row_that_never_rests_is_named(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    people = plant(settings, 1)
    use(settings, fields="2 1", digests="2 1")
    store = rotation.store_renewals

    def meddle(**arguments: Any) -> Any:
        use(settings, fields="1 2", digests="1 2")
        with writing():
            User.objects.filter(pk=people[0].pk).update(**sealed(User, "niss", NUMBERS[0]))
        use(settings, fields="2 1", digests="2 1")
        return store(**arguments)

    monkeypatch.setattr(rotation, "store_renewals", meddle)
    assert rotated().restless == [people[0].pk]


def test_cut_short_it_goes_on_where_it_was(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    people = plant(settings)
    use(settings, fields="2 1", digests="2 1")
    store, chunks = rotation.store_renewals, iter(range(100))

    def stop(**arguments: Any) -> Any:
        if next(chunks) == 2:
            raise KeyboardInterrupt
        return store(**arguments)

    monkeypatch.setattr(rotation, "store_renewals", stop)
    with pytest.raises(KeyboardInterrupt):
        rotated()
    monkeypatch.setattr(rotation, "store_renewals", store)
    assert key_ids() == {("1", "1"), ("2", "2")}
    assert all_is_there(people)
    assert rotated().renewed == PEOPLE - 10
    assert all_is_there(people)


def test_the_number_of_queries_follows_the_chunks(
    settings: Any, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(settings)
    use(settings, fields="1")
    monkeypatch.setattr(rotation, "CHUNK", 200)
    # One chunk, and the end; no transaction, for nothing is to be written.
    with django_assert_num_queries(2):
        rotated()


@pytest.mark.databases
@pytest.mark.django_db(transaction=True)
def test_beside_people_who_state_their_numbers(settings: Any) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("several processes on one file: test_rotation_processes")
    people = plant(settings, 60)
    use(settings, fields="2 1", digests="2 1")
    last: dict[int, str] = {}
    dice, done = random.Random(7), threading.Event()

    def write() -> None:
        free = list(NUMBERS[100:])
        try:
            while not done.is_set() and free:
                user, number = dice.choice(people), free.pop()
                state_niss(actor=ACTOR, user=user, text=number)
                last[user.pk] = number
        finally:
            connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    outcomes = []
    while len(last) < 50 and writer.is_alive():
        outcomes.append(rotated())
    done.set()
    writer.join(30)
    assert all(outcome.is_complete for outcome in outcomes)
    assert len(last) >= 50
    assert key_ids() == {("2", "2")}
    for number, user in enumerate(people):
        stands = last.get(user.pk, NUMBERS[number])
        assert User.objects.get(pk=user.pk).niss.reveal() == stands
        assert user_of_niss(stands) == user

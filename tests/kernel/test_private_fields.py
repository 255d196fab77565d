"""A private value stays covered, whatever is done with it, and a clear one is stored nowhere."""

import copy
import json
import logging
import pickle
import pprint
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.core import serializers
from django.core.cache import caches
from django.core.exceptions import FieldError
from django.core.management import call_command
from django.core.serializers.base import DeserializationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError, IntegrityError, models, transaction
from django.forms.models import model_to_dict
from django.template import Context, Engine
from django.test.utils import isolate_apps

from portal.accounts.identification import state_niss
from portal.accounts.models import User
from portal.kernel import crypto
from portal.kernel.private_checks import check_private_values
from portal.kernel.private_fields import (
    COVER,
    Private,
    PrivateModel,
    PrivateTextField,
    holding,
    private_fields,
    sealed,
)
from portal.kernel.service import WriteOutsideService, writing
from portal.notifications.models import Notification
from tests.facilities.making import ACTOR
from tests.kernel.rings import use

NISS, OTHER = "85073003328", "98472899765"


@pytest.fixture
def person(db: None) -> User:
    user = User.objects.create_user("aline", password="x")
    state_niss(actor=ACTOR, user=user, text=NISS)
    return User.objects.get()


def rendered(value: Private) -> str:
    template = (
        "{{ p }}|{{ p|safe }}|{{ p|upper }}|{{ p|default:'x' }}|{{ p|join:'' }}|{{ p|stringformat:'s' }}"
    )
    return Engine().from_string(template + "|{{ p|pprint }}|{{ p.reveal }}").render(Context({"p": value}))


def logged(value: Private) -> str:
    record = logging.LogRecord("x", logging.INFO, "", 1, "%s %r %(niss)s", (value,), None)
    record.msg, record.args = "%s %r", (value, value)
    return logging.Formatter().format(record)


SHOWN: dict[str, Callable[[Private], str]] = {
    "str": str,
    "repr": repr,
    "ascii": ascii,
    "f-string": lambda p: f"{p} {p!s} {p!r} {p:>20} {[p]}",
    "format": "{:<30}".format,
    "percent": lambda p: "%s %r %a" % (p, p, p),  # noqa: UP031 -- one of the ways
    "pprint": pprint.pformat,
    "template": rendered,
    "log": logged,
    "json with a default": lambda p: json.dumps({"niss": p}, default=str),
    "deepcopy": lambda p: repr(copy.deepcopy([p])) + repr(copy.copy(p)),
    "its attributes": lambda p: repr([getattr(p, name) for name in dir(p)]),
}


@pytest.mark.parametrize("way", SHOWN)
def test_it_is_shown_covered(person: User, way: str) -> None:
    shown = SHOWN[way](person.niss)
    assert NISS not in shown
    assert shown


@pytest.mark.parametrize(
    "show",
    [
        repr,
        lambda person: repr(person.__dict__),
        lambda person: repr(copy.deepcopy(person).__dict__),
        lambda person: repr(model_to_dict(person)),
        lambda person: repr(User.objects.all()),
        lambda person: repr(list(User.objects.values())),
        lambda person: repr(list(User.objects.values_list("niss", flat=True))),
        lambda person: repr(list(User.objects.annotate(x=models.F("niss")).values("x"))),
        lambda person: serializers.serialize("python", [person]),
    ],
)
def test_its_row_shows_it_covered_or_sealed(person: User, show: Callable[[User], object]) -> None:
    assert NISS not in str(show(person))


def test_revealing_is_the_only_way(person: User) -> None:
    assert str(person.niss) == COVER
    assert person.niss.reveal() == NISS
    assert rendered(person.niss).endswith("|")


@pytest.mark.parametrize("encoder", [json.JSONEncoder, DjangoJSONEncoder])
def test_json_has_no_form_for_it(person: User, encoder: type[json.JSONEncoder]) -> None:
    with pytest.raises(TypeError):
        json.dumps([person.niss], cls=encoder)


def test_no_pickle_cache_or_session_takes_it(person: User) -> None:
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        for value in (person.niss, person, [person]):
            with pytest.raises(TypeError):
                pickle.dumps(value, protocol)
    with pytest.raises(TypeError):
        pickle.dumps(User.objects.all())
    with pytest.raises(TypeError):
        caches["default"].set("niss", person.niss)
    session = SessionStore()
    session["niss"] = person.niss
    with pytest.raises(TypeError):
        session.save()


def test_a_person_without_one_is_an_ordinary_row(db: None) -> None:
    user = User.objects.create_user("bea")
    assert pickle.loads(pickle.dumps(user)).niss is None


def forget_everybody() -> None:
    """With what they were told when their number was linked."""
    with writing():
        Notification.objects.all().delete()
    User.objects.all().delete()


@pytest.mark.parametrize("format", ["json", "jsonl", "xml"])
def test_a_dump_is_sealed_and_can_be_loaded(person: User, tmp_path: Any, format: str) -> None:
    dump = tmp_path / f"dump.{format}"
    call_command("dumpdata", "accounts.user", format=format, output=str(dump), verbosity=0)
    assert NISS not in dump.read_text()
    assert person.niss.token in dump.read_text()
    forget_everybody()
    with writing():
        call_command("loaddata", str(dump), verbosity=0)
    assert User.objects.get().niss.reveal() == NISS
    assert holding(User, "niss", NISS).get() == person


def test_a_dump_that_holds_it_in_clear_is_refused(person: User, tmp_path: Any) -> None:
    dump = tmp_path / "dump.json"
    dump.write_text(serializers.serialize("json", [person]).replace(person.niss.token, NISS))
    with pytest.raises(DeserializationError), writing():
        call_command("loaddata", str(dump), verbosity=0)
    assert User.objects.get().niss.reveal() == NISS


IN_CLEAR: dict[str, Callable[[User], object]] = {
    "assigned": lambda person: setattr(person, "niss", OTHER),
    "created": lambda person: User(niss=OTHER),
    "updated": lambda person: User.objects.update(niss=OTHER),
    "made by hand": lambda person: User.objects.update(niss=Private(OTHER, person.niss.purpose)),
    "of another field": lambda person: User.objects.update(niss=Private(crypto.seal(OTHER, "x"), "x")),
}


@pytest.mark.parametrize("way", IN_CLEAR)
def test_a_clear_text_is_refused_and_not_repeated(person: User, way: str) -> None:
    with pytest.raises(TypeError) as refused, transaction.atomic(), writing():
        IN_CLEAR[way](person)
    assert OTHER not in str(refused.value)
    assert User.objects.get().niss.reveal() == NISS


@pytest.mark.parametrize(
    "lookup", ["niss", "niss__exact", "niss__contains", "niss__in", "niss__gt", "niss__x"]
)
def test_only_its_presence_can_be_asked_for(person: User, lookup: str) -> None:
    with pytest.raises(FieldError):
        User.objects.filter(**{lookup: NISS})
    assert User.objects.filter(niss__isnull=False).count() == 1


def test_forms_and_full_clean_leave_it_alone(person: User) -> None:
    person.full_clean()
    assert "niss" not in model_to_dict(person)


def test_a_seal_never_stands_without_its_digest(person: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), writing():
        User.objects.update(niss_digest=None)


def test_nothing_is_sealed_of_an_empty_text(person: User) -> None:
    assert sealed(User, "niss", "") == {"niss": None, "niss_digest": None}
    assert not holding(User, "niss", "").exists()


class TestSaving:
    """Django saves whole people: what was read before the keys were changed must not come back."""

    def test_a_whole_save_leaves_the_seal_as_it_is(self, person: User) -> None:
        with writing():
            User.objects.update(**sealed(User, "niss", OTHER))
        person.first_name = "Aline"
        person.save()
        now = User.objects.get()
        assert (now.first_name, now.niss.reveal()) == ("Aline", OTHER)
        assert holding(User, "niss", OTHER).exists()

    def test_what_was_assigned_is_saved(self, person: User) -> None:
        for name, value in sealed(User, "niss", OTHER).items():
            setattr(person, name, value)
        with pytest.raises(WriteOutsideService), transaction.atomic():
            person.save()
        person.save(update_fields=["first_name"])
        with writing():
            person.save()
        assert User.objects.get().niss.reveal() == OTHER

    def test_reading_again_is_no_assignment(self, person: User) -> None:
        person.refresh_from_db()
        person.save()
        person.refresh_from_db(fields=["niss"])
        person.save()
        person.niss = None
        person.refresh_from_db(None, ["email"])
        with pytest.raises(WriteOutsideService), transaction.atomic():
            person.save()
        late = User.objects.defer("niss").get()
        assert late.niss.reveal() == NISS
        late.save()

    def test_a_new_person_is_saved_whole(self, db: None) -> None:
        User(username="bea", **sealed(User, "niss", NISS)).save()
        assert User.objects.get().niss.reveal() == NISS

    def test_one_who_is_gone_does_not_come_back(self, person: User) -> None:
        forget_everybody()
        with pytest.raises(DatabaseError, match="did not affect any rows"):
            person.save()


class TestChecks:
    def test_values_that_open_are_fine(self, person: User) -> None:
        assert check_private_values(None, ["default"]) == []
        assert check_private_values(None) == []

    def test_values_of_a_missing_key_are_told_without_them(self, person: User, settings: Any) -> None:
        use(settings, fields="1")
        (error,) = check_private_values(None, ["default"])
        assert error.id == "kernel.E001"
        assert str(person.pk) in error.msg
        assert NISS not in str(error)
        assert person.niss.token not in str(error)

    def test_before_the_first_migration_there_is_nothing_to_open(
        self, person: User, settings: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        use(settings, fields="1")
        monkeypatch.setattr(User._meta, "db_table", "accounts_not_yet")
        assert check_private_values(None, ["default"]) == []

    @isolate_apps("portal.accounts")
    def test_a_field_says_what_it_needs(self) -> None:
        class Plain(models.Model):  # noqa: DJ008 -- only to be checked
            iban = PrivateTextField(purpose="x", digest_field="iban_digest")

            class Meta:
                app_label = "accounts"

        class Right(PrivateModel):
            iban = PrivateTextField(purpose="x", digest_field="iban_digest")
            iban_digest = models.CharField(max_length=100, db_index=True)

            class Meta:
                app_label = "accounts"

        assert {each.id for each in Plain._meta.get_field("iban").check()} == {"kernel.E002", "kernel.E003"}
        assert Right._meta.get_field("iban").check() == []


def test_every_private_field_has_a_purpose_of_its_own() -> None:
    purposes = [field.purpose for _, field in private_fields()]
    assert purposes
    assert len(set(purposes)) == len(purposes)

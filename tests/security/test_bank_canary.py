"""A bank account that went through the service and the pages, looked for wherever it must not be."""

import logging
import sys
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.views.debug import get_exception_reporter_class
from wagtail.models import ReferenceIndex, Revision

from portal.accounts.enums import LoginLevel
from portal.audit.models import AuditEntry
from portal.facilities.models import BankAccount
from portal.facilities.services import bank
from tests.pro.conftest import (  # noqa: F401 -- fixtures
    House,
    client_of,
    house,
    make_facility,
    make_user,
    organiser,
    other_organiser,
)

pytestmark = pytest.mark.django_db
IBAN = "BE91998042775576"
SHAPES = (IBAN, "BE91 9980 4277 5576", "998042775576", "9980 4277 5576")
TYPED = {"iban": "be91 9980 4277 5576", "bic": "GKCCBEBB", "account_holder": "Les Tilleuls", "version": "0"}


def found_in(text: str | bytes) -> list[str]:
    haystack = text.encode() if isinstance(text, str) else text
    return [
        shape
        for shape in SHAPES
        for needle in (shape.encode(), shape.encode("utf-16-le"), shape.encode().hex().encode())
        if needle.lower() in haystack.lower()
    ]


def address(house: House) -> str:  # noqa: F811
    return f"/pro/coordonnees-bancaires/{house.organiser.pk}/modifier/"


def state(house: House, **changes: str) -> Any:  # noqa: F811
    return client_of(house.holder, LoginLevel.EID).post(address(house), TYPED | changes)


def test_the_canary_is_found_where_it_is() -> None:
    assert found_in("Compte BE91 9980 4277 5576.") == ["BE91 9980 4277 5576", "9980 4277 5576"]
    assert found_in(IBAN.encode("utf-16-le"))


def test_it_is_stored_sealed_in_one_table_and_nowhere_else(house: House) -> None:  # noqa: F811
    answer = state(house)
    assert answer.status_code == 302
    assert found_in(answer["Location"]) == []
    client_of(house.holder, LoginLevel.EID).get(f"/pro/coordonnees-bancaires/{house.organiser.pk}/")
    assert BankAccount.objects.get().iban.reveal() == IBAN
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            assert found_in(str(cursor.fetchall())) == [], table
    assert not Revision.objects.exists()
    assert not ReferenceIndex.objects.exists()
    assert AuditEntry.objects.filter(purpose="coordonnées bancaires").count() >= 2
    assert found_in("".join(message.body for message in mail.outbox)) == []


def test_dumps_and_what_is_shown_of_rows_hold_none(
    house: House,  # noqa: F811
    capsys: pytest.CaptureFixture[str],
) -> None:
    state(house)
    call_command("dumpdata", "facilities", verbosity=0)
    dumped = capsys.readouterr().out
    assert "Les Tilleuls" in dumped
    account = BankAccount.objects.get()
    for text in (dumped, repr(account), str(account), repr(vars(account)), str(BankAccount.objects.values())):
        assert found_in(text) == []


def test_logs_hold_none_even_of_every_query(
    house: House,  # noqa: F811
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, "django.db.backends")
    with CaptureQueriesContext(connection):
        state(house)
        state(house, bic="x")
        state(house, version="1", iban="BE91 9980 4277 5577")
    assert "facilities_bankaccount" in caplog.text
    assert found_in(caplog.text) == []


@pytest.mark.parametrize("debug", [False, True], ids=["production", "debug"])
@pytest.mark.parametrize("fault", ["history", "seal", "check"])
def test_no_report_of_an_error_holds_one(
    house: House,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    fault: str,
    debug: bool,
) -> None:
    def broken(*arguments: Any, **named: Any) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("django.conf.settings.DEBUG", debug)
    monkeypatch.setattr(
        {
            "history": "portal.facilities.services.bank.record_modification",
            "seal": "portal.kernel.crypto.AESGCM",
            "check": "portal.kernel.iban.iban.validate",
        }[fault],
        broken,
    )
    # On a developer's own page, what he has just typed is shown.
    request = RequestFactory().post("/", {} if debug else TYPED)
    from tests.accounts.conftest import strongly

    try:
        bank.state_bank_account(
            actor=strongly(house.holder), organiser_id=house.organiser.pk, version=0,
            iban=TYPED["iban"], bic="", account_holder="Les Tilleuls",
        )  # fmt: skip
    except RuntimeError:
        reporter = get_exception_reporter_class(request)(request, *sys.exc_info())
    for report in (reporter.get_traceback_html(), reporter.get_traceback_text()):
        assert "state_bank_account" in report
        assert found_in(report.replace(test_no_report_of_an_error_holds_one.__name__, "")) == []


def test_a_page_that_breaks_tells_nothing(
    house: House,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(*arguments: Any, **named: Any) -> None:
        raise RuntimeError("broken")

    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr("portal.facilities.services.bank.record_modification", broken)
    client = client_of(house.holder, LoginLevel.EID)
    client.raise_request_exception = False
    answer = client.post(address(house), TYPED)
    assert answer.status_code == 500
    assert found_in(answer.content) == []
    assert found_in(caplog.text) == []
    assert not BankAccount.objects.exists()

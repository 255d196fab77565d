"""A childminder's number, and her partner's, typed into their forms and looked for where they must not be."""

import logging
import sys
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.views.debug import get_exception_reporter_class

from portal.accounts.enums import LoginLevel
from portal.accounts.models import User
from portal.facilities import services
from portal.facilities.enums import FacilityKind
from portal.facilities.models import Childminder, CoCarePartner, Facility
from portal.facilities.services import identification
from tests.accounts.conftest import DAY, strongly
from tests.pro.conftest import (  # noqa: F401 -- fixtures
    House,
    client_of,
    house,
    make_facility,
    make_user,
    organiser,
    other_organiser,
)
from tests.pro.section_values import shown_in
from tests.security.test_private_canary import NISS, TYPED, found_in

pytestmark = pytest.mark.django_db
SECTIONS = {"identification": Childminder, "co-accueil": CoCarePartner}
PERSON = {"first_name": "Zoé", "last_name": "Lisible"}


@pytest.fixture
def home(house: House, make_facility: Callable[..., Facility]) -> Facility:  # noqa: F811
    return make_facility(house.organiser, FacilityKind.CO_CHILDMINDERS)


@pytest.fixture(params=SECTIONS)
def slug(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def address(home: Facility, slug: str) -> str:
    return f"/pro/milieux/{home.pk}/{slug}/"


def state(user: User, home: Facility, slug: str, **changed: str) -> Any:
    client = client_of(user, LoginLevel.EID)
    seen = shown_in(client.get(address(home, slug)).content.decode())["seen"]
    return client.post(address(home, slug), PERSON | {"niss": TYPED, "seen": seen} | changed)


def test_it_is_stored_sealed_in_one_table_and_nowhere_else(house: House, home: Facility, slug: str) -> None:  # noqa: F811
    answer = state(house.holder, home, slug)
    assert answer.status_code == 302
    assert found_in(answer["Location"]) == []
    client_of(house.holder, LoginLevel.EID).get(f"/pro/milieux/{home.pk}/")
    assert SECTIONS[slug].objects.get().niss.reveal() == NISS
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            assert found_in(str(cursor.fetchall())) == [], table
    assert [found_in(str(session.get_decoded())) for session in Session.objects.all()] != []
    assert all(found_in(str(session.get_decoded())) == [] for session in Session.objects.all())
    assert found_in("".join(str(message.body) for message in mail.outbox)) == []


def test_below_a_strong_login_no_page_holds_it(house: House, home: Facility, slug: str) -> None:  # noqa: F811
    state(house.holder, home, slug)
    by_password = client_of(house.holder)
    for page in (f"/pro/milieux/{home.pk}/", address(home, slug)):
        text = by_password.get(page).content.decode()
        assert "•••.28" in text
        assert found_in(text) == []
    assert TYPED in client_of(house.holder, LoginLevel.EID).get(address(home, slug)).content.decode()


def test_a_form_whose_session_has_ended_carries_it_sealed_and_loses_it_below(
    house: House,  # noqa: F811
    home: Facility,
    slug: str,
) -> None:
    client = client_of(house.holder, LoginLevel.EID)
    seen = shown_in(client.get(address(home, slug)).content.decode())["seen"]
    Session.objects.all().delete()
    late = client.post(address(home, slug), PERSON | {"niss": TYPED, "seen": seen})
    assert late.status_code == 403
    assert found_in(late.content) == []
    assert not SECTIONS[slug].objects.exists()


def test_a_number_that_was_typed_strongly_and_comes_by_password_is_not_dropped_in_silence(
    house: House,  # noqa: F811
    home: Facility,
    slug: str,
) -> None:
    answer = client_of(house.holder).post(address(home, slug), PERSON | {"niss": TYPED, "seen": "x"})
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "que vous aviez tapé n’est pas repris" in text
    assert found_in(text) == []
    assert "Lisible" in text
    assert not SECTIONS[slug].objects.exists()


def test_dumps_and_what_is_shown_of_rows_hold_none(
    house: House,  # noqa: F811
    home: Facility,
    slug: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    state(house.holder, home, slug)
    call_command("dumpdata", "facilities", verbosity=0)
    dumped = capsys.readouterr().out
    assert "Lisible" in dumped
    model: Any = SECTIONS[slug]
    row = model.objects.get()
    for text in (dumped, repr(row), str(row), repr(vars(row)), str(model.objects.values())):
        assert found_in(text) == []
    assert "Lisible" not in str(row)


def test_logs_hold_none_even_of_every_query(
    house: House,  # noqa: F811
    home: Facility,
    slug: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, "django.db.backends")
    with CaptureQueriesContext(connection):
        state(house.holder, home, slug)
        state(house.holder, home, slug, niss=TYPED + "9")
    assert SECTIONS[slug]._meta.db_table in caplog.text
    assert found_in(caplog.text) == []


def break_it(monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    def broken(*arguments: Any, **named: Any) -> None:
        raise RuntimeError("broken")

    target = {
        "history": "portal.facilities.services.identification.record_modification",
        "seal": "portal.kernel.crypto.AESGCM",
        "check": "stdnum.be.nn.validate",
        "seen": "portal.facilities.services.identification.check_seen",
    }[fault]
    monkeypatch.setattr(target, broken)


@pytest.mark.parametrize("debug", [False, True], ids=["production", "debug"])
@pytest.mark.parametrize("fault", ["history", "seal", "check", "seen"])
def test_no_report_of_an_error_holds_one(
    house: House,  # noqa: F811
    home: Facility,
    monkeypatch: pytest.MonkeyPatch,
    fault: str,
    debug: bool,
) -> None:
    services.set_co_care_partner(
        actor=strongly(house.holder), listing_id=home.listing.pk, denomination="", niss=TYPED, **PERSON
    )
    monkeypatch.setattr("django.conf.settings.DEBUG", debug)
    break_it(monkeypatch, fault)
    request = RequestFactory().post("/", {} if debug else {"niss": TYPED})
    try:
        identification.set_identification(
            actor=strongly(house.holder), listing_id=home.listing.pk, today=DAY, niss=TYPED,
            enterprise_number="", phone="", email="", website="", facebook="", **PERSON,
        )  # fmt: skip
    except RuntimeError:
        reporter = get_exception_reporter_class(request)(request, *sys.exc_info())
    for report in (reporter.get_traceback_html(), reporter.get_traceback_text()):
        assert "set_identification" in report
        assert found_in(report) == []


@pytest.mark.parametrize("fault", ["history", "seal", "check", "seen"])
def test_a_page_that_breaks_tells_nothing(
    house: House,  # noqa: F811
    home: Facility,
    slug: str,
    fault: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    client = client_of(house.holder, LoginLevel.EID)
    client.raise_request_exception = False
    seen = shown_in(client.get(address(home, slug)).content.decode())["seen"]
    caplog.set_level(logging.DEBUG)
    break_it(monkeypatch, fault)
    answer = client.post(address(home, slug), PERSON | {"niss": TYPED, "seen": seen})
    assert answer.status_code == 500
    assert found_in(answer.content) == []
    assert found_in(caplog.text) == []
    assert not SECTIONS[slug].objects.exists()

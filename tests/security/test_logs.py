"""An error that the database refuses tells nothing of the row."""

import logging
import sys

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from config.logs import WithoutRows
from portal.facilities.models import Facility
from portal.kernel.service import writing
from tests.facilities.making import make_listing

CANARY = "M-CANARI"


def test_a_refused_row_is_not_written_down(db: None) -> None:
    facility = make_listing(reference_number=CANARY).facility
    facility.pk = None
    with pytest.raises(IntegrityError) as refused, transaction.atomic(), writing():
        facility.save(force_insert=True)
    record = logging.LogRecord(
        "django.request",
        logging.ERROR,
        __file__,
        1,
        "Internal Server Error",
        (),
        (refused.type, refused.value, refused.tb),
    )
    told = WithoutRows().format(record)
    assert "IntegrityError" in told
    # PostgreSQL tells the key in its detail; SQLite tells none.
    assert CANARY not in told
    assert Facility.objects.count() == 1


def test_only_the_row_is_left_out() -> None:
    try:
        raise IntegrityError(
            "duplicate key\nDETAIL:  Key (reference_number)=(M-CANARI) already exists.\nHINT: none"
        )
    except IntegrityError:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "Refused", (), sys.exc_info())
    told = WithoutRows().format(record)
    assert CANARY not in told.split("IntegrityError: duplicate key")[1]
    assert "HINT: none" in told


def test_it_is_what_writes_the_logs() -> None:
    for handler in settings.LOGGING["handlers"].values():
        formatter = settings.LOGGING["formatters"][handler["formatter"]]
        assert formatter["class"] == "config.logs.WithoutRows"

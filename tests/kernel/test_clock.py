"""The day is Brussels' day: at 23:30 UTC, and on both days when the clock changes."""

from datetime import UTC, date, datetime

import pytest

from portal.kernel import clock

MOMENTS = [
    # Winter, UTC+1: the day turns at 23:00 UTC.
    (datetime(2026, 1, 14, 22, 59, tzinfo=UTC), date(2026, 1, 14)),
    (datetime(2026, 1, 14, 23, 30, tzinfo=UTC), date(2026, 1, 15)),
    # Summer, UTC+2: at 22:00 UTC.
    (datetime(2026, 7, 14, 21, 59, tzinfo=UTC), date(2026, 7, 14)),
    (datetime(2026, 7, 14, 23, 30, tzinfo=UTC), date(2026, 7, 15)),
    # 29 March 2026 begins in winter time and ends in summer time.
    (datetime(2026, 3, 28, 22, 59, tzinfo=UTC), date(2026, 3, 28)),
    (datetime(2026, 3, 28, 23, 0, tzinfo=UTC), date(2026, 3, 29)),
    (datetime(2026, 3, 29, 21, 59, tzinfo=UTC), date(2026, 3, 29)),
    (datetime(2026, 3, 29, 22, 0, tzinfo=UTC), date(2026, 3, 30)),
    # 25 October 2026 begins in summer time and ends in winter time: it has 25 hours.
    (datetime(2026, 10, 24, 21, 59, tzinfo=UTC), date(2026, 10, 24)),
    (datetime(2026, 10, 24, 22, 0, tzinfo=UTC), date(2026, 10, 25)),
    (datetime(2026, 10, 25, 22, 30, tzinfo=UTC), date(2026, 10, 25)),
    (datetime(2026, 10, 25, 23, 0, tzinfo=UTC), date(2026, 10, 26)),
]


@pytest.mark.parametrize(("moment", "day"), MOMENTS)
@pytest.mark.parametrize("server_zone", ["Europe/Brussels", "UTC", "Pacific/Kiritimati"])
def test_today_in_brussels(
    monkeypatch: pytest.MonkeyPatch, settings: object, moment: datetime, day: date, server_zone: str
) -> None:
    settings.TIME_ZONE = server_zone  # type: ignore[attr-defined]
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
    assert clock.today() == day


def test_now_is_aware_and_in_utc() -> None:
    assert clock.now().utcoffset() == UTC.utcoffset(None)

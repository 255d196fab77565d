"""Days and moments in words, in Brussels."""

from datetime import UTC, date, datetime

from django.template import engines

from portal.kernel.days import long_date, moment, time_of_day


def test_the_first_of_a_month_is_said_as_french_says_it() -> None:
    assert long_date(date(2027, 3, 1)) == "1er\u00a0mars\u00a02027"
    assert long_date(date(2027, 3, 11)) == "11\u00a0mars\u00a02027"


def test_a_moment_has_the_day_and_the_hour_of_brussels() -> None:
    late = datetime(2026, 11, 30, 23, 5, tzinfo=UTC)
    assert long_date(late) == "1er\u00a0décembre\u00a02026"
    assert time_of_day(late) == "0\u00a0h\u00a005"
    assert moment(late) == "1er\u00a0décembre\u00a02026 à 0\u00a0h\u00a005"


def test_templates_say_the_same_and_nothing_of_no_day() -> None:
    template = engines["django"].from_string(
        "{{ a|long_date }}|{{ at|moment }}|{{ none|long_date }}{{ none|moment }}"
    )
    late = datetime(2026, 11, 30, 23, 5, tzinfo=UTC)
    assert template.render({"a": late.date(), "at": late, "none": None}) == (
        "30\u00a0novembre\u00a02026|1er\u00a0décembre\u00a02026 à 0\u00a0h\u00a005|"
    )

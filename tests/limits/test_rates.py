"""The arithmetic of a limit: what is allowed, and when it is again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.limits.rates import Rate

NOW = 1_795_687_000.0


def allowed(rate: Rate, moments: list[float]) -> list[bool]:
    """Which of these uses, one after the other, pass; a refused one is not counted."""
    full_at, passed = 0.0, []
    for moment in moments:
        later = rate.after_one_more(full_at, moment)
        passed.append(rate.wait(later, moment) == 0)
        full_at = later if passed[-1] else full_at
    return passed


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("600/20s", Rate(600, 20)), ("20/15m", Rate(20, 900)), ("1/1h", Rate(1, 3600)), ("off", None),
    ],
)  # fmt: skip
def test_a_rate_is_written_as_people_say_it(text: str, rate: Rate | None) -> None:
    assert Rate.parse(text) == rate


@pytest.mark.parametrize(
    "text",
    ["", "0/1s", "1/0s", "-1/1s", "1/s", "1/1d", "1 / 1s", "1.5/1s", "1/1s\n", "٣/1s", "9999999999/1s"],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no rate"):
        Rate.parse(text)


def test_all_at_once_then_as_they_grow_back() -> None:
    rate = Rate(3, 30)
    assert allowed(rate, [NOW] * 4) == [True, True, True, False]
    assert allowed(rate, [NOW] * 3 + [NOW + 9.9, NOW + 10, NOW + 10.1]) == [True] * 3 + [False, True, False]
    assert allowed(rate, [NOW] * 3 + [NOW + 30] * 4) == [True] * 6 + [False]


def test_the_wait_is_told_rightly() -> None:
    rate = Rate(3, 30)
    full_at = NOW + 30
    later = rate.after_one_more(full_at, NOW + 4)
    assert rate.wait(later, NOW + 4) == pytest.approx(6, abs=1e-3)


def test_a_clock_that_was_set_back_locks_nobody_out() -> None:
    rate = Rate(3, 30)
    assert rate.wait(rate.after_one_more(NOW + 3600, NOW), NOW) == 0


def test_clocks_of_two_processes_that_differ_a_little_forgive_nothing() -> None:
    rate = Rate(3, 30)
    full_at = NOW + 30.0005  # written by who is half a millisecond ahead
    assert rate.wait(rate.after_one_more(full_at, NOW), NOW) > 0


def test_a_parent_who_pans_the_map_never_meets_the_default() -> None:
    """30 requests in 10 s, for ten minutes, twenty such parents behind one address for a minute of it."""
    rate = Rate.parse("600/20s")
    assert rate is not None
    assert all(allowed(rate, [NOW + i / 3 for i in range(1_800)]))
    assert all(allowed(rate, [NOW] * 600))


@given(
    count=st.integers(1, 50),
    seconds=st.integers(1, 100),
    gaps=st.lists(st.floats(0, 20, allow_subnormal=False), max_size=120),
)
def test_never_more_than_the_burst_and_what_grew_back(count: int, seconds: int, gaps: list[float]) -> None:
    rate = Rate(count, seconds)
    moments, at = [], NOW
    for gap in gaps:
        at += gap
        moments.append(at)
    passed = [
        moment for moment, is_allowed in zip(moments, allowed(rate, moments), strict=True) if is_allowed
    ]
    for first in range(len(passed)):
        for last in range(first, len(passed)):
            grown = (passed[last] - passed[first]) * count / seconds
            assert last - first + 1 <= count + grown + 1e-3

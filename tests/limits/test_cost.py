"""What a limit costs each request of the public search: far below what a page costs."""

import time
import timeit
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from portal.limits.limiting import limited

MOST_MICROSECONDS = 200
ROUNDS, REPEATS = 500, 7


@pytest.mark.parametrize("visitor", ["203.0.113.7", "2001:db8::7"])
def test_the_cost_of_a_request(limits_on: Any, visitor: str, record_property: Any) -> None:
    """Time of the processor, the best of some repeats: the rest measures the neighbours on the machine."""
    limits_on.LIMITS["search"] = {"each": "1000000/1s", "total": "1000000/1s"}
    request = RequestFactory().get("/", headers={"X-Forwarded-For": f"10.0.0.1, {visitor}"})
    answer = HttpResponse()
    bare, guarded = (lambda request: answer), limited("search")(lambda request: answer)

    def microseconds(view: Any) -> float:
        timer = timeit.Timer(lambda: view(request), timer=time.process_time)
        return min(timer.repeat(REPEATS, ROUNDS)) / ROUNDS * 1e6

    cost = microseconds(guarded) - microseconds(bare)
    record_property("microseconds", cost)
    print(f"{visitor}: {cost:.1f} µs a request")  # noqa: T201 -- shown by -rP
    assert cost < MOST_MICROSECONDS

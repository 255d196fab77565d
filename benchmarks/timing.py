"""How long answers take: passes over the questions, the best time of each counts."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from statistics import median, quantiles
from typing import Any, Generic, TypeVar

T = TypeVar("T")

Figures = dict[str, float]
# A question that took longer is not asked again.
ENOUGH_SECONDS = 0.1


def p95(values: Sequence[float]) -> float:
    return quantiles(values, n=20, method="inclusive")[-1] if len(values) > 1 else values[0]


def in_passes(
    ask: Callable[[T], Any],
    asked: Sequence[T],
    *,
    repeats: int,
    seconds: float = 10,
    at_least: int = 15,
) -> tuple[Figures, list[Any]]:
    """Milliseconds an answer, and the answers.

    The first few are asked once more, beforehand, to warm up. The first pass ends after `seconds`, `at_least`
    so many questions answered. Passes follow one another, so that nobody answers from what the same question
    left a moment ago; the best time of each question counts, for every engine alike: machines are shared.
    """
    warm_up(ask, asked[:5], ENOUGH_SECONDS)
    best: list[float] = []
    answers = []
    begun = time.perf_counter()
    for question in asked:
        start = time.perf_counter()
        answers.append(ask(question))
        best.append(time.perf_counter() - start)
        if time.perf_counter() - begun > seconds and len(best) >= at_least:
            break
    for _ in range(repeats - 1):
        for number, question in enumerate(asked[: len(best)]):
            if best[number] <= ENOUGH_SECONDS:
                start = time.perf_counter()
                ask(question)
                best[number] = min(best[number], time.perf_counter() - start)
    return in_milliseconds(best), answers


def in_milliseconds(seconds: Sequence[float]) -> Figures:
    """Median and 95th percentile of so many."""
    times = [second * 1000 for second in seconds]
    return {"p50_ms": round(median(times), 3), "p95_ms": round(p95(times), 3), "n": len(times)}


def warm_up(ask: Callable[[T], Any], asked: Sequence[T], seconds: float, rounds: int = 1) -> None:
    """Ask for nothing: so many rounds, or for so long."""
    end = time.perf_counter() + seconds
    for question in asked * rounds:
        ask(question)
        if time.perf_counter() >= end:
            return


class Metered(Generic[T]):
    """What passes through it, and how long it took to come: making it is told apart from its use."""

    def __init__(self, things: Iterable[T]) -> None:
        self._things = iter(things)
        self.seconds = 0.0
        self.count = 0

    def __iter__(self) -> Iterator[T]:
        return self

    def __next__(self) -> T:
        start = time.perf_counter()
        try:
            thing = next(self._things)
        finally:
            self.seconds += time.perf_counter() - start
        self.count += 1
        return thing

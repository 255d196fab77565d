"""What the search counts while it runs, for `/metrics` (see docs/operations.md)."""

from prometheus_client import Counter, Gauge

_ANSWERS = Counter("search_answers", "Searches answered, by engine.", ["engine"])
_FAILURES = Counter("search_failures", "Searches that an engine did not answer, or too slowly.", ["engine"])
_BREAKER = Gauge(
    "search_breaker_open",
    "1 where a process has turned away from its first engine.",
    multiprocess_mode="livemax",
)


def answered(engine: str) -> None:
    _ANSWERS.labels(engine).inc()


def failed(engine: str) -> None:
    _FAILURES.labels(engine).inc()


def breaker(is_open: bool) -> None:
    _BREAKER.set(is_open)

"""What the limits count, for `/metrics` (see docs/operations.md)."""

from prometheus_client import Counter

_REFUSED = Counter("limits_refused", "Requests refused, by limit and by whose allowance.", ["limit", "whose"])
_FAILURES = Counter("limits_store_failures", "Times that a limit could not be looked at.", ["store"])


def refused(limit: str, whose: str) -> None:
    _REFUSED.labels(limit, whose).inc()


def failed(store: str) -> None:
    _FAILURES.labels(store).inc()

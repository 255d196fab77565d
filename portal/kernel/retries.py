"""How long to wait before something that failed is tried again."""

from datetime import timedelta

FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)


def wait_after(failures: int) -> timedelta:
    """After the first failure (0 before it) a minute, then four times later each time, six hours at most."""
    return min(LONGEST_WAIT, FIRST_WAIT * 4 ** min(failures, 10))

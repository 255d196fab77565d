"""How a process that works without end is asked to end: it finishes what it has in hand, then leaves."""

import signal
from collections.abc import Callable
from queue import Empty, SimpleQueue

STOPPING = (signal.SIGTERM, signal.SIGINT)


def stop_signal() -> Callable[[float], bool]:
    """`sleep(seconds)` for this process: true, at once, when it has been asked to end (SIGTERM, SIGINT).

    Not a `threading.Event`: its lock is not reentrant, so a signal that comes while `wait` holds it waits for
    itself, for ever. A `SimpleQueue` may be filled from a signal's handler.
    """
    asked: SimpleQueue[None] = SimpleQueue()
    for number in STOPPING:
        signal.signal(number, lambda *_: asked.put(None))

    def sleep(seconds: float) -> bool:
        try:
            asked.get(timeout=seconds)
        except Empty:
            return False
        asked.put(None)
        return True

    return sleep

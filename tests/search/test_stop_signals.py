"""A process that works without end ends when it is asked to, whenever the signal comes."""

import os
import signal
import subprocess
import sys

from search.stop_signals import stop_signal

# Signals by the thousand, so that some come in the middle of the waiting itself.
WAITING = """
import os, random, signal, time
from search.stop_signals import stop_signal

waiting = os.getpid()
sleep = stop_signal()
if os.fork() == 0:
    while os.getppid() == waiting:
        time.sleep(random.random() * 0.0005)
        os.kill(waiting, signal.SIGTERM)
    os._exit(0)
for _ in range(3_000):
    sleep = stop_signal()
    while not sleep(0.000001):
        pass
# At once: a signal that comes after the handlers are gone would be its end.
os._exit(0)
"""


def test_it_says_so_and_goes_on_saying_so() -> None:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        for number in before:
            sleep = stop_signal()
            assert not sleep(0.001)
            os.kill(os.getpid(), number)
            assert sleep(60)
            assert sleep(60)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def test_a_signal_in_the_middle_of_waiting_is_no_deadlock() -> None:
    subprocess.run([sys.executable, "-c", WAITING], check=True, timeout=60)

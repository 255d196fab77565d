"""Scanners: the real one, and ones that fail in one way each."""

import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from portal.files.scanning import patience
from tests.services.clamd import Daemon, program, running_clamd
from tests.services.parts import missing


@pytest.fixture(scope="session")
def clamd() -> Iterator[Daemon]:
    if program() is None:
        missing("clamd")
    with running_clamd() as daemon:
        yield daemon


@pytest.fixture(autouse=True)
def fresh_patience() -> Iterator[None]:
    """No test waits for what another one has learnt of its scanner."""
    patience.regain()
    yield
    patience.regain()


Answering = Callable[[bytes | None], str]


@pytest.fixture
def answering(settings: Any) -> Iterator[Answering]:
    """Somebody who listens where clamd should, and says this to everything; None: never anything.

    Returns its address, and makes it the site's scanner.
    """
    listeners: list[socket.socket] = []

    def start(answer: bytes | None) -> str:
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)
        threading.Thread(target=_serve, args=(listener, answer), daemon=True).start()
        settings.CLAMD_URL = f"tcp://127.0.0.1:{listener.getsockname()[1]}"
        settings.CLAMD_PATIENCE_SECONDS = settings.CLAMD_TIMEOUT_SECONDS = 0.3
        return str(settings.CLAMD_URL)

    yield start
    for listener in listeners:
        listener.close()


def _serve(listener: socket.socket, answer: bytes | None) -> None:
    open_ones = []
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        open_ones.append(connection)
        if answer is None:
            continue
        threading.Thread(target=_answer, args=(connection, answer), daemon=True).start()


def _answer(connection: socket.socket, answer: bytes) -> None:
    with connection:
        received = b""
        try:
            while not received.endswith(b"\0\0\0\0"):
                received += (part := connection.recv(65536))
                if not part:
                    return
            connection.sendall(answer)
        except OSError:
            return

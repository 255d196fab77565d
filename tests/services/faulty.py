"""A server in front of a real one, which answers well, badly, slowly or not at all, as its fault says."""

import contextlib
import http.client
import socket
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

Headers = list[tuple[str, str]]
# Longer than any test, shorter than for ever: threads that nobody ends any more end by themselves.
FOR_EVER = 120.0
# Of the connection to the real server, not of ours to whoever asks.
_OF_THE_CONNECTION = {"content-length", "transfer-encoding", "connection", "keep-alive"}


class Gone(Exception):
    """The fault is another one now, or the connection is closed: nothing is left to be said."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of HTTP, before it is bytes."""

    status: int
    body: bytes
    headers: Headers = field(default_factory=list)

    def raw(self, *, promised: int | None = None) -> bytes:
        """As bytes; `promised` is what Content-Length says in place of the truth."""
        length = len(self.body) if promised is None else promised
        lines = [f"HTTP/1.1 {self.status} Whatever", *(f"{name}: {value}" for name, value in self.headers)]
        return "\r\n".join([*lines, f"Content-Length: {length}", "", ""]).encode() + self.body


class Exchange:
    """One request that came in, and the means to answer it."""

    def __init__(self, front: "Front", connection: socket.socket, request: tuple[str, str, Headers, bytes]):
        self._front, self._connection, self._request = front, connection, request
        self._turn = front.turn

    @property
    def path(self) -> str:
        return self._request[1]

    def from_server(self) -> Answer:
        """What the real server says."""
        method, path, headers, body = self._request
        server = http.client.HTTPConnection("127.0.0.1", self._front.server_port, timeout=30)
        try:
            server.request(method, path, body or None, dict(headers))
            found = server.getresponse()
            kept = [(name, value) for name, value in found.getheaders() if _kept(name)]
            return Answer(found.status, found.read(), kept)
        finally:
            server.close()

    def send(self, raw: bytes) -> None:
        self._connection.sendall(raw)

    def wait(self, seconds: float) -> None:
        """Say nothing for so long. Gone when the fault changes meanwhile."""
        if self._turn.wait(seconds):
            raise Gone

    def close(self) -> None:
        """Say no more, politely."""
        raise Gone

    def reset(self) -> None:
        """Tear the connection down: whoever reads gets an error, not an end."""
        self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raise Gone


Fault = Callable[[Exchange], None]


def none(exchange: Exchange) -> None:
    """No fault at all."""
    exchange.send(exchange.from_server().raw())


def refused(exchange: Exchange) -> None:
    """Nobody listens: `Front` closes its door, and connections that are open."""
    raise Gone


class Front:
    """Listens on a loopback port of its own. `fault` may be set at any time; what is under way then ends."""

    def __init__(self, server_port: int) -> None:
        self.server_port = server_port
        self.turn = threading.Event()
        self._fault: Fault = none
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._door = self._listen(0)
        self.port: int = self._door.getsockname()[1]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def fault(self) -> Fault:
        return self._fault

    @fault.setter
    def fault(self, fault: Fault) -> None:
        closed, self._fault = self._fault is refused, fault
        self._next_turn()
        if fault is refused:
            self._close_door()
        elif closed:
            self._door = self._listen(self.port)

    def close(self) -> None:
        self.fault = refused

    def _listen(self, port: int) -> socket.socket:
        door = socket.create_server(("127.0.0.1", port), backlog=64)
        threading.Thread(target=self._accept, args=(door,), daemon=True).start()
        return door

    def _accept(self, door: socket.socket) -> None:
        with contextlib.suppress(OSError):  # the door was closed
            while True:
                connection, _ = door.accept()
                with self._lock:
                    self._open.add(connection)
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            with connection, connection.makefile("rb") as stream, contextlib.suppress(Gone, OSError):
                while (request := _request(stream)) is not None:
                    self._fault(Exchange(self, connection, request))
        finally:
            with self._lock:
                self._open.discard(connection)

    def _next_turn(self) -> None:
        """End every wait of the fault before."""
        ended, self.turn = self.turn, threading.Event()
        ended.set()

    def _close_door(self) -> None:
        # A thread that waits in accept() keeps the port: only a shutdown wakes it.
        with contextlib.suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        with self._lock:
            for connection in self._open:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)


def _request(stream: object) -> tuple[str, str, Headers, bytes] | None:
    """Method, path, headers and body of the next request; None where there is none."""
    first = stream.readline().decode("latin-1").split()
    if len(first) != 3:
        return None
    headers = list(http.client.parse_headers(stream).items())
    length = next((int(value) for name, value in headers if name.lower() == "content-length"), 0)
    body = stream.read(length)
    # Plain bytes, so that a fault may look into the answer and change it.
    kept = [(name, value) for name, value in headers if _kept(name) and name.lower() != "accept-encoding"]
    return first[0], first[1], kept, body


def _kept(name: str) -> bool:
    return name.lower() not in _OF_THE_CONNECTION

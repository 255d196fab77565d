"""A limit for the whole of an answer.

The client's own limit is for each step: so long to connect, then so long for every piece that is read. A
server that sends a byte now and then is waited for without end.
"""

import io
import socket
import time
from http.client import HTTPResponse
from typing import Any

from elastic_transport import HttpHeaders, NodeConfig, Urllib3HttpNode
from urllib3 import Timeout


class DeadlineNode(Urllib3HttpNode):
    """A node whose `request_timeout` is for all of it: connecting, sending, and reading the last byte."""

    def __init__(self, config: NodeConfig) -> None:
        super().__init__(config)
        connection: Any = self.pool.ConnectionCls
        self.pool.ConnectionCls = type("Connection", (connection,), {"response_class": _Response})

    def perform_request(
        self,
        method: str,
        target: str,
        body: bytes | None = None,
        headers: HttpHeaders | None = None,
        request_timeout: Any = None,
    ) -> Any:
        limit = request_timeout if isinstance(request_timeout, int | float) else self.config.request_timeout
        # A number would be a limit for connecting, and the same once more for reading.
        return super().perform_request(method, target, body, headers, Timeout(total=limit))  # type: ignore[arg-type] # goes to urllib3 as it is


class _Response(HTTPResponse):
    """Read from a socket until the limit that the socket has when the first byte is waited for."""

    def __init__(self, sock: socket.socket, *args: Any, **options: Any) -> None:
        super().__init__(_Socket(sock), *args, **options)  # type: ignore[arg-type] # the part that is used


class _Socket:
    """The part of a socket that `HTTPResponse` uses."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Stream(self._sock))


class _Stream(io.RawIOBase):
    """What comes from the socket; TimeoutError once all of it together took too long."""

    def __init__(self, sock: socket.socket) -> None:
        limit = sock.gettimeout()
        self._deadline = None if limit is None else time.monotonic() + limit
        self._sock = sock
        self._raw = sock.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        if self._deadline is not None:
            left = self._deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError
            self._sock.settimeout(left)
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()

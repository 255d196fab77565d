"""The adapter to clamd: one file over its INSTREAM command, within a time that is ours.

Forty lines of our own: the client on PyPI that bears the name dates from 2014, and none of the others has a
deadline for the whole conversation (0121).
"""

import socket
import struct
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from portal.files.scanning import ScannerSilentError, Verdict

_CHUNK = 64 * 1024
# « stream: Eicar-Signature FOUND » and the like; whatever is longer is no answer of clamd's.
_LONGEST_ANSWER = 4096


@dataclass(frozen=True, slots=True)
class Clamd:
    """`url`: `tcp://host:port` or `unix:///path`; `seconds`: from the call to the answer."""

    url: str
    seconds: float

    def scan(self, content: bytes) -> Verdict:
        """Clean or infected; `ScannerSilentError` where clamd does not say so in time."""
        ends = time.monotonic() + self.seconds
        try:
            with self._connected(ends) as connection:
                answer = _asked(connection, content, ends)
        except OSError as error:
            raise ScannerSilentError(type(error).__name__) from error
        if answer == b"stream: OK":
            return Verdict.CLEAN
        if answer.startswith(b"stream: ") and answer.endswith(b" FOUND"):
            return Verdict.INFECTED
        raise ScannerSilentError("no verdict")

    def _connected(self, ends: float) -> socket.socket:
        address = urlsplit(self.url)
        if address.scheme == "unix":
            connection = socket.socket(socket.AF_UNIX)
            connection.settimeout(_left(ends))
            try:
                connection.connect(address.path)
            except OSError:
                connection.close()
                raise
            return connection
        return socket.create_connection((address.hostname or "", address.port or 3310), _left(ends))


def _asked(connection: socket.socket, content: bytes, ends: float) -> bytes:
    connection.sendall(b"zINSTREAM\0")
    for start in range(0, len(content), _CHUNK):
        chunk = content[start : start + _CHUNK]
        connection.settimeout(_left(ends))
        connection.sendall(struct.pack(">I", len(chunk)) + chunk)
    connection.sendall(struct.pack(">I", 0))
    answer = b""
    while not answer.endswith(b"\0"):
        connection.settimeout(_left(ends))
        received = connection.recv(_LONGEST_ANSWER)
        answer += received
        if not received or len(answer) > _LONGEST_ANSWER:
            raise ScannerSilentError("no whole answer")
    return answer.rstrip(b"\0").strip()


def _left(ends: float) -> float:
    left = ends - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left

"""One limit for the whole of an answer, whoever answers how slowly, with and without TLS."""

import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from search.engines.elasticsearch.connection import Settings, connect, named_failures
from search.ports import Unreachable

BODY = b'{"took": 1}'
HEADERS = (
    b"HTTP/1.1 200 OK\r\nX-Elastic-Product: Elasticsearch\r\n"
    b"Content-Type: application/vnd.elasticsearch+json; compatible-with=9\r\n"
)
# Pauses far below the limit, of which there are many.
LIMIT, PAUSE = 0.3, 0.05


@contextmanager
def speaking(parts: list[bytes], context: ssl.SSLContext | None = None) -> Iterator[int]:
    """Answers every request with these parts, a pause before each; the port."""

    def answer(connection: socket.socket) -> None:
        with suppress(OSError), _secured(connection, context) as our:
            while our.recv(65_536):
                for part in parts:
                    time.sleep(PAUSE)
                    our.sendall(part)

    def accept() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=answer, args=(door.accept()[0],), daemon=True).start()

    door = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=accept, daemon=True).start()
    try:
        yield door.getsockname()[1]
    finally:
        door.shutdown(socket.SHUT_RDWR)
        door.close()


def _secured(connection: socket.socket, context: ssl.SSLContext | None) -> socket.socket:
    return connection if context is None else context.wrap_socket(connection, server_side=True)


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed")
    file = tmp_path / "node.pem"
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", file, "-out", tmp_path / "public.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    public = tmp_path / "public.pem"
    file.write_text(file.read_text() + public.read_text())
    return file


def ask(port: int, certificate: Path | None, times: int = 1) -> None:
    scheme, certificates = ("https", str(certificate)) if certificate else ("http", "")
    client = connect(Settings(url=f"{scheme}://127.0.0.1:{port}", ca_certs=certificates), timeout=LIMIT)
    with named_failures():
        for _ in range(times):
            assert client.search(index="any", body={}).body == {"took": 1}
    client.close()


@pytest.mark.parametrize("secure", [False, True])
def test_each_answer_has_its_own_limit(secure: bool, request: pytest.FixtureRequest) -> None:
    """Together they take longer than the limit, one after another over one connection."""
    file = request.getfixturevalue("certificate") if secure else None
    whole = HEADERS + b"Content-Length: %d\r\n\r\n" % len(BODY) + BODY
    with speaking([whole[:40], whole[40:]], _context(file)) as port:
        ask(port, file, times=4)


@pytest.mark.parametrize("secure", [False, True])
@pytest.mark.parametrize(
    "parts",
    [
        [HEADERS, *[b"X-Pad: 0\r\n"] * 100],
        [HEADERS + b"Content-Length: 100\r\n\r\n", *[b" "] * 100],
        [HEADERS + b"Transfer-Encoding: chunked\r\n\r\n", *[b"1\r\n \r\n"] * 100],
        [HEADERS + b"\r\n", *[b" "] * 100],
    ],
    ids=["headers", "body", "chunks", "endless"],
)
def test_what_comes_piece_by_piece_is_not_waited_for(
    parts: list[bytes], secure: bool, request: pytest.FixtureRequest
) -> None:
    file = request.getfixturevalue("certificate") if secure else None
    with speaking(parts, _context(file)) as port:
        started = time.monotonic()
        with pytest.raises(Unreachable, match="délai"):
            ask(port, file)
        # All of it would take 5 seconds.
        assert LIMIT * 0.9 < time.monotonic() - started < 2


def _context(certificate: Path | None) -> ssl.SSLContext | None:
    if certificate is None:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context

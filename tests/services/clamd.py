"""A clamd of the tests' own: scratch folder, socket and port; one signature written by hand, no network."""

import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from shutil import which

from tests.services.parts import free_port

# What every scanner takes for a virus, and nobody else does.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
_READY_SECONDS = 60


def program() -> Path | None:
    """The installed clamd, or None."""
    found = which("clamd") or which("clamd", path="/usr/sbin:/usr/local/sbin")
    return Path(found) if found else None


@dataclass(frozen=True)
class Daemon:
    """One that answers on a socket and on a port."""

    folder: Path
    port: int

    @property
    def socket_url(self) -> str:
        return f"unix://{self.folder / 'clamd.sock'}"

    @property
    def port_url(self) -> str:
        return f"tcp://127.0.0.1:{self.port}"


@contextmanager
def running_clamd() -> Iterator[Daemon]:
    """Started from nothing, and gone afterwards with its folder."""
    found = program()
    if found is None:
        raise RuntimeError("clamd is not installed")
    with tempfile.TemporaryDirectory(prefix="one-clamd-") as scratch:
        daemon = Daemon(Path(scratch), free_port())
        signatures = daemon.folder / "signatures"
        signatures.mkdir()
        (signatures / "ours.ndb").write_text(f"Ours.Eicar:0:*:{EICAR.hex()}\n")
        settings = daemon.folder / "clamd.conf"
        settings.write_text(
            f"DatabaseDirectory {signatures}\nLocalSocket {daemon.folder / 'clamd.sock'}\n"
            f"TCPAddr 127.0.0.1\nTCPSocket {daemon.port}\nForeground yes\nStreamMaxLength 20M\n"
            f"TemporaryDirectory {daemon.folder}\nMaxThreads 2\nDisableCache yes\n"
        )
        with (daemon.folder / "out").open("w") as out:
            process = subprocess.Popen([str(found), f"--config-file={settings}"], stdout=out, stderr=out)
        try:
            _wait(process, daemon)
            yield daemon
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(10)
            if process.poll() is None:
                process.kill()
                process.wait()


def _wait(process: subprocess.Popen[bytes], daemon: Daemon) -> None:
    until = time.monotonic() + _READY_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"clamd: {(daemon.folder / 'out').read_text()[-2000:]}")
        with suppress(OSError), socket.create_connection(("127.0.0.1", daemon.port), 1) as connection:
            connection.sendall(b"zPING\0")
            if connection.recv(64).startswith(b"PONG"):
                return
        time.sleep(0.05)
    raise RuntimeError("clamd does not answer")

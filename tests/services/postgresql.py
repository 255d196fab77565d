"""A PostgreSQL cluster of the tests' own: scratch folder, loopback port, nothing of the machine's touched."""

import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from tests.services.parts import free_port

# PostgreSQL refuses to run as root: Debian's package brings this user along.
SERVER_USER = "postgres"
SUPERUSER = "one"
# What `make services` keeps running. A folder that this user may enter, which a checkout under /root is not.
STANDING = Path("/var/tmp") / f"one-portails-postgresql-{os.getuid()}"
STANDING_PORT = int(os.environ.get("POSTGRES_PORT", "54170"))


class PostgresFailed(RuntimeError):
    """A program of PostgreSQL's ended badly; the message is what it printed."""


def programs() -> Path | None:
    """The folder of the newest installed server's programs, or None."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if debian:
        return debian[-1]
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


@contextmanager
def running_cluster() -> Iterator["Cluster"]:
    """The cluster that `make services` keeps, or one of our own that is gone afterwards."""
    standing = Cluster(STANDING, STANDING_PORT)
    if standing.is_running():
        yield standing
        return
    with tempfile.TemporaryDirectory(prefix="one-postgresql-") as scratch:
        Path(scratch).chmod(0o711)  # the server's user passes through, and lists nothing
        own = Cluster(Path(scratch) / "cluster", free_port())
        own.start()
        try:
            yield own
        finally:
            own.stop()


@dataclass(frozen=True)
class Cluster:
    """One cluster in `folder`, listening on 127.0.0.1:`port` only."""

    folder: Path
    port: int

    @property
    def url(self) -> str:
        """What goes into DATABASE_URL; the tests make their own database beside this one."""
        return f"postgresql://{SUPERUSER}@127.0.0.1:{self.port}/postgres"

    @contextmanager
    def database(self) -> Iterator[str]:
        """The URL of an empty database of one's own, dropped afterwards."""
        name = f"scratch_{secrets.token_hex(4)}"
        with psycopg.connect(self.url, autocommit=True) as server:
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield self.url.rpartition("/")[0] + f"/{name}"
        finally:
            with psycopg.connect(self.url, autocommit=True) as server:
                server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def start(self) -> None:
        """Make the cluster where it is new, and start it. For tests: commits are not forced to disk."""
        if not self.folder.exists():
            self.folder.mkdir(parents=True)
            if os.geteuid() == 0:
                owner = pwd.getpwnam(SERVER_USER)
                os.chown(self.folder, owner.pw_uid, owner.pw_gid)
            initdb = ["--username", SUPERUSER, "--auth", "trust", "--encoding", "UTF8", "--no-locale"]
            self._run("initdb", "--pgdata", str(self.folder), *initdb, "--no-sync")
        options = (
            f"-c listen_addresses=127.0.0.1 -c port={self.port} -c unix_socket_directories={self.folder}"
            " -c fsync=off -c full_page_writes=off -c max_connections=60"
        )
        log = str(self.folder / "server.log")
        self._run(
            "pg_ctl", "start", "--wait", "--pgdata", str(self.folder), "--log", log, "--options", options
        )

    def stop(self) -> None:
        self._run("pg_ctl", "stop", "--pgdata", str(self.folder), "--mode", "immediate")

    def is_running(self) -> bool:
        if not (self.folder / "PG_VERSION").exists():
            return False
        return self._execute("pg_ctl", "status", "--pgdata", str(self.folder)).returncode == 0

    def remove(self) -> None:
        shutil.rmtree(self.folder)

    def _run(self, program: str, *arguments: str) -> None:
        done = self._execute(program, *arguments)
        if done.returncode != 0:
            raise PostgresFailed(f"{program}: {done.stdout}{done.stderr}")

    def _execute(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        folder = programs()
        if folder is None:
            raise PostgresFailed("PostgreSQL is not installed")
        command = [str(folder / program), *arguments]
        if os.geteuid() == 0:
            command = ["runuser", "-u", SERVER_USER, "--", *command]
        # To files, not to pipes: the server that pg_ctl leaves behind would keep a pipe open for ever.
        with (self.folder.parent / f"{self.folder.name}.{program}.out").open("w+") as out:
            done = subprocess.run(command, stdout=out, stderr=subprocess.STDOUT, check=False, cwd="/")
            out.seek(0)
            text = out.read()
        Path(out.name).unlink()
        return subprocess.CompletedProcess(command, done.returncode, text, "")

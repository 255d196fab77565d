"""An Elasticsearch of the tests' own: scratch folder, loopback ports, nothing of the machine's touched."""

import json
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.services.parts import free_port

VERSION = "9.2.8"
# Elasticsearch refuses to run as root: `.ci/services-install` makes this user, and unpacks the server where
# that user may read it.
SERVER_USER = "one-elasticsearch"
OLDEST_JAVA = 21
START_SECONDS = 120
STANDING = Path("/var/tmp") / f"one-portails-elasticsearch-{os.getuid()}"
STANDING_PORT = int(os.environ.get("ELASTICSEARCH_PORT", "54192"))
# What every test needs is small; benchmarks ask for more.
TEST_HEAP = "512m"


class ElasticsearchFailed(RuntimeError):
    """The node did not start; the message is the end of its log."""


def home() -> Path | None:
    """The folder of the unpacked server, or None."""
    cache = Path("/var/cache") if os.geteuid() == 0 else Path.home() / ".cache"
    wanted = os.environ.get("ELASTICSEARCH_HOME") or cache / f"one-portails/elasticsearch-{VERSION}"
    folder = Path(wanted)
    return folder if (folder / "bin/elasticsearch").exists() else None


def java_home() -> Path | None:
    """A Java that is new enough: `ES_JAVA_HOME`, else the newest one of this machine, or None."""
    wanted = os.environ.get("ES_JAVA_HOME")
    found = [Path(wanted)] if wanted else sorted(Path("/usr/lib/jvm").glob("*"))
    newest = max(found, key=_java_version, default=None)
    return newest if newest is not None and _java_version(newest) >= OLDEST_JAVA else None


def _java_version(folder: Path) -> int:
    """The major version that a Java says it has; 0 where it says none."""
    release = folder / "release"
    if not release.is_file():
        return 0
    for line in release.read_text(errors="replace").splitlines():
        name, _, value = line.partition("=")
        if name == "JAVA_VERSION":
            return int(value.strip('"').split(".")[0].split("-")[0].split("+")[0])
    return 0


def why_missing() -> str:
    """What is missing to start a node, as the reason of a skipped test; empty: nothing."""
    if home() is None:
        return f"Elasticsearch {VERSION}"
    return "" if java_home() else f"Java {OLDEST_JAVA} or newer, which Elasticsearch runs on,"


@contextmanager
def running_node() -> Iterator["Node"]:
    """The node that `make services` keeps, or one of our own that is gone afterwards."""
    standing = Node(STANDING, STANDING_PORT)
    if standing.answers():
        yield standing
        return
    with own_node() as node:
        yield node


@contextmanager
def own_node(
    settings: Mapping[str, str] | None = None, *, heap: str = TEST_HEAP, accounts: "Accounts | None" = None
) -> Iterator["Node"]:
    """A node that may be stopped, killed and filled at will, gone afterwards. `settings`: more of them."""
    with tempfile.TemporaryDirectory(prefix="one-elasticsearch-") as scratch:
        Path(scratch).chmod(0o711)  # the server's user passes through, and lists nothing
        node = Node(Path(scratch) / "node", free_port(), settings or {}, heap)
        try:
            if accounts is not None:
                node.prepare()
                node.make_accounts(accounts)
            node.start()
            yield node
        finally:
            node.kill()


@dataclass(frozen=True)
class Accounts:
    """What the file realm is to hold: `roles` as in roles.yml, and a password and a role for each user."""

    roles: str
    users: Mapping[str, tuple[str, str]]


@dataclass
class Node:
    """One node with its data in `folder`, listening on 127.0.0.1:`port` only."""

    folder: Path
    port: int
    settings: Mapping[str, str] = field(default_factory=dict)
    heap: str = TEST_HEAP
    # Kept, so that its end is noticed; None where another process started the node (`make services`).
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @property
    def url(self) -> str:
        """What goes into ELASTICSEARCH_URL."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def config(self) -> Path:
        return self.folder / "config"

    def start(self, *, wait: bool = True) -> None:
        """Start it, on the data of its last run if there are some, and wait until it answers."""
        if not self.folder.exists():
            self.prepare()
        with (self.folder / "server.log").open("ab") as log:
            self.process = self.run_tool("elasticsearch", stdout=log)
        (self.folder / "pid").write_text(str(self.process.pid))
        if wait:
            self.wait()

    def wait(self) -> None:
        """Until it answers; ElasticsearchFailed when it does not."""
        deadline = time.monotonic() + START_SECONDS
        while not self.answers():
            if time.monotonic() > deadline or not self._group():
                log = (self.folder / "server.log").read_text(errors="replace")
                raise ElasticsearchFailed(f"Elasticsearch does not start:\n{log[-4000:]}")
            time.sleep(0.1)

    def kill(self) -> None:
        """kill -9 of the whole node: nothing is flushed or closed any more."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Ask it to end, and see that it does."""
        self._end(signal.SIGTERM)

    def pause(self) -> None:
        """Let it hang: connections are taken and nothing is answered, until `resume`."""
        self._send(signal.SIGSTOP)

    def resume(self) -> None:
        self._send(signal.SIGCONT)

    def remove(self) -> None:
        shutil.rmtree(self.folder)

    def answers(self) -> bool:
        """Does it have a primary of every shard? With security on, a refusal will do: it is there."""
        address = f"{self.url}/_cluster/health?wait_for_status=yellow&timeout=1s"
        try:
            with urllib.request.urlopen(address, timeout=3) as answer:
                return json.load(answer)["status"] != "red"
        except urllib.error.HTTPError as error:
            return error.code in (401, 403)
        except OSError:
            return False

    def run_tool(self, name: str, *arguments: str, stdout: object = None) -> subprocess.Popen[bytes]:
        """One of the server's own programs, as the server's user, on this node's configuration."""
        folder, java = home(), java_home()
        if folder is None or java is None:
            raise ElasticsearchFailed(f"{why_missing()} is not installed")
        environment = os.environ | {
            "ES_JAVA_HOME": str(java),
            "ES_PATH_CONF": str(self.config),
            "ES_JAVA_OPTS": f"-Xms{self.heap} -Xmx{self.heap}",
            "ES_TMPDIR": str(self.folder / "tmp"),
            "LIBFFI_TMPDIR": str(self.folder / "tmp"),
        }
        owner = {"user": SERVER_USER, "group": SERVER_USER, "extra_groups": []} if os.geteuid() == 0 else {}
        return subprocess.Popen(
            [str(folder / "bin" / name), *arguments],
            env=environment,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=stdout,  # type: ignore[arg-type] # a file, a number or None
            stderr=subprocess.STDOUT,
            start_new_session=True,
            **owner,  # type: ignore[arg-type] # of several kinds
        )

    def prepare(self) -> None:
        """Lay out its folder; `start` does so by itself, unless something is to be put there before."""
        folder = home()
        if folder is None:
            raise ElasticsearchFailed(f"{why_missing()} is not installed")
        for part in ("data", "logs", "tmp"):
            (self.folder / part).mkdir(parents=True)
        shutil.copytree(folder / "config", self.config)
        settings = {
            "cluster.name": "one-portails-tests",
            "node.name": "one",
            "discovery.type": "single-node",
            "network.host": "127.0.0.1",
            "http.port": str(self.port),
            "transport.port": str(free_port()),
            "path.data": str(self.folder / "data"),
            "path.logs": str(self.folder / "logs"),
            "xpack.security.enabled": "false",
            "xpack.security.autoconfiguration.enabled": "false",
            # The disk of a shared machine is fuller than a server's should be.
            "cluster.routing.allocation.disk.threshold_enabled": "false",
            # The node looks at its disk now and then, and undoes what a test says of it (a full disk).
            "cluster.info.update.interval": "365d",
            "action.auto_create_index": "false",
            **self.settings,
        }
        lines = "".join(f"{name}: {json.dumps(value)}\n" for name, value in settings.items())
        (self.config / "elasticsearch.yml").write_text(lines)
        self.give_away()

    def make_accounts(self, accounts: Accounts) -> None:
        """Turn security on, with these accounts."""
        (self.config / "roles.yml").write_text(accounts.roles)
        with (self.config / "elasticsearch.yml").open("a") as file:
            file.write("xpack.security.transport.ssl.enabled: false\n")
        for user, (password, role) in accounts.users.items():
            tool = self.run_tool("elasticsearch-users", "useradd", user, "-p", password, "-r", role)
            if tool.wait(START_SECONDS):
                raise ElasticsearchFailed(f"the account {user} can't be made")

    def give_away(self) -> None:
        """Make the folder the server's, who is somebody else than root."""
        if os.geteuid() == 0:
            owner = pwd.getpwnam(SERVER_USER)
            for path in (self.folder, *self.folder.rglob("*")):
                os.chown(path, owner.pw_uid, owner.pw_gid)

    def _group(self) -> int:
        """The process group of the node, 0 where all of it has ended."""
        file = self.folder / "pid"
        if not file.exists():
            return 0
        group = int(file.read_text())
        if self.process is not None:
            self.process.poll()
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return 0
        return group

    def _send(self, number: signal.Signals) -> None:
        if group := self._group():
            os.killpg(group, number)

    def _end(self, number: signal.Signals) -> None:
        deadline = time.monotonic() + START_SECONDS
        self._send(number)
        while self._group():
            if time.monotonic() > deadline:
                raise ElasticsearchFailed("the node does not end")
            time.sleep(0.02)

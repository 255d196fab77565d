"""A site that runs as `make demo` does, in processes of its own, on scratch data.

The tests' own process never touches its database: Playwright keeps an event loop in that process, where
Django refuses the ORM. Data are changed from outside, by commands, as a second process would in real life.
"""

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.services.parts import free_port

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 120
# Of the demonstration's listings: some hundreds, enough for every cluster, filter and page.
SHARE = 0.15


class SiteFailed(RuntimeError):
    """A command of the site ended badly, or it did not start; the message is what it printed."""


@dataclass(frozen=True)
class RunningSite:
    """`url` has no slash at its end; everything that the site writes is under `var`."""

    url: str
    var: Path
    environment: dict[str, str]

    def manage(self, *arguments: str, given: str | None = None) -> str:
        """Run one `manage.py` command on the site's data and return what it printed."""
        command = [sys.executable, str(ROOT / "manage.py"), *arguments]
        done = subprocess.run(
            command, env=self.environment, input=given, capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            raise SiteFailed(f"manage.py {' '.join(arguments)}\n{done.stdout}{done.stderr}")
        return done.stdout

    def python(self, source: str) -> str:
        """Run a few lines with Django set up, on the site's data."""
        return self.manage("shell", "--verbosity", "0", "--command", source)

    @property
    def log(self) -> str:
        """All that the server has logged so far."""
        return (self.var / "server.log").read_text()


@contextmanager
def running_site(var: Path, *, share: float = SHARE, **variables: str) -> Iterator[RunningSite]:
    """A scratch site with that share of the fictitious listings: serve it, and take it down.

    `variables` go into the environment of the server, not of the commands that prepare its data.
    """
    port = free_port()
    environment = os.environ | {
        "ONE_VAR": str(var),
        "DJANGO_SETTINGS_MODULE": "config.settings.demo",
        "PORT": str(port),
        "BASE_URL": f"http://127.0.0.1:{port}",
        # The trial federation of `make demo`, unless `variables` name another.
        "CSAM_ISSUER": f"http://127.0.0.1:{free_port()}",
        "CSAM_CLIENT_ID": "one-portails",
        "CSAM_CLIENT_SECRET": "trial",
    }
    environment.pop("DATABASE_URL", None)
    site = RunningSite(environment["BASE_URL"], var, environment)
    shutil.copytree(_prepared(share), var, dirs_exist_ok=True)
    with trial_federation(environment), (var / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", str(ROOT / "site/config/gunicorn.py"), "config.wsgi"],
            env=environment | variables,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=ROOT,
        )
        try:
            _wait_until_it_answers(site, server)
            yield site
        finally:
            server.terminate()
            server.wait(timeout=30)


@cache
def _prepared(share: float) -> Path:
    """All that a site with that share of listings keeps before anybody comes: made once a run, copied."""
    var = Path(tempfile.mkdtemp(prefix="prepared-site-"))
    atexit.register(shutil.rmtree, var)
    environment = os.environ | {"ONE_VAR": str(var), "DJANGO_SETTINGS_MODULE": "config.settings.demo"}
    environment.pop("DATABASE_URL", None)
    site = RunningSite("", var, environment)
    site.manage("migrate", "--verbosity", "0")
    site.manage("gazetteer_load")
    site.manage("demo_data", "--share", str(share))
    site.manage("search_check")
    site.manage("collectstatic", "--no-input", "--verbosity", "0")
    return var


@contextmanager
def trial_federation(environment: dict[str, str]) -> Iterator[None]:
    """Who signs people in strongly, beside the site."""
    process = subprocess.Popen(
        [sys.executable, "-m", "portal.accounts.strong.trial"], env=environment, cwd=ROOT
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_until_it_answers(site: RunningSite, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(site.url + "/robots.txt", timeout=10):
                return
        except OSError:  # not listening yet, or slow to begin with
            time.sleep(0.1)
    raise SiteFailed(f"the site does not answer:\n{site.log}")

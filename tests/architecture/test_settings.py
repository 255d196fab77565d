"""Production's settings, as Django and we want them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.env import DEVELOPMENT_KEYS
from tests.architecture.tree import ROOT
from tests.kernel.rings import key, ring

PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "SECRET_KEY": "only-for-this-test-0123456789-abcdefghij-KLMNOPQRS-uvwxyz",
    "FIELD_KEYS": ring("FIELD_KEYS", "2 1"),
    "DIGEST_KEYS": ring("DIGEST_KEYS", "1"),
    "ALLOWED_HOSTS": "my.example.org",
    "BASE_URL": "https://my.example.org",
    "CLAMD_URL": "unix:///run/clamav/clamd.ctl",
}


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *arguments],
        env=os.environ | environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_production_passes_djangos_deployment_checks() -> None:
    done = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout


def test_production_does_not_start_without_its_secret() -> None:
    done = manage("check", **PRODUCTION | {"SECRET_KEY": ""})
    assert done.returncode != 0


@pytest.mark.parametrize(
    "change",
    [
        {"FIELD_KEYS": ""},
        {"DIGEST_KEYS": ""},
        {"FIELD_KEYS": DEVELOPMENT_KEYS["FIELD_KEYS"]},
        {"DIGEST_KEYS": f"1:{key('FIELD_KEYS 1')}"},
        {"SECRET_KEY": f"{key('DIGEST_KEYS 1')}-and-so-many-more-characters"},
    ],
)
def test_production_does_not_start_without_three_keys_apart(change: dict[str, str]) -> None:
    done = manage("check", **PRODUCTION | change)
    assert done.returncode != 0
    assert next(iter(change)) in done.stderr
    assert all(text.split(":")[-1] not in done.stderr for text in change.values() if text)


@pytest.mark.parametrize("name", ["FIELD_KEYS", "DIGEST_KEYS"])
def test_production_does_not_start_without_being_told_its_keys(name: str) -> None:
    environment = {variable: value for variable, value in PRODUCTION.items() if variable != name}
    assert name not in os.environ
    done = manage("check", **environment)
    assert done.returncode != 0
    assert name in done.stderr


def test_production_does_not_start_without_its_own_address() -> None:
    environment = {name: value for name, value in PRODUCTION.items() if name != "BASE_URL"}
    assert "BASE_URL" not in os.environ
    done = manage("check", **environment)
    assert done.returncode != 0
    assert "BASE_URL" in done.stderr


def test_office_is_closed_in_production() -> None:
    done = manage(
        "shell", "--verbosity", "0", "--command",
        "from django.conf import settings; print(settings.OFFICE_OPEN, settings.DEBUG)", **PRODUCTION,
    )  # fmt: skip
    assert done.stdout.split() == ["False", "False"], done.stderr


def test_only_the_servers_account_enters_the_folder_of_the_database(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    done = manage(
        "check", DJANGO_SETTINGS_MODULE="config.settings.dev", ONE_VAR=str(folder),
        DATABASE_URL=f"sqlite:///{folder / 'one.sqlite3'}",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert folder.stat().st_mode & 0o777 == 0o700

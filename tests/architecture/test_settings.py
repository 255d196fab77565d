"""Production's settings, as Django and we want them."""

import os
import subprocess
import sys

from tests.architecture.tree import ROOT

PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "SECRET_KEY": "only-for-this-test-0123456789-abcdefghij-KLMNOPQRS-uvwxyz",
    "ALLOWED_HOSTS": "my.example.org",
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


def test_office_is_closed_in_production() -> None:
    done = manage(
        "shell", "--verbosity", "0", "--command",
        "from django.conf import settings; print(settings.OFFICE_OPEN, settings.DEBUG)", **PRODUCTION,
    )  # fmt: skip
    assert done.stdout.split() == ["False", "False"], done.stderr

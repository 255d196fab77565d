#!/usr/bin/env python
"""Run Django's commands. `site/` is a path root and never a package: it would shadow Python's own `site`."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent


def main() -> None:
    sys.path.insert(0, str(ROOT / "site"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    from django.core.management import execute_from_command_line

    from config import references

    references.begin_run()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()

"""Settings of the small site: the history alone, on the real database settings."""

import os
from pathlib import Path

from config.env import database

VAR = Path(os.environ["ONE_VAR"])
SECRET_KEY = "tests-only"
USE_TZ = True
INSTALLED_APPS = ["config", "search", "portal.audit"]
DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MEDIA_ROOT = VAR / "media"
PRIVATE_ROOT = VAR / "private"
AUDIT_ROOT = VAR / "audit"
AUDIT_HEADS = str(AUDIT_ROOT / "heads.jsonl")
AUDIT_UNSEALED_AFTER_SECONDS = 60

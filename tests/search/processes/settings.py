"""Settings of the small site: the real database settings, or Django's own as a control."""

import os
from pathlib import Path

from config.env import database, elasticsearch

SECRET_KEY = "tests-only"
USE_TZ = True
INSTALLED_APPS = ["config", "search", "tests.search.processes.places"]
DATABASES = {"default": database()}
if os.environ["STOCK_SETTINGS"]:
    del DATABASES["default"]["OPTIONS"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MEDIA_ROOT = Path(os.environ["ONE_VAR"]) / "media"
PRIVATE_ROOT = Path(os.environ["ONE_VAR"]) / "private"
AUDIT_ROOT = Path(os.environ["ONE_VAR"]) / "audit"
SEARCH_ROOT = Path(os.environ["ONE_VAR"]) / "search"
SEARCH_MERGE_AFTER = int(os.environ["MERGE_AFTER"])
LOGGING = {
    "version": 1,
    "handlers": {
        "file": {"class": "logging.FileHandler", "filename": Path(os.environ["ONE_VAR"]) / "search.log"}
    },
    "loggers": {"search": {"handlers": ["file"], "level": "INFO"}},
}
SEARCH_ENGINE = os.environ.get("SEARCH_ENGINE", "columnar")
ELASTICSEARCH = elasticsearch()

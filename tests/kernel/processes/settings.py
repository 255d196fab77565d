"""As few apps as the people need; the real database settings."""

import os

from config.env import database

SECRET_KEY = "tests-only"
FIELD_KEYS = os.environ["FIELD_KEYS"]
DIGEST_KEYS = os.environ["DIGEST_KEYS"]
USE_TZ = True
INSTALLED_APPS = [
    "config",
    "portal.audit",
    "portal.accounts",
    "django.contrib.auth",
    "django.contrib.contenttypes",
]
AUTH_USER_MODEL = "accounts.User"
DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

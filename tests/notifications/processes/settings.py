"""As few apps as notifications need; the real database settings; e-mails become files."""

import os
from datetime import timedelta
from pathlib import Path

from config.env import database
from tests.architecture.tree import ROOT

VAR = Path(os.environ["ONE_VAR"])
SECRET_KEY = "tests-only"
FIELD_KEYS = os.environ["FIELD_KEYS"]
DIGEST_KEYS = os.environ["DIGEST_KEYS"]
BASE_URL = "http://localhost:8000"
USE_TZ = True
INSTALLED_APPS = [
    "config",
    "portal.audit",
    "portal.accounts",
    "portal.notifications",
    "django.contrib.auth",
    "django.contrib.contenttypes",
]
AUTH_USER_MODEL = "accounts.User"
ROOT_URLCONF = "tests.notifications.processes.urls"
TEMPLATES = [
    {"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [ROOT / "templates"]},
]
DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AXES_COOLOFF_TIME = timedelta(minutes=15)
MAIL_IN_BACKGROUND = True
MAIL_LATE_AFTER_SECONDS = 900
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR / "mail"

"""For the test suite: everything of its own in a scratch folder, and strict."""

import atexit
import shutil
import tempfile
from pathlib import Path

from config.env import DEVELOPMENT_KEYS
from config.settings.base import *  # noqa: F403

DEBUG = False
SECRET_KEY = "tests-only"  # noqa: S105
FIELD_KEYS, DIGEST_KEYS = DEVELOPMENT_KEYS["FIELD_KEYS"], DEVELOPMENT_KEYS["DIGEST_KEYS"]
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
OFFICE_OPEN = IS_TRIAL = True
LIMITS_ENABLED = False

SCRATCH = Path(tempfile.mkdtemp(prefix="one-tests-"))
atexit.register(shutil.rmtree, SCRATCH, ignore_errors=True)
MEDIA_ROOT = SCRATCH / "media"
PRIVATE_ROOT = SCRATCH / "private"
AUDIT_ROOT = SCRATCH / "audit"
AUDIT_HEADS = str(AUDIT_ROOT / "heads.jsonl")
SEARCH_ROOT = SCRATCH / "search"
TILES_ROOT = SCRATCH / "tiles"
LIMITS_ROOT = SCRATCH / "limits"
STORAGES = STORAGES | {  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MAIL_IN_BACKGROUND = False
# Tests that want a scanner name their own.
CLAMD_URL = "none"

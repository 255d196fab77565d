"""On a developer's machine and in `make demo`: open on localhost, nothing to configure."""

from config.env import DEVELOPMENT_KEYS
from config.settings.base import *  # noqa: F403

DEBUG = env.bool("DEBUG", default=True)  # noqa: F405
SECRET_KEY = "development-only-never-in-production"  # noqa: S105
FIELD_KEYS, DIGEST_KEYS = DEVELOPMENT_KEYS["FIELD_KEYS"], DEVELOPMENT_KEYS["DIGEST_KEYS"]
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", "testserver"]
OFFICE_OPEN = IS_TRIAL = True
METRICS_OPEN = True
# One machine asks for everybody: measurements and browser tests at full speed.
LIMITS_ENABLED = env.bool("LIMITS_ENABLED", default=False)  # noqa: F405
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
STORAGES = STORAGES | {  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
WHITENOISE_USE_FINDERS = True

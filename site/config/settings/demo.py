"""`make demo`, the browser tests and the measurements: served as in production, open on this machine only."""

from config.settings.base import STORAGES as PRODUCTION_STORAGES
from config.settings.dev import *  # noqa: F403

DEBUG = False
# Static files are collected, compressed and named by their content, as in production.
STORAGES = PRODUCTION_STORAGES
WHITENOISE_USE_FINDERS = False

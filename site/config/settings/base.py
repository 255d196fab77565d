"""Settings that hold for every audience; `dev`, `test` and `production` say how they differ."""

from datetime import timedelta
from importlib.metadata import distribution
from pathlib import Path

from csp.constants import NONE, SELF

from config import logs
from config.env import ROOT, VAR, csam_origins, database, elasticsearch, env
from config.settings.interface import *  # noqa: F403
from config.settings.signing_in import *  # noqa: F403
from config.settings.signing_in import CSAM_ISSUER

BASE_URL = env.str("BASE_URL", default="http://localhost:8000")
# Shown to whoever has a question on access, privacy or security; the portals' helpdesk unless told otherwise.
CONTACT_EMAIL = env.str("CONTACT_EMAIL", default="pro@one.be")

INSTALLED_APPS = [
    # The website as a whole: its commands.
    "config",
    # The search, and the domain with its front doors.
    "search",
    "portal.audit",
    "portal.limits",
    "portal.scheduling",
    "portal.files",
    "portal.accounts",
    "portal.notifications",
    "portal.queues",
    "portal.facilities",
    "portal.helpdesk",
    "portal.conversations",
    "portal.news",
    "portal.my",
    "portal.pro",
    "portal.office",
    # What editors publish.
    "acte_content.catalogue",
    "acte_content.editorial.apps.EditorialConfig",
    "acte_content.questions",
    "acte_content.headless",
    "acte_content.finding",
    # Wagtail.
    "acte_content.editorial.apps.EditorialRedirectsConfig",
    "wagtail.contrib.settings",
    "wagtail.snippets",
    "wagtail.embeds",
    "wagtail.sites",
    "portal.office.people_app.OfficeUsersConfig",
    "acte_content.editorial.apps.EditorialDocumentsConfig",
    "acte_content.editorial.apps.EditorialImagesConfig",
    "wagtail.search",
    "acte_content.editorial.apps.EditorialAdminConfig",
    "wagtail",
    "wagtail_modeladmin",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_htmx",
    "csp",
    "axes",
    "social_django",
    # Django.
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "config.references.identify",
    "django.middleware.security.SecurityMiddleware",
    "config.middleware.protect",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.state_cache_policy",
    "config.middleware.compress",
    "acte_content.headless.sharing.share",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.middleware.CommonForPeople",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.accounts.middleware.SignedIn",
    "django.contrib.messages.middleware.MessageMiddleware",
    "portal.office.csp.KnownInlineScripts",
    "portal.office.door.Door",
    "portal.office.incomplete.WholeForms",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.audit.middleware.NothingUnrecorded",
    "axes.middleware.AxesMiddleware",
    "acte_content.editorial.redirects.PageRedirects",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["portal.kernel.day_filters", "portal.kernel.text_tags"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Data ---------------------------------------------------------------------------------------
DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Cannot be changed once there are data: decided before the first migration.
AUTH_USER_MODEL = "accounts.User"
WAGTAILIMAGES_IMAGE_MODEL = "files.EditorialImage"
WAGTAILDOCS_DOCUMENT_MODEL = "files.EditorialDocument"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "acte_content.editorial.document_forms.DocumentForm"

# --- Language and time ---------------------------------------------------------------------------
LANGUAGE_CODE = "fr-be"
LANGUAGES = [("fr-be", "français")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Brussels"
WAGTAIL_USER_TIME_ZONES = ["Europe/Brussels"]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES

# --- E-mail ---------------------------------------------------------------------------------------
vars().update(env.email_url("EMAIL_URL", default="smtp://localhost:25"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="PRO.ONE <pro@one.be>")
# Whether an e-mail that nobody waits for is sent after the answer.
MAIL_IN_BACKGROUND = True
# An e-mail of a notification that waits for longer is a trouble: /readyz says so.
MAIL_LATE_AFTER_SECONDS = 900

# --- What is done again and again -----------------------------------------------------------------
# Without a sign of life of a scheduler for longer, /readyz says so. Whoever starts it from time to time
# (`run_scheduled --once`) sets it above that time.
SCHEDULER_SILENT_AFTER_SECONDS = env.int("SCHEDULER_SILENT_AFTER_SECONDS", default=600)

# --- Files ----------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
# Leaflet's own files; the app that brings them would load GDAL, and is not installed.
STATICFILES_DIRS = [
    ROOT / "site" / "assets",
    ("leaflet", Path(str(distribution("django-leaflet").locate_file("leaflet/static/leaflet")))),
]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"
# Private files have no URL: they are served only through an access function.
PRIVATE_ROOT = VAR / "private"
# clamd, which looks at what people send: tcp://host:port or unix:///path. Without it (`none`: on purpose)
# files pass the other checks alone. It has so many seconds while somebody waits, and for what is held.
CLAMD_URL = env.str("CLAMD_URL", default="")
CLAMD_PATIENCE_SECONDS = 5.0
CLAMD_TIMEOUT_SECONDS = 60.0
# Files that were withdrawn or replaced: so long one can still talk about them, then they are deleted.
WITHDRAWN_FILES_KEPT_FOR = timedelta(days=env.int("WITHDRAWN_FILES_KEPT_DAYS", default=90))
# A file that waits for clamd for longer is a trouble: /readyz says so.
HELD_FILES_LATE_AFTER_SECONDS = 900
# Who answers below MEDIA_URL, where approved copies lie: this website (`portal`), or the proxy before it.
MEDIA_SERVED_BY = env.str("MEDIA_SERVED_BY", default="portal")
# The heads of the chain over the history: on another machine, or a disk that can only be added to, they prove
# what the database alone can't. A file in AUDIT_ROOT belongs to the backups; elsewhere it is left alone.
AUDIT_ROOT = VAR / "audit"
AUDIT_HEADS = env.str("AUDIT_HEADS", default=str(AUDIT_ROOT / "heads.jsonl"))
# An entry of the history that waits for its seal for longer is a trouble: /readyz and audit_verify say so.
AUDIT_UNSEALED_AFTER_SECONDS = 60
# What is beyond in one request is thrown away while it arrives (portal.files.receiving).
FILE_UPLOAD_HANDLERS = [
    "portal.files.receiving.BoundedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {"BACKEND": "portal.files.storage.PrivateStorage"},
    "staticfiles": {"BACKEND": "config.staticfiles.ModuleAwareStorage"},
}

# --- Wagtail --------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "OFFICE.ONE"
WAGTAILADMIN_BASE_URL = WAGTAILAPI_BASE_URL = BASE_URL
WAGTAIL_DATE_FORMAT = "%d/%m/%Y"
WAGTAIL_DATETIME_FORMAT = "%d/%m/%Y %H:%M"
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
# Texts come with their French stems (`search.analysis`): a database that stemmed them again, or left out what
# it takes for English, would find otherwise than the other one.
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "simple"}
}

# --- What parents see -----------------------------------------------------------------------------
# Whether MY.ONE shows accueil extrascolaire beside écoles de devoirs and activités de vacances.
PUBLIC_AES = env.bool("PUBLIC_AES", default=True)

# --- Public search --------------------------------------------------------------------------------
# columnar: in the process, nothing to install. elasticsearch: on servers, and columnar where they fail.
SEARCH_ENGINE = env.str("SEARCH_ENGINE", default="columnar")
ELASTICSEARCH = elasticsearch()
SEARCH_ROOT = VAR / "search"
# So many listings may have changed before they are merged into a new large segment, in the background.
SEARCH_MERGE_AFTER = 500
# Who keeps an index on servers is silent, or the index late, after so long: /readyz and OFFICE.ONE say so.
SEARCH_SILENT_AFTER_SECONDS = 30
SEARCH_LATE_AFTER_SECONDS = 30
# A statement of availability older than this counts as unknown.
SEARCH_STALE_DAYS = 120
# From this age on its people are asked to confirm it, once; the link of the e-mail serves for so long.
REMIND_AFTER_DAYS = 60
CONFIRMATION_LINK_LASTS = timedelta(days=14)
# What a change of a listing replaced can be put back for so long.
VERSIONS_KEPT_FOR = timedelta(days=3 * 365)
# Opening hours called early and late by parents: before 07:00, after 18:30 (minutes of the day).
SEARCH_EARLY_BEFORE = 7 * 60
SEARCH_LATE_AFTER = 18 * 60 + 30
# Street addresses: URL of a Nominatim service; empty: the locality in the text is used.
GEOCODER_URL = env.str("GEOCODER_URL", default="")
GEOCODER_TIMEOUT_SECONDS = 2.0
# Real map tiles, kept and served from our own origin; empty: the vector backdrop alone.
TILES_UPSTREAM_URL = env.str("TILES_UPSTREAM_URL", default="")
TILES_ATTRIBUTION = env.str("TILES_ATTRIBUTION", default="© OpenStreetMap")
TILES_ROOT = VAR / "tiles"
TILES_MAX_AGE_SECONDS = 14 * 24 * 3600
TILES_MAX_BYTES = 500 * 1024 * 1024
TILES_BROWSER_SECONDS = 24 * 3600

# --- Security -------------------------------------------------------------------------------------
SECRET_KEY = env.str("SECRET_KEY", default="")
# What private values are sealed with, and found by: `id:key` with commas between, the current one first.
FIELD_KEYS = DIGEST_KEYS = ""
DEFAULT_EXCEPTION_REPORTER = "config.errors.CoveredReport"
DEFAULT_EXCEPTION_REPORTER_FILTER = "config.errors.CoveredValues"
ALLOWED_HOSTS: list[str] = []
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# Wagtail says SAMEORIGIN itself where it shows a preview in a frame.
X_FRAME_OPTIONS = "DENY"
# Load balancers and monitors ask each server by its address, inside the network: no HTTPS, no host name.
MACHINE_PATHS = ("/healthz", "/readyz", "/metrics")
SECURE_REDIRECT_EXEMPT = [f"^{path[1:]}$" for path in MACHINE_PATHS]
# `Authorization: Bearer …` for /metrics, which is closed while there is no token.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
METRICS_OPEN = False
# Whether fictitious people with a password that everybody knows have their place here.
IS_TRIAL = False
# Whether OFFICE.ONE is served at all. Who gets in is asked at its door: a strong login, whatever this says.
OFFICE_OPEN = env.bool("OFFICE_OPEN", default=False)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        # Signing in and out are forms that lead on to the federation.
        "form-action": [SELF, *env.list("CSAM_ORIGINS", default=csam_origins(CSAM_ISSUER))],
        "frame-ancestors": [SELF],
    }
}

# --- Limits ---------------------------------------------------------------------------------------
# Whoever has taken an item of a queue of OFFICE.ONE has it for so long; it is given back by itself.
QUEUE_CLAIM_LASTS = timedelta(minutes=env.int("QUEUE_CLAIM_MINUTES", default=15))

# How often somebody may ask: see portal.limits.limiting, and docs/operations.md for what the rates mean.
LIMITS_ENABLED = env.bool("LIMITS_ENABLED", default=True)
LIMITS_ROOT = Path(env.str("LIMITS_ROOT", default=str(VAR / "limits")))
# Addresses and networks of our own proxies, whose X-Forwarded-For is believed.
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=["127.0.0.0/8", "::1/128"])
# What a machine can answer grows with its processes.
_WORKERS = env.int("WEB_WORKERS", default=2)
LIMITS = {
    # An agent who tries out numbers.
    "niss_lookup": {"each": env.str("LIMIT_NISS_LOOKUP", default="60/1h"), "kept": "database"},
    # Pages of results and what a moved map asks for.
    "search": {
        "each": env.str("LIMIT_SEARCH", default="600/20s"),
        "total": env.str("LIMIT_SEARCH_TOTAL", default=f"{1_500 * _WORKERS}/20s"),
    },
    "suggestions": {
        "each": env.str("LIMIT_SUGGESTIONS", default="600/20s"),
        "total": env.str("LIMIT_SUGGESTIONS_TOTAL", default=f"{3_000 * _WORKERS}/20s"),
    },
    # All results of a search at once.
    "geojson": {
        "each": env.str("LIMIT_GEOJSON", default="60/1m"),
        "total": env.str("LIMIT_GEOJSON_TOTAL", default=f"{300 * _WORKERS}/1m"),
    },
    "api": {
        "each": env.str("LIMIT_API", default="300/1m"),
        "total": env.str("LIMIT_API_TOTAL", default=f"{3_000 * _WORKERS}/1m"),
    },
    # A whole office may sign in from one address; guessing one person's password stays slow.
    "login": {
        "each": env.str("LIMIT_LOGIN", default="100/15m"),
        "total": env.str("LIMIT_LOGIN_TOTAL", default="1000/15m"),
        "kept": "database",
    },
    "login_account": {"each": env.str("LIMIT_LOGIN_ACCOUNT", default="50/15m"), "kept": "database"},
    # Six digits are guessed sooner than a password.
    "emergency": {"each": env.str("LIMIT_EMERGENCY", default="10/1h"), "kept": "database"},
    # E-mails in our name: by who asks, and by whom they are for.
    "reset": {
        "each": env.str("LIMIT_RESET", default="30/1h"),
        "total": env.str("LIMIT_RESET_TOTAL", default="1000/1h"),
        "kept": "database",
    },
    "reset_account": {"each": env.str("LIMIT_RESET_ACCOUNT", default="6/1h"), "kept": "database"},
    "invitation": {
        "each": env.str("LIMIT_INVITATION", default="60/1h"),
        "total": env.str("LIMIT_INVITATION_TOTAL", default="3000/1h"),
        "kept": "database",
    },
    # Questions to the project's team of ACTE, from anybody.
    "acte_question": {
        "each": env.str("LIMIT_ACTE_QUESTION", default="10/1h"),
        "total": env.str("LIMIT_ACTE_QUESTION_TOTAL", default="300/1h"),
        "kept": "database",
    },
    # Looking into a PDF takes a program of its own; whoever asks need not have signed in.
    "acte_question_files": {
        "each": env.str("LIMIT_ACTE_QUESTION_FILES", default="20/1h"),
        "total": env.str("LIMIT_ACTE_QUESTION_FILES_TOTAL", default="300/1h"),
        "kept": "database",
    },
    # A document of ACTE is made once for each text that is published: more would be for nothing.
    "acte_pdf": {"total": env.str("LIMIT_ACTE_PDF_TOTAL", default="30/1h")},
    # Answers by the link of a reminder.
    "confirmation": {
        "each": env.str("LIMIT_CONFIRMATION", default="60/1h"),
        "total": env.str("LIMIT_CONFIRMATION_TOTAL", default="3000/1h"),
        "kept": "database",
    },
    # By who sends photos, projects and bank statements: each is drawn, or read, by a processor of ours.
    "uploads": {
        "each": env.str("LIMIT_UPLOADS", default="60/1h"),
        "total": env.str("LIMIT_UPLOADS_TOTAL", default="3000/1h"),
        "kept": "database",
    },
    # Files of the register, by agent: each reads all rows of a territory.
    "exports": {
        "each": env.str("LIMIT_EXPORTS", default="30/1h"),
        "total": env.str("LIMIT_EXPORTS_TOTAL", default="600/1h"),
        "kept": "database",
    },
    # By who writes, whatever their address. Each message may carry 50 MB.
    "helpdesk": {
        "each": env.str("LIMIT_HELPDESK", default="12/1h"),
        "total": env.str("LIMIT_HELPDESK_TOTAL", default="600/1h"),
        "kept": "database",
    },
}

# --- Logs -----------------------------------------------------------------------------------------
# plain: for people; json: for machines, and the default in production.
LOG_FORMAT = logs.log_format()
LOGGING_CONFIG = "config.logs.configure"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "config.logs.Plain"}, "json": {"()": "config.logs.Json"}},
    "filters": {"no_refusals": {"()": "config.logs.NoRefusals"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        # Django's own handlers print in a form of their own, and mail whole requests to ADMINS.
        "django": {"handlers": [], "level": "INFO"},
        "django.request": {"filters": ["no_refusals"]},
        # geopy logs the addresses that it asks for, and the errors that repeat them.
        "geopy": {"level": "CRITICAL", "propagate": False},
        # Every request, and every attempt while a server is down: the search tells an outage once.
        "elastic_transport": {"level": "ERROR"},
        "urllib3": {"level": "ERROR"},
        # Every page that is saved, with its title, and each step of what Wagtail does after it.
        "wagtail": {"level": "WARNING"},
        "django_tasks": {"level": "WARNING"},
        # Each step of a document, and each rule of a stylesheet that is for screens alone.
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
        # Each attempt to sign in, with the address it came from; the history has what is needed.
        "axes": {"level": "ERROR"},
    },
}

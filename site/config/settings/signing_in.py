"""People who sign in: by password, by the federation, and what ends or locks a log-in."""

from datetime import timedelta

from config.env import env

LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "pro:home"
WAGTAILADMIN_LOGIN_URL = LOGIN_URL
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "portal.accounts.backend.ByNameOrEmail",
    # Signs nobody in: answers what Django and Wagtail ask about somebody who is.
    "portal.accounts.permissions.ByRights",
]
# The first makes new hashes; the others still read those that were made before.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 3600
# A session ends by the rules of portal.accounts.sessions; its row is of no use after this.
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
# Strong login (eID, itsme, BOSA keys) by OpenID Connect. Without an issuer, nobody enters OFFICE.ONE.
CSAM_ISSUER = env.str("CSAM_ISSUER", default="")
STRONG_LOGIN = bool(CSAM_ISSUER)
# What the federation calls each level, the strongest first, and the number of its people: from its
# integration file.
CSAM_ACR_VALUES = {
    level: env.str(f"CSAM_ACR_{level}", default=f"urn:be:fedict:iam:fas:Level{level}")
    for level in (500, 450, 400, 200)
}
CSAM_NISS_CLAIM = env.str("CSAM_NISS_CLAIM", default="egovNRN")
# A slash at the end is part of the name, and none of the address below which its document lies.
SOCIAL_AUTH_CSAM_ID_TOKEN_ISSUER = CSAM_ISSUER
SOCIAL_AUTH_CSAM_OIDC_ENDPOINT = CSAM_ISSUER.rstrip("/")
SOCIAL_AUTH_CSAM_KEY = env.str("CSAM_CLIENT_ID", default="")
SOCIAL_AUTH_CSAM_SECRET = env.str("CSAM_CLIENT_SECRET", default="")
SOCIAL_AUTH_CSAM_IGNORE_DEFAULT_SCOPE = True
SOCIAL_AUTH_CSAM_SCOPE = env.list("CSAM_SCOPE", default=["openid", "profile", "egovnrn"])
SOCIAL_AUTH_CSAM_USE_PKCE = True
SOCIAL_AUTH_CSAM_JWT_ALGORITHMS = ["RS256"]
SOCIAL_AUTH_CSAM_TOKEN_ENDPOINT_AUTH_METHOD = "client_secret_basic"  # noqa: S105 -- no password
SOCIAL_AUTH_CSAM_REQUESTS_TIMEOUT = 5
# For the day on which the federation does not answer: administrators come in with password and code.
EMERGENCY_ACCESS = env.bool("EMERGENCY_ACCESS", default=False)
# After so many wrong passwords, a name and an address together wait. How: portal.accounts.lockout.
AXES_FAILURE_LIMIT = 6
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_USERNAME_CALLABLE = "portal.accounts.lockout.name_digest"
AXES_CLIENT_IP_CALLABLE = "portal.accounts.lockout.client_address"
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False

"""What all environments share. What differs stands in the modules beside it, and for the stages of AWS in pocket.toml."""

import os

from django.core.exceptions import ImproperlyConfigured
from pocket.django.runtime import get_django_settings, set_envs
from pocket.django.utils import get_caches, get_databases, get_storages

from quayside.logs.lines import logging_to

from .redis import redis_database, separate_caches
from .secrets import check_token_secret, require_secrets

# In a stage it fills the environment from Secrets Manager; where POCKET_STAGE is not set it does nothing.
set_envs()


def entries(variable, default=""):
    return [entry for entry in os.environ.get(variable, default).split(",") if entry]


DATABASE_URL, REDIS_URL, SECRET_KEY, SPA_TOKEN_SECRET = require_secrets(
    "DATABASE_URL", "REDIS_URL", "SECRET_KEY", "SPA_TOKEN_SECRET"
)
check_token_secret(SPA_TOKEN_SECRET)
DEBUG = False
ALLOWED_HOSTS = entries("ALLOWED_HOSTS", "localhost")
CSRF_TRUSTED_ORIGINS = entries("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "channels",
    "cachalot",
    "caching",
    "people",
    "tides",
    "chat",
    "jobs",
    "almanac",
]

# A request passes from top to bottom, its answer from bottom to top.
MIDDLEWARE = [
    # First: the id is on every line, and the line of the request has the status that leaves.
    "quayside.logs.request_log.RequestLog",
    # Before anything reads a cookie: what came by HTTP is sent on to HTTPS.
    "django.middleware.security.SecurityMiddleware",
    # Before the session, so after it on the way back: no shared cache keeps an answer that may hold a token.
    "quayside.privacy.keep_private",
    # Before all that keep something in the session: CSRF may, users and messages do.
    "django.contrib.sessions.middleware.SessionMiddleware",
    # Before any view: it checks the host, and rewrites a URL if APPEND_SLASH asks for it.
    "django.middleware.common.CommonMiddleware",
    # Before any view takes a form, and before users: a forged form is refused without a query.
    "django.middleware.csrf.CsrfViewMiddleware",
    # After the session, which names the user. It sets a lazy user: a query runs when a view asks.
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # After the session, in which long messages are kept; short ones are in a cookie.
    "django.contrib.messages.middleware.MessageMiddleware",
    # Its place does not matter; it sets one header. It stands where Django puts it.
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # After the user, whom it asks for, and before any view.
    "people.staff.StaffOnly",
    # Last, so first to see the answer: its cookie is on it before the others count or write it.
    "pocket.django.spa_auth.SpaTokenCookieMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

ROOT_URLCONF = "quayside.urls"
ASGI_APPLICATION = "quayside.asgi.application"
# No path of the API ends with "/". A redirect would turn a POST into a GET and lose its body; a 404 tells.
APPEND_SLASH = False
USE_TZ = True
# Otherwise Django makes it America/Chicago, in its log too.
TIME_ZONE = "UTC"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
STATIC_URL = "static/"

AUTH_USER_MODEL = "people.Person"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator", "NumericPasswordValidator")
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

# Browsers accept such cookies from http://localhost too.
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
# Other subdomains are not this project's to decide on.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

# Lines of JSON, on standard error unless LOG_FILE names a file.
LOGGING = logging_to(os.environ.get("LOG_FILE"))
# nginx sets it to its $request_id. In a stage of AWS pocket.toml names CloudFront's.
REQUEST_ID_HEADER = "x-request-id"

# What a message in the queue may run.
QUEUED_COMMANDS = ["reckon_almanac"]
# Accounts with known passwords are for a developer's machine.
SAMPLE_DATA = False

STORAGES = get_storages()
CACHES = separate_caches(get_caches(), REDIS_URL)
try:
    DATABASES = get_databases()
except ValueError:
    # The error would quote a part of the password.
    raise ImproperlyConfigured(
        'DATABASE_URL cannot be read. It is to look like "postgres://user:password@host:5432/name"; write "/", "#", "?" and "@" of a password as "%2F", "%23", "%3F" and "%40".'
    ) from None
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.core.RedisChannelLayer",
        # Seconds: longer than the five that channels_redis waits for a message. Otherwise a quiet chat is closed.
        "CONFIG": {"hosts": [{"address": redis_database(REDIS_URL, "channels"), "socket_timeout": 15}]},
    },
}

# The database holds the sessions, Redis copies of them.
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_CACHE_ALIAS = "sessions"

# Accounts and sessions are always read from the database: rights that change take effect at once.
CACHALOT_ONLY_CACHABLE_APPS = ["tides"]
# Seconds. A row read while it changes may be kept that long.
CACHALOT_TIMEOUT = 60
CACHALOT_QUERY_KEYGEN = "caching.keys.query_key"
CACHALOT_TABLE_KEYGEN = "caching.keys.table_key"

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["people.session.SessionCookie"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_THROTTLE_CLASSES": [
        "caching.throttles.AnonymousThrottle",
        "caching.throttles.UserThrottle",
        "caching.throttles.ScopedThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {"anon": "60/min", "user": "300/min", "tides": "30/min"},
    # How many addresses at the end of X-Forwarded-For the proxies of this site have written, the first of them the
    # viewer's. With too large a number the viewer chooses the address that is counted.
    "NUM_PROXIES": 1,
}

vars().update(get_django_settings())

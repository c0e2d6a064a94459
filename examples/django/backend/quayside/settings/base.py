"""What all environments share. What differs stands in the modules beside it, and for the stages of AWS in pocket.toml."""

import os

from pocket.django.runtime import get_django_settings, set_envs
from pocket.django.utils import get_caches, get_databases, get_storages

from .redis import redis_database, separate_caches
from .secrets import require_secrets

# In a stage it fills the environment from Secrets Manager; where POCKET_STAGE is not set it does nothing.
set_envs()


def entries(variable, default=""):
    return [entry for entry in os.environ.get(variable, default).split(",") if entry]


DATABASE_URL, REDIS_URL, SECRET_KEY, SPA_TOKEN_SECRET = require_secrets(
    "DATABASE_URL", "REDIS_URL", "SECRET_KEY", "SPA_TOKEN_SECRET"
)
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
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "quayside.privacy.keep_private",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
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
APPEND_SLASH = False
USE_TZ = True
# Otherwise Django makes it America/Chicago, in its log too.
TIME_ZONE = "UTC"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
STATIC_URL = "static/"

AUTH_USER_MODEL = "people.Person"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

# Browsers accept such cookies from http://localhost too.
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
# CloudFront sends visitors of http:// on to https://; other subdomains are not this project's to decide on.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W008", "security.W021"]

STORAGES = get_storages()
CACHES = separate_caches(get_caches(), REDIS_URL)
DATABASES = get_databases()
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

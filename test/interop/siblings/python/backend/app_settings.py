"""The same project with this repository's app, spa_auth_django, in place of magic-pocket's."""

from backend.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "spa_auth_django"]  # noqa: F405
MIDDLEWARE = [*MIDDLEWARE[:-1], "spa_auth_django.middleware.SpaTokenCookieMiddleware"]  # noqa: F405
ROOT_URLCONF = "backend.app_urls"
SPA_AUTH = {"CUT_OFF": "backend.app_urls.cut_off"}

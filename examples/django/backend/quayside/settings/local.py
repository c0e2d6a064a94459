"""A developer's machine: SQLite, and Django's pages for errors."""

from .base import *  # noqa: F403

DEBUG = True
# Of a server that someone reaches from here with its DATABASE_URL, it makes nothing.
SAMPLE_DATA = DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3"  # noqa: F405

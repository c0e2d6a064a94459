"""What staging and production share: PostgreSQL, and nginx or CloudFront in front."""

from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403

if DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":  # noqa: F405
    raise ImproperlyConfigured("DATABASE_URL is to begin with postgres://. SQLite is for one machine and one process.")

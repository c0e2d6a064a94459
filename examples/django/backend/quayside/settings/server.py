"""What staging and production share: PostgreSQL, and nginx or CloudFront in front."""

import os

from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403


def whole_number(variable, default=""):
    text = os.environ.get(variable, default)
    if not (text.isascii() and text.isdecimal()):
        raise ImproperlyConfigured(f"{variable} is {text!r}. It is to be a whole number.")
    return int(text)


# On a server without a stage of AWS, base.py has a developer's settings from pocket.toml.
DEBUG = False

database = DATABASES["default"]  # noqa: F405
if database["ENGINE"] != "django.db.backends.postgresql":
    raise ImproperlyConfigured("DATABASE_URL is to begin with postgres://. SQLite is for one machine and one process.")

# Only the processes that handle one request at a time keep a connection: gunicorn, and Lambda.
if "CONN_MAX_AGE" in os.environ:
    database["CONN_MAX_AGE"] = whole_number("CONN_MAX_AGE")
    database["CONN_HEALTH_CHECKS"] = True

# Where collectstatic puts the files that nginx serves; in a stage of AWS they are in S3.
STATIC_ROOT = os.environ.get("STATIC_ROOT")

# nginx and AWS replace a viewer's copy of this header. The redirect needs it: without it Django takes every
# request for HTTP, and the redirect would never end.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
# nginx alone is one; by default CloudFront, and what stands behind it.
REST_FRAMEWORK["NUM_PROXIES"] = whole_number("NUM_PROXIES", "2")  # noqa: F405

if not os.environ.get("POCKET_STAGE"):
    # nginx sends HSTS with files and answers alike.
    SILENCED_SYSTEM_CHECKS.append("security.W004")  # noqa: F405

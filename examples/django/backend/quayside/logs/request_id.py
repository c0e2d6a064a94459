"""The id that the lines of one request share."""

import re
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

current_id = ContextVar("request_id", default=None)

# The exact form in which each proxy writes its id. A visitor's own text has another one.
FORMS = {
    "x-request-id": re.compile(r"([0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12})", re.ASCII),
    "x-amz-cf-id": re.compile(r"([\w-]{40,64}={0,2})", re.ASCII),
    "x-amzn-trace-id": re.compile(r"(?:.*;)?Root=(1-[0-9a-f]{8}-[0-9a-f]{24})(?:;.*)?", re.ASCII),
}


def trusted_header():
    """The one header that the proxy in front sets on every request. Any other is a visitor's to write."""
    name = settings.REQUEST_ID_HEADER
    if name not in FORMS:
        raise ImproperlyConfigured(f"REQUEST_ID_HEADER is {name!r}. It is to be one of {', '.join(FORMS)}.")
    return name


def read_id(value):
    """The id in the value of the trusted header, or None."""
    match = FORMS[trusted_header()].fullmatch(value or "")
    return match and match[1]


@contextmanager
def numbered(request_id):
    """All lines that are written inside have this id; None makes one."""
    reset = current_id.set(request_id or uuid4().hex)
    try:
        yield current_id.get()
    finally:
        current_id.reset(reset)

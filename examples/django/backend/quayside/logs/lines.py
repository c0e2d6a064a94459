"""The form of a line, and where lines go."""

import json
import logging
from datetime import UTC, datetime

from .request_id import current_id


class JsonLines(logging.Formatter):
    """One object a line, of what is named here and in the call alone: `extra` may hold a whole request."""

    def format(self, record):
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "level": record.levelname,
            "logger": record.name,
            "event": record.getMessage(),
            # Django's own line about an answer comes after the middleware, and has the request.
            "request_id": current_id.get() or getattr(getattr(record, "request", None), "id", None),
        }
        # JSON in ASCII: no value ends a line, and no terminal acts on one.
        return json.dumps({**line, **record.fields, **line})


SILENT = {"handlers": ["none"], "propagate": False}
# They keep no handler of their own, so the one of the root writes their lines.
TO_ROOT = {"handlers": [], "level": "INFO", "propagate": True}


def logging_to(file):
    """The settings of `logging`: one handler, to `file`, or to standard error if there is none."""
    to_file = {"class": "logging.handlers.WatchedFileHandler", "filename": file, "encoding": "ascii"}
    to_stream = {"class": "logging.StreamHandler"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"guard": {"()": "quayside.logs.guard.Guard"}},
        "formatters": {"lines": {"()": "quayside.logs.lines.JsonLines"}},
        "handlers": {
            "lines": {**(to_file if file else to_stream), "filters": ["guard"], "formatter": "lines"},
            "none": {"class": "logging.NullHandler"},
        },
        "root": {"handlers": ["lines"], "level": "INFO"},
        "loggers": {
            # Without this Django would send its errors to the administrators by mail, with the request.
            "django": TO_ROOT,
            "gunicorn.error": TO_ROOT,
            # Each request has one line already. Django's says nothing more, except of an error; the servers' have the query.
            "django.request": {"level": "ERROR"},
            "django.server": SILENT,
            "django.channels.server": SILENT,
            "gunicorn.access": SILENT,
            # Its text is the name that a stranger sent. The line of the request has the 400.
            "django.security.DisallowedHost": SILENT,
        },
    }

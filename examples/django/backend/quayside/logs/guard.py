"""The last guard, at the handler: it takes addresses, secrets and card numbers out of every line."""

import logging
import math
import sys
import traceback

from .redact import SENSITIVE_NAME, redact

TRACE_LIMIT = 30


class Guard(logging.Filter):
    """Makes a record safe for any formatter. It is for the one handler of a process: what it takes out is gone."""

    def filter(self, record):
        text = message(record)
        if not record.exc_info and "Traceback (most recent" in text:
            # Daphne writes the whole text of the exception that is being handled.
            record.exc_info = sys.exc_info()
        # The lines after the first are details: values of a row, or the text of an exception.
        record.msg = redact(next(iter(text.strip().splitlines()), ""))
        record.args = None
        fields = getattr(record, "fields", {})
        record.fields = {name: clean(name, value) for name, value in fields.items()}
        if record.exc_info and record.exc_info[1]:
            record.fields |= describe(record.exc_info[1])
        record.exc_info = record.exc_text = record.stack_info = None
        return True


def message(record):
    """The text of the event. An exception in it becomes its class: its text often holds the value that caused it."""
    if not isinstance(record.msg, str):
        return class_name(record.msg)
    args = record.args
    if isinstance(args, dict):
        args = {name: without_text(value) for name, value in args.items()}
    elif args:
        args = tuple(without_text(value) for value in args)
    try:
        return record.msg % args if args else record.msg
    except Exception:
        # logging itself would print the arguments.
        return f"{record.msg} [its arguments do not fit]"


def without_text(value):
    return class_name(value) if isinstance(value, BaseException) else value


def clean(name, value):
    """A value of JSON. What is none becomes text."""
    if SENSITIVE_NAME.search(name):
        return "[secret]"
    if value is None or isinstance(value, bool):
        return value
    try:
        text = str(without_text(value))
    except Exception:
        return f"[{class_name(value)}]"
    safe = redact(text)
    is_number = isinstance(value, (int, float)) and math.isfinite(value)
    return value if is_number and safe == text else safe


def describe(error):
    """The classes of an exception and of its causes, and where it was raised. Not its text."""
    classes = []
    each = error
    while each and len(classes) < 10:
        classes.append(class_name(each))
        each = each.__cause__ or each.__context__
    codes = [(frame.f_code, line) for frame, line in traceback.walk_tb(error.__traceback__)]
    where = [f"{code.co_filename}:{line} {code.co_qualname}" for code, line in codes[-TRACE_LIMIT:]]
    return {"exception": classes, "trace": where}


def class_name(value):
    return f"{type(value).__module__}.{type(value).__qualname__}"

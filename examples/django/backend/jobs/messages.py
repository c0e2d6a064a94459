"""A message of the queue is a management command, as magic-pocket's `pocket_call_command` writes it."""

import json
from traceback import extract_tb

from django.conf import settings
from django.core.management import call_command
from django.db import close_old_connections

from quayside.logs import get_logger
from quayside.logs.request_id import numbered

log = get_logger(__name__)


class Refused(Exception):
    """The message names no command that the queue may run."""


def run_message(message_id, body):
    """Runs the command; tells whether it succeeded. The log names the message and never says what it holds."""
    # PostgreSQL may have ended a connection that waited long; a worker has no requests, after which Django looks.
    close_old_connections()
    # The lines of the command have the id too.
    with numbered(message_id):
        try:
            command, args, kwargs = parse_message(body)
            call_command(command, *args, **kwargs)
        # The message stays in the queue, whatever it was. SystemExit is how argparse answers "--help".
        except (Exception, SystemExit) as error:
            place = extract_tb(error.__traceback__)[-1]
            # The text of the error may quote the message.
            log.error("message failed", error=type(error).__name__, place=f"{place.name}:{place.lineno}")
            return False
        log.info("message done")
        return True


def parse_message(body):
    """The command with its arguments. Whoever may write to the queue must not run "flush" or "shell"."""
    match json.loads(body):
        case {"command": str(command), "args": list(args), "kwargs": dict(kwargs)} if command in settings.QUEUED_COMMANDS:
            return command, args, kwargs
    raise Refused

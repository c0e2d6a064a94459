"""A management command in the log."""

from time import perf_counter

from django.core.management.base import BaseCommand, CommandError

from . import get_logger
from .request_id import current_id, numbered
from .request_log import milliseconds

log = get_logger(__name__)


class LoggedCommand(BaseCommand):
    """Writes one line at its end. `request_id` continues the request that asked for it, also from a queue."""

    def create_parser(self, *args, **options):
        parser = super().create_parser(*args, **options)
        parser.add_argument("--request-id", help="The id of the request that this command belongs to.")
        return parser

    def execute(self, *args, request_id=None, **options):
        begin = perf_counter()
        command = type(self).__module__.rpartition(".")[2]
        with numbered(request_id or current_id.get()) as request_id:
            try:
                result = super().execute(*args, **options)
            except CommandError:
                log.warning("command refused", command=command, duration_ms=milliseconds(begin))
                raise
            except Exception as error:
                log.exception("command failed", command=command, duration_ms=milliseconds(begin))
                # Python would print the text of the exception, and the text may hold an address.
                raise CommandError(
                    f"{command} failed with {type(error).__name__}. The log tells where, under request_id {request_id}."
                ) from None
            log.info("command", command=command, duration_ms=milliseconds(begin))
            return result

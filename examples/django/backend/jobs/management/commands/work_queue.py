import signal
from threading import Event

import boto3
from botocore.exceptions import BotoCoreError, ClientError
from django.core.management.base import BaseCommand, CommandError

from jobs.queue import require_queue, work_once
from quayside.logs import get_logger

log = get_logger(__name__)

# The longest poll that SQS has.
LONGEST = 20
# Seconds until the next try, if SQS or the network is away.
PAUSE = 15


class Command(BaseCommand):
    help = "Runs the commands that arrive in the queue, one after the other. After SIGTERM or Ctrl-C it finishes the current one, or the poll."

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.ending = Event()

    def add_arguments(self, parser):
        parser.add_argument(
            "--wait", type=int, choices=range(LONGEST + 1), default=LONGEST, metavar="SECONDS", help="the length of a poll; %(default)s if not given, which is the longest"
        )

    def handle(self, wait, **options):
        queue_url = require_queue()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.end)
        try:
            client = boto3.client("sqs")
            self.stdout.write("Waiting for messages.")
            work_once(client, queue_url, wait)
        except (BotoCoreError, ClientError) as error:
            raise CommandError(f"The queue cannot be used. {error}") from error
        while not self.ending.is_set():
            try:
                work_once(client, queue_url, wait)
            except (BotoCoreError, ClientError) as error:
                # It was there before, so an outage, which is not for systemd to count.
                log.warning("queue away", error=type(error).__name__)
                self.ending.wait(PAUSE)
        self.stdout.write("Ended.")

    def end(self, number, frame):
        self.ending.set()

import signal

import boto3
from botocore.exceptions import BotoCoreError, ClientError
from django.core.management.base import BaseCommand, CommandError

from jobs.queue import require_queue, work_once

# The longest poll that SQS has.
LONGEST = 20


class Command(BaseCommand):
    help = "Runs the commands that arrive in the queue, one after the other. After SIGTERM or Ctrl-C it finishes the current one, or the poll."
    is_ending = False

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
            while not self.is_ending:
                work_once(client, queue_url, wait)
        except (BotoCoreError, ClientError) as error:
            raise CommandError(f"The queue cannot be used. {error}") from error
        self.stdout.write("Ended.")

    def end(self, number, frame):
        self.is_ending = True

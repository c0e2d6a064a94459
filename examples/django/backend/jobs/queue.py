"""The queue: where it is, and how one takes its messages."""

import os

from django.core.management.base import CommandError

from .messages import run_message

# magic-pocket sets it in a stage that has a handler of this name (pocket.toml).
VARIABLE = "POCKET_SQSMANAGEMENT_QUEUEURL"


def require_queue():
    """The URL of the queue. An empty one counts as missing."""
    url = os.environ.get(VARIABLE)
    if not url:
        raise CommandError(
            f"There is no queue: {VARIABLE} is to be its URL. On a server a file of /etc/quayside has it; in a stage of AWS magic-pocket sets it."
        )
    return url


def work_once(client, queue_url, wait):
    """Waits up to `wait` seconds for a message, and runs it.

    Only success deletes it. After a failure, or the death of the worker, it is received again when its visibility
    timeout ends; after as many times as the queue allows it goes to the dead-letter queue.
    """
    answer = client.receive_message(QueueUrl=queue_url, MaxNumberOfMessages=1, WaitTimeSeconds=wait)
    for message in answer.get("Messages", []):
        if run_message(message["MessageId"], message["Body"]):
            client.delete_message(QueueUrl=queue_url, ReceiptHandle=message["ReceiptHandle"])

"""The Lambda function that SQS calls in a stage of AWS (pocket.toml).

magic-pocket has one too, `sqs_management_command_report_failures_handler`. It runs any command that a message names,
and prints each message; this one has the rules of the worker.
"""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quayside.settings.production")
django.setup()

# Only now are the apps loaded that it needs.
from .messages import run_message  # noqa: E402


def handle(event, context):
    """SQS deletes the messages that the answer does not name."""
    failed = [each["messageId"] for each in event["Records"] if not run_message(each["messageId"], each["body"])]
    return {"batchItemFailures": [{"itemIdentifier": each} for each in failed]}

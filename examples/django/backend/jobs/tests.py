"""What a message may do, when it is deleted, and how magic-pocket deploys the queue. Nothing here reaches AWS."""

import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from io import StringIO
from unittest.mock import patch

import boto3
from botocore.exceptions import EndpointConnectionError
from botocore.stub import Stubber
from django.core.management import CommandError, call_command, get_commands
from django.test import SimpleTestCase, TransactionTestCase
from django.utils.module_loading import import_string
from pocket.context import Context

from almanac.models import HighestWater
from quayside.logs.tests.capture import captured

from .lambda_handler import handle
from .management.commands.work_queue import Command
from .messages import run_message
from .queue import VARIABLE, work_once

URL = "https://sqs.eu-central-1.amazonaws.com/123456789012/quayside"
GOOD = {"command": "reckon_almanac", "args": ["2004"], "kwargs": {}}
# An address that no log may have, in each place of a message that an error might quote.
PRIVATE = "private@example.com"

POISON = {
    "no JSON": PRIVATE,
    "nothing": "",
    "no object": "[]",
    "deep": "[" * 100_000,
    "a number too long": "1" * 5000,
    "no command": json.dumps({"args": [], "kwargs": {}}),
    "no arguments": json.dumps({"command": "reckon_almanac"}),
    "a list of commands": json.dumps({**GOOD, "command": ["reckon_almanac"]}),
    "a text of arguments": json.dumps({**GOOD, "args": "2004"}),
    "a year that is none": json.dumps({**GOOD, "args": [PRIVATE]}),
    "a year too many": json.dumps({**GOOD, "args": ["2004", PRIVATE]}),
    "a year that is an object": json.dumps({**GOOD, "args": [{"year": PRIVATE}]}),
    "help, which ends a program": json.dumps({**GOOD, "args": ["--help"]}),
    "the version, which ends a program": json.dumps({**GOOD, "args": ["--version"]}),
    "an unknown option": json.dumps({**GOOD, "kwargs": {PRIVATE: 1}}),
    "another output": json.dumps({**GOOD, "kwargs": {"stdout": PRIVATE}}),
}


def run(body):
    with patch("sys.stdout", StringIO()), patch("sys.stderr", StringIO()):
        return run_message("1", body)


# A message begins with a look at the connection, which would end a TestCase's transaction.
class Messages(TransactionTestCase):
    fixtures = ["harbours"]

    def test_runs_a_command(self):
        with captured() as lines:
            self.assertTrue(run(json.dumps(GOOD)))
        self.assertEqual(HighestWater.objects.count(), 2)
        (line,) = lines.of("message done")
        self.assertEqual(line["request_id"], "1")

    def test_runs_a_command_twice(self):
        # SQS may deliver a message more than once.
        for _ in range(2):
            self.assertTrue(run(json.dumps(GOOD)))
        self.assertEqual(HighestWater.objects.count(), 2)

    def test_fails_for_poison(self):
        for name, body in POISON.items():
            with self.subTest(name), self.assertLogs("jobs", "INFO") as logs:
                self.assertFalse(run(body))
                self.assertEqual(len(logs.output), 1)
                self.assertEqual(logs.output[0], "ERROR:jobs.messages:message failed")
                fields = logs.records[0].fields
                self.assertEqual(sorted(fields), ["error", "place"])
                self.assertNotIn(PRIVATE, str(fields))

    def test_refuses_every_other_command(self):
        others = set(get_commands()) - {"reckon_almanac"}
        self.assertLessEqual({"flush", "shell", "createsuperuser", "set_staff", "work_queue"}, others)
        with patch("jobs.messages.call_command") as called:
            for command in [*others, "reckon_almanac ", "RECKON_ALMANAC", "almanac.reckon_almanac", ""]:
                with self.subTest(command), self.assertLogs("jobs", "ERROR") as logs:
                    self.assertFalse(run(json.dumps({**GOOD, "command": command})))
                    self.assertEqual(logs.records[0].fields["error"], "Refused")
        called.assert_not_called()


@contextmanager
def stubbed(*messages):
    """A client of SQS that has these messages, and checks each call by botocore's model."""
    client = boto3.client("sqs", region_name="eu-central-1")
    with Stubber(client) as stub:
        asked = {"QueueUrl": URL, "MaxNumberOfMessages": 1, "WaitTimeSeconds": 20}
        stub.add_response("receive_message", {"Messages": list(messages)} if messages else {}, asked)
        yield client, stub
        stub.assert_no_pending_responses()


def message(body):
    return {"MessageId": "1", "ReceiptHandle": "receipt", "Body": body}


class Queue(TransactionTestCase):
    fixtures = ["harbours"]

    def test_deletes_after_success(self):
        with stubbed(message(json.dumps(GOOD))) as (client, stub):
            stub.add_response("delete_message", {}, {"QueueUrl": URL, "ReceiptHandle": "receipt"})
            with patch("sys.stdout", StringIO()):
                work_once(client, URL, 20)
        self.assertEqual(HighestWater.objects.count(), 2)

    def test_deletes_nothing_after_a_failure(self):
        with self.assertLogs("jobs", "ERROR"), stubbed(message("poison")) as (client, _):
            work_once(client, URL, 20)

    def test_runs_nothing_if_nothing_comes(self):
        with self.assertNoLogs("jobs"), stubbed() as (client, _):
            work_once(client, URL, 20)


class Worker(SimpleTestCase):
    def test_says_what_is_missing(self):
        for environment in ({}, {VARIABLE: ""}):
            with self.subTest(environment), without_queue(), patch.dict(os.environ, environment):
                with self.assertRaisesMessage(CommandError, f"There is no queue: {VARIABLE} is to be its URL."):
                    call_command("work_queue")

    def test_says_what_is_wrong_with_the_queue(self):
        client = boto3.client("sqs", region_name="eu-central-1")
        with Stubber(client) as stub, patch.dict(os.environ, {VARIABLE: URL}), patch("boto3.client", return_value=client), patch("signal.signal"):
            stub.add_client_error("receive_message", "QueueDoesNotExist", "It is gone.")
            with self.assertRaisesRegex(CommandError, r"^The queue cannot be used\. .*QueueDoesNotExist.*It is gone\."):
                call_command("work_queue", stdout=StringIO())

    def test_goes_on_after_an_outage(self):
        command = Command()
        polls = []

        def work_once(client, queue_url, wait):
            polls.append(queue_url)
            if len(polls) == 2:
                raise EndpointConnectionError(endpoint_url=URL)
            if len(polls) == 3:
                command.end(signal.SIGTERM, None)

        environment = {VARIABLE: URL, "AWS_DEFAULT_REGION": "eu-central-1"}
        worker = "jobs.management.commands.work_queue"
        with patch(f"{worker}.work_once", work_once), patch(f"{worker}.PAUSE", 0), patch("signal.signal"):
            with patch.dict(os.environ, environment), self.assertLogs(worker, "WARNING") as logs:
                call_command(command, stdout=StringIO())
        self.assertEqual(polls, [URL] * 3)
        self.assertEqual(logs.records[0].fields, {"error": "EndpointConnectionError"})

    def test_refuses_a_poll_that_sqs_does_not_have(self):
        for wait in ("-1", "21", "long"):
            with self.subTest(wait), self.assertRaises(CommandError):
                call_command("work_queue", "--wait", wait)


def without_queue():
    return patch.dict(os.environ, {key: value for key, value in os.environ.items() if key != VARIABLE}, clear=True)


class Lambda(TransactionTestCase):
    def test_names_the_messages_that_failed(self):
        bodies = [json.dumps(GOOD), "poison", json.dumps({**GOOD, "command": "flush"}), json.dumps(GOOD)]
        records = [{"messageId": str(number), "body": body} for number, body in enumerate(bodies)]
        with self.assertLogs("jobs", "INFO"), patch("sys.stdout", StringIO()) as printed:
            answer = handle({"Records": records}, None)
        self.assertEqual(answer, {"batchItemFailures": [{"itemIdentifier": "1"}, {"itemIdentifier": "2"}]})
        self.assertEqual(printed.getvalue(), "Reckoned 2004.\n" * 2)


class Deployment(SimpleTestCase):
    def test_loads_the_handler_as_lambda_does(self):
        environment = {**os.environ, "POCKET_STAGE": "prd", "DATABASE_URL": "postgres://web@db.invalid/quayside"}
        del environment["DJANGO_SETTINGS_MODULE"]
        # AWS has been read already.
        for each in ("AWS_RESOURCES", "SECRETS"):
            environment[f"POCKET_ENVS_{each}_LOADED"] = "true"
        program = "import sys; from jobs.lambda_handler import handle; sys.stdout.write(str(handle({'Records': []}, None)))"
        environment["POCKET_HOSTS"] = "api.quayside.example"
        ran = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
        self.assertEqual(ran.stdout, "{'batchItemFailures': []}")

    def test_has_the_queue_of_pocket_call_command(self):
        for stage in ("dev", "prd"):
            with self.subTest(stage):
                # magic-pocket makes the variable of the handler's key.
                handler = Context.from_toml(stage=stage).container["web"].handlers["sqsmanagement"]
                self.assertEqual(VARIABLE, f"POCKET_{handler.key.upper()}_QUEUEURL")
                self.assertIs(import_string(handler.command), handle)
                self.assertGreater(handler.sqs.visibility_timeout, handler.timeout)
                self.assertTrue(handler.sqs.report_batch_item_failures)
                self.assertEqual(handler.sqs.dead_letter_max_receive_count, 5)
                self.assertIsNotNone(handler.sqs.dead_letter_alert)

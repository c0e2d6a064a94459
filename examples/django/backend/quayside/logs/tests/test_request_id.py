"""Which ids are taken, and how commands have one."""

from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.test import SimpleTestCase, override_settings

from quayside.logs import get_logger
from quayside.logs.command import LoggedCommand
from quayside.logs.request_id import current_id, numbered, read_id
from quayside.logs.request_log import RequestLog

from .capture import captured
from .planted import ADDRESS, CARD, SESSION, search

log = get_logger("quayside.test")

HEX = "0f" * 16
UUID = "7c2d5b1e-94a0-4e6f-8a57-0d3c1b9e2f48"
CLOUDFRONT = f"{'aB-_3x' * 9}=="
ROOT = f"1-67891233-{'ab' * 12}"
TAKEN = {
    "x-request-id": {HEX: HEX, UUID: UUID},
    "x-amz-cf-id": {CLOUDFRONT: CLOUDFRONT},
    "x-amzn-trace-id": {
        f"Root={ROOT}": ROOT,
        f"Self=1-67891233-{'cd' * 12};Root={ROOT};Parent=53995c3f42cd8ad8;Sampled=1": ROOT,
    },
}
LEFT = [None, "", "x", ADDRESS, CARD, SESSION, HEX[1:], f"{HEX}0", HEX.upper(), f"{HEX}\n", "٣" * 32]
LEFT += ["a" * 100_000, "\x1b[2J"]


class Command(LoggedCommand):
    stealth_options = ("failure",)

    def handle(self, *, failure=None, **options):
        log.info("at work")
        if failure:
            raise failure


class RequestId(SimpleTestCase):
    def test_only_the_exact_form_of_the_trusted_header_is_taken(self):
        for header, ids in TAKEN.items():
            with override_settings(REQUEST_ID_HEADER=header):
                for value, expected in ids.items():
                    self.assertEqual(read_id(value), expected)
                for value in LEFT:
                    self.assertIsNone(read_id(value), value)

    def test_a_header_that_is_not_the_trusted_one_is_ignored(self):
        with override_settings(REQUEST_ID_HEADER="x-amz-cf-id"):
            answer = self.client.get("/api/auth/none", headers={"x-request-id": "0f" * 16})
        self.assertNotEqual(answer.headers["x-request-id"], "0f" * 16)

    def test_without_one_each_request_gets_its_own(self):
        ids = {self.client.get("/api/auth/none").headers["x-request-id"] for _ in range(3)}
        self.assertEqual(len(ids), 3)
        for each in ids:
            self.assertRegex(each, r"^[0-9a-f]{32}$")
        self.assertIsNone(current_id.get())

    @override_settings(REQUEST_ID_HEADER="x-id")
    def test_an_unknown_header_is_refused_at_the_start(self):
        message = "REQUEST_ID_HEADER is 'x-id'. It is to be one of x-request-id"
        with self.assertRaisesMessage(ImproperlyConfigured, message):
            RequestLog(None)


class Commands(SimpleTestCase):
    def test_all_lines_have_the_id_that_was_handed_on(self):
        with captured() as lines:
            call_command(Command(), request_id="from the queue")
            call_command(Command())
            with numbered("of the request"):
                call_command(Command())
        self.assertEqual([line["event"] for line in lines.all], ["at work", "command"] * 3)
        first, _, second, again, third, _ = [line["request_id"] for line in lines.all]
        self.assertEqual((first, third), ("from the queue", "of the request"))
        self.assertRegex(second, r"^[0-9a-f]{32}$")
        self.assertEqual(second, again)

    def test_a_failure_says_where_to_look_and_not_why(self):
        with captured() as lines, self.assertRaises(CommandError) as caught:
            call_command(Command(), failure=ValueError(ADDRESS), request_id="r")
        message = "test_request_id failed with ValueError. The log tells where, under request_id r."
        self.assertEqual(str(caught.exception), message)
        self.assertTrue(caught.exception.__suppress_context__)
        (line,) = lines.of("command failed")
        self.assertEqual(line["exception"], ["builtins.ValueError"])
        self.assertEqual(search(lines.text), [])
        with captured(), self.assertRaisesMessage(CommandError, "its own words"):
            call_command(Command(), failure=CommandError("its own words"))

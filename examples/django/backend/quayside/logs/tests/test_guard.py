"""The guard with planted lines that nobody should write, and a formatter that trusts it."""

import io
import json
import logging
import logging.handlers
import traceback
from pathlib import Path

from django.test import SimpleTestCase

from quayside.logs import get_logger
from quayside.logs.guard import Guard

from .capture import captured
from .planted import ADDRESS, CARD, PASSWORD, SESSION, TOKEN, VALUES, encodings, search

log = get_logger("quayside.test")
BACKEND = Path(__file__).parents[3]


class Broken:
    def __str__(self):
        raise ValueError(ADDRESS)

    __repr__ = __str__


def fail(text):
    raise ValueError(text)


class GuardAlone(SimpleTestCase):
    """Without our formatter: what the guard lets through, any formatter may write."""

    def setUp(self):
        self.stream = io.StringIO()
        handler = logging.StreamHandler(self.stream)
        handler.addFilter(Guard())
        self.logger = logging.Logger("planted")
        self.logger.addHandler(handler)

    def written(self):
        return self.stream.getvalue()

    def test_planted_lines(self):
        for value in VALUES:
            if value == PASSWORD:
                continue
            for form in encodings(value):
                self.logger.warning(form)
                self.logger.warning("value %s", form)
                self.logger.warning("%(value)r", {"value": form})
                self.logger.warning("in %s", {"list": [form]})
                self.logger.warning("bytes %r", form.encode())
        self.assertEqual(search(self.written()), [])
        self.assertGreater(len(self.written().splitlines()), 200)

    def test_exceptions_in_every_place(self):
        for text in VALUES:
            try:
                try:
                    fail(text)
                except ValueError as error:
                    raise KeyError(text) from error
            except KeyError as error:
                self.logger.exception("it failed")
                self.logger.error("it failed: %s", error, exc_info=error, stack_info=True)
                self.logger.error(error)
                self.logger.error(traceback.format_exc())
        self.assertEqual(search(self.written()), [])

    def test_arguments_that_do_not_fit(self):
        self.logger.warning("%d of %s", ADDRESS)
        self.logger.warning("%s", Broken())
        self.assertEqual(search(self.written()), [])
        self.assertEqual(len(self.written().splitlines()), 2)


class Written(SimpleTestCase):
    """The lines as the settings have them written."""

    def test_the_fields_of_a_line(self):
        with captured() as lines:
            log.info("table made", harbour="north-quay", count=3, share=0.5, fresh=True, none=None)
        (line,) = lines.all
        self.assertRegex(line.pop("time"), r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$")
        self.assertEqual(
            line,
            {
                "level": "INFO",
                "logger": "quayside.test",
                "event": "table made",
                "request_id": None,
                "harbour": "north-quay",
                "count": 3,
                "share": 0.5,
                "fresh": True,
                "none": None,
            },
        )

    def test_planted_fields(self):
        with captured() as lines:
            for value in VALUES:
                for form in encodings(value):
                    if value != PASSWORD:
                        log.info("planted", text=form, inside={"list": [form]}, raw=form.encode())
            log.info("planted", password=PASSWORD, token=TOKEN, session_key=SESSION, api_key=PASSWORD)
            log.info("planted", number=int(CARD.replace(" ", "")), error=ValueError(PASSWORD), broken=Broken())
            logging.getLogger("other").info("planted", extra={"request": ADDRESS, "email": ADDRESS})
        self.assertEqual(search(lines.text), [])

    def test_an_exception_is_its_class_and_its_place(self):
        with captured() as lines:
            try:
                fail(ADDRESS)
            except ValueError:
                log.exception("it failed")
        (line,) = lines.all
        self.assertEqual(line["exception"], ["builtins.ValueError"])
        self.assertRegex(line["trace"][-1], r"test_guard\.py:\d+ fail$")

    def test_no_value_forges_a_line_or_moves_the_cursor(self):
        forged = '{"event": "forged"}'
        hostile = [f"a{mark}{forged}" for mark in ("\n", "\r\n", "\r", "\x0b", "\x85", "\u2028", "\u2029", "\x00")]
        hostile += ["\x1b[2J\x1b[1;1H", "\x9b2J", "\x1b]0;title\x07", "\u202etxt", "\ud800"]
        with captured() as lines:
            for text in hostile:
                log.info(text, text=text)
                log.info(f"a {text}", time="forged", request_id="forged")
                logging.getLogger(text).warning("named")
        self.assertEqual(len(lines.text.split("\n")), 3 * len(hostile) + 1)
        self.assertTrue(lines.text.replace("\n", "").isascii())
        self.assertTrue(lines.text.replace("\n", "").isprintable())
        for line in lines.all:
            self.assertNotIn("forged", (line["event"], line["time"], line["request_id"]))

    def test_a_megabyte_is_cut(self):
        with captured() as lines:
            log.info("x" * 1_000_000, text="y" * 1_000_000, more=["z"] * 300_000)
        self.assertLess(len(lines.text), 20_000)

    def test_numbers_that_json_has_not(self):
        with captured() as lines:
            log.info("odd", a=float("nan"), b=float("inf"), c=10**5000)
        json.loads(lines.text, parse_constant=fail)

    def test_sql_stays_out_even_where_it_is_shown(self):
        self.assertFalse(logging.getLogger("django.db.backends").isEnabledFor(logging.DEBUG))

    def test_nothing_goes_by_mail_or_past_the_handler(self):
        names = ["", "django", "django.request", "django.server", "django.security.csrf", "gunicorn.error"]
        handlers = {type(each) for name in names for each in logging.getLogger(name).handlers}
        kinds = {logging.StreamHandler, logging.handlers.WatchedFileHandler, logging.NullHandler}
        self.assertLessEqual(handlers, kinds)

    def test_no_app_has_another_way_to_log(self):
        for file in BACKEND.rglob("*.py"):
            # A test may run a program of its own, and have it print.
            if "logs" not in file.parts and "test" not in file.name:
                with self.subTest(file.name):
                    self.assertNotRegex(file.read_text(), r"getLogger\(|\bimport logging\b|\bprint\(")

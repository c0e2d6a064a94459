"""The almanac, reckoned here and through the queue."""

import json
import os
from datetime import date
from io import StringIO
from unittest.mock import patch

from django.core.management import CommandError, call_command
from django.test import TestCase, TransactionTestCase
from pocket.django import utils as pocket
from rest_framework.test import APIRequestFactory, force_authenticate

from jobs.messages import run_message
from jobs.queue import VARIABLE
from people.models import Person
from quayside.logs.request_id import numbered
from quayside.logs.tests.capture import captured

from .models import HighestWater
from .views import Almanac

URL = "https://sqs.eu-central-1.amazonaws.com/123456789012/quayside"


class FakeSqs:
    """Keeps what magic-pocket sends."""

    def __init__(self):
        self.bodies = []

    def send_message(self, QueueUrl, MessageBody):
        assert QueueUrl == URL
        self.bodies.append(MessageBody)


class Reckoning(TestCase):
    fixtures = ["harbours"]

    def test_finds_the_day(self):
        # A hundred spring tides are 1,477 days: from 1 January 2000 to 17 January 2004, and seven times that to 22 April 2028.
        for year, day in ((2000, date(2000, 1, 1)), (2004, date(2004, 1, 17)), (2028, date(2028, 4, 22))):
            with self.subTest(year):
                call_command("reckon_almanac", str(year), stdout=StringIO())
                rows = HighestWater.objects.filter(year=year).order_by("harbour")
                self.assertEqual([(row.harbour, row.day, row.metres) for row in rows], [("north-quay", day, 5.3), ("old-pier", day, 4.5)])

    def test_again_changes_the_rows(self):
        HighestWater.objects.create(year=2004, harbour="north-quay", day=date(2004, 2, 2), metres=99)
        call_command("reckon_almanac", "2004", stdout=StringIO())
        self.assertEqual(HighestWater.objects.get(year=2004, harbour="north-quay").metres, 5.3)
        self.assertEqual(HighestWater.objects.count(), 2)

    def test_refuses_what_is_no_year(self):
        for year in ("1999", "2101", "-2004", "٢٠٠٤", "2004.0", "", "9" * 5000):
            with self.subTest(year), self.assertRaises(CommandError):
                call_command("reckon_almanac", year)
        self.assertEqual(HighestWater.objects.count(), 0)


class Sending(TransactionTestCase):
    fixtures = ["harbours"]

    def setUp(self):
        self.sqs = FakeSqs()
        self.enterContext(patch.object(pocket, "_sqs_client", self.sqs))
        self.enterContext(patch.dict(os.environ))
        os.environ.pop(VARIABLE, None)

    def plan(self, *arguments):
        with patch("sys.stdout", StringIO()) as printed:
            call_command("plan_almanac", "2027", "2028", *arguments)
        return printed.getvalue(), HighestWater.objects.count(), len(self.sqs.bodies)

    def test_runs_here_where_no_queue_is(self):
        self.assertEqual(self.plan(), ("Reckoned 2027.\nReckoned 2028.\n", 4, 0))

    def test_sends_where_a_queue_is(self):
        os.environ[VARIABLE] = URL
        self.assertEqual(self.plan(), ("", 0, 2))

    def test_runs_here_if_forced(self):
        os.environ[VARIABLE] = URL
        self.assertEqual(self.plan("--direct"), ("Reckoned 2027.\nReckoned 2028.\n", 4, 0))

    def test_sends_if_forced(self):
        os.environ[VARIABLE] = URL
        self.assertEqual(self.plan("--queue"), ("", 0, 2))

    def test_says_what_is_missing_if_forced(self):
        for environment in ({}, {VARIABLE: ""}):
            with self.subTest(environment), patch.dict(os.environ, environment):
                with self.assertRaisesMessage(CommandError, f"There is no queue: {VARIABLE} is to be its URL."):
                    self.plan("--queue")
        self.assertEqual((HighestWater.objects.count(), self.sqs.bodies), (0, []))

    def test_cannot_be_forced_both_ways(self):
        with self.assertRaises(CommandError):
            self.plan("--queue", "--direct")

    def test_sends_what_the_worker_runs(self):
        os.environ[VARIABLE] = URL
        with captured() as lines:
            self.plan("--queue")
            with patch("sys.stdout", StringIO()):
                self.assertEqual([run_message("1", body) for body in self.sqs.bodies], [True, True])
        self.assertEqual(HighestWater.objects.count(), 4)
        # The command that asked, and the two that the worker ran for it.
        ids = [line["request_id"] for line in lines.of("command")]
        self.assertEqual(ids, ids[:1] * 3)

    def ask(self, method, person):
        request = getattr(APIRequestFactory(), method)("/api/staff/almanac")
        if person:
            force_authenticate(request, person)
        with patch("sys.stdout", StringIO()):
            return Almanac.as_view()(request).render()

    def test_is_for_staff(self):
        visitor = Person.objects.create_user("ada@example.com", "analytical engine")
        for method in ("get", "post"):
            self.assertEqual(self.ask(method, None).status_code, 401)
            self.assertEqual(self.ask(method, visitor).status_code, 403)
        self.assertEqual(HighestWater.objects.count(), 0)

    def test_reckons_this_year_for_staff(self):
        staff = Person.objects.create_superuser("grace@example.com", "nanosecond wire")
        with patch("almanac.views.timezone.localdate", return_value=date(2028, 6, 1)):
            self.assertEqual(self.ask("post", staff).status_code, 202)
            os.environ[VARIABLE] = URL
            with numbered("of the request"):
                self.assertEqual(self.ask("post", staff).status_code, 202)
        (message,) = [json.loads(body) for body in self.sqs.bodies]
        self.assertEqual(message, {"command": "reckon_almanac", "args": [2028], "kwargs": {"request_id": "of the request"}})
        rows = json.loads(self.ask("get", staff).content)
        self.assertEqual([(row["year"], row["harbour"], row["day"], row["metres"]) for row in rows], [(2028, "north-quay", "2028-04-22", 5.3), (2028, "old-pier", "2028-04-22", 4.5)])

"""What the database holds to, on SQLite and PostgreSQL alike."""

from django.db import IntegrityError, transaction
from django.test import Client, TestCase

from .models import Person

PASSWORD = "analytical engine"


class Accounts(TestCase):
    def setUp(self):
        Person.objects.create_user("Ada@Example.com", PASSWORD)

    def test_one_account_for_each_address(self):
        for email in ("ada@example.com", "ADA@example.com"):
            with self.subTest(email), self.assertRaises(IntegrityError), transaction.atomic():
                Person(email=email).save(force_insert=True)
        self.assertEqual([each.email for each in Person.objects.all()], ["ada@example.com"])

    def test_any_case_logs_in(self):
        for email in ("ada@example.com", "ADA@example.COM"):
            with self.subTest(email):
                self.assertEqual(log_in(email).status_code, 302)

    def test_what_no_address_can_be_is_refused(self):
        # PostgreSQL takes no NUL, and no more characters than the column has; SQLite takes both.
        for email in ("a\0@example.com", "a" * 300 + "@example.com", "ü@example.com", ""):
            with self.subTest(email[:20]):
                self.assertIn(log_in(email).status_code, (401, 429))


def log_in(email):
    form = {"username": email, "password": PASSWORD}
    return Client().post("/api/auth/login", form, secure=True)

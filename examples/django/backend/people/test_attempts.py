"""How often one may try to log in."""

from django.core.cache import caches
from django.test import TestCase

from .models import Person

PASSWORD = "analytical engine"


def clear_counts():
    for cache in caches.all():
        cache.clear()


class Guessing(TestCase):
    def setUp(self):
        clear_counts()
        self.addCleanup(clear_counts)
        Person.objects.create_user("ada@example.com", PASSWORD)

    def post(self, form):
        return self.client.post("/api/auth/login", form).status_code

    def guess(self, password="wrong", email="ada@example.com"):
        return self.post({"username": email, "password": password})

    def test_is_limited_for_an_account(self):
        self.assertEqual([self.guess() for _ in range(7)], [401] * 5 + [429] * 2)
        self.assertEqual(self.guess(PASSWORD), 429)

    def test_stays_limited_with_forms_that_lack_something(self):
        for form in ({"password": ""}, {}, {"password": " "}):
            with self.subTest(form):
                clear_counts()
                statuses = []
                for _ in range(4):
                    statuses += [self.guess(), self.guess(), self.post({"username": "ada@example.com", **form})]
                self.assertEqual(statuses[5:], [429] * 7)

    def test_is_limited_for_an_address_whatever_the_account(self):
        statuses = [self.guess(email=f"nobody{number}@example.com") for number in range(32)]
        self.assertEqual(statuses, [401] * 30 + [429] * 2)

    def test_does_not_count_those_who_log_in(self):
        for _ in range(40):
            self.assertEqual(self.guess(PASSWORD), 302)
            self.client.logout()

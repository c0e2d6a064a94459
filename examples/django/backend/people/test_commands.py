"""The commands that make accounts and change their role."""

import os
from io import StringIO
from unittest.mock import patch

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import TestCase, override_settings

from .models import Person
from .samples import ACCOUNTS

EMAIL, PASSWORD = "joan@example.com", "colossus at dawn"
WEAK = {"short": "x7!qp2", "common": "password123", "digits": "8301957264", "like the address": "joan@example"}


def run(*command, **options):
    """What the command prints."""
    out = StringIO()
    call_command(*command, stdout=out, stderr=out, **options)
    return out.getvalue()


def superuser(email=EMAIL, password=PASSWORD):
    return patch.dict(os.environ, {"DJANGO_SUPERUSER_EMAIL": email, "DJANGO_SUPERUSER_PASSWORD": password})


class EnsureSuperuser(TestCase):
    def test_creates_one_from_the_environment(self):
        with superuser("Joan@Example.com"):
            self.assertEqual(run("ensure_superuser"), "Created Joan@Example.com, who is staff.\n")
        person = Person.objects.get(email=EMAIL)
        self.assertTrue(person.is_staff)
        self.assertTrue(person.check_password(PASSWORD))

    def test_changes_nothing_the_second_time(self):
        with superuser():
            run("ensure_superuser")
        before = Person.objects.values().get()
        # Not even a weak password matters then, nor one that has changed.
        for password in (PASSWORD, "another engine", "weak"):
            with superuser(password=password):
                self.assertEqual(run("ensure_superuser"), f"{EMAIL} exists already. Nothing is changed.\n")
        self.assertEqual(Person.objects.values().get(), before)

    def test_leaves_an_account_that_was_demoted(self):
        Person.objects.create_user(EMAIL, PASSWORD)
        with superuser():
            run("ensure_superuser")
        self.assertFalse(Person.objects.get().is_staff)

    def test_names_what_is_missing(self):
        with superuser("", PASSWORD), self.assertRaises(CommandError) as refused:
            run("ensure_superuser")
        self.assertIn("lacks DJANGO_SUPERUSER_EMAIL.", str(refused.exception))
        self.assertNotIn(PASSWORD, str(refused.exception))

    def test_refuses_a_weak_password(self):
        for name, password in WEAK.items():
            with self.subTest(name), superuser(password=password):
                for command in (["ensure_superuser"], ["createsuperuser", "--noinput"]):
                    with self.assertRaises(CommandError) as refused:
                        run(*command)
                    self.assertIn("password", str(refused.exception))
                    self.assertNotIn(password, str(refused.exception))
        self.assertEqual(Person.objects.count(), 0)

    def test_refuses_an_address_that_a_token_cannot_carry(self):
        with superuser('"a:b"@example.com'), self.assertRaises(CommandError):
            run("ensure_superuser")
        self.assertEqual(Person.objects.count(), 0)


class Terminal(StringIO):
    def isatty(self):
        return True


@patch("django.contrib.auth.management.commands.createsuperuser.getpass.getpass")
@patch("builtins.input")
class CreateSuperuser(TestCase):
    """Django's own command, which asks."""

    def test_creates_one(self, typed, password):
        typed.return_value, password.return_value = EMAIL, PASSWORD
        self.assertEqual(run("createsuperuser", stdin=Terminal()), "Superuser created successfully.\n")
        self.assertTrue(Person.objects.get(email=EMAIL).is_staff)

    def test_lets_nobody_bypass_the_validators(self, typed, password):
        # "y" is the answer to Django's question whether to.
        typed.side_effect, password.return_value = [EMAIL, "y"], WEAK["common"]
        with self.assertRaises(CommandError):
            run("createsuperuser", stdin=Terminal())
        self.assertEqual(Person.objects.count(), 0)

    def test_without_a_password_makes_an_account_that_nobody_can_use(self, typed, password):
        run("createsuperuser", "--noinput", "--email", EMAIL)
        self.assertFalse(Person.objects.get(email=EMAIL).has_usable_password())


class SetStaff(TestCase):
    def setUp(self):
        self.person = Person.objects.create_user(EMAIL, PASSWORD)

    def is_staff(self):
        return Person.objects.get(email=EMAIL).is_staff

    def test_promotes(self):
        self.assertEqual(run("set_staff", EMAIL.upper()), f"{EMAIL} is staff now.\n")
        self.assertTrue(self.is_staff())
        self.assertEqual(run("set_staff", EMAIL), f"{EMAIL} is staff already.\n")
        self.assertTrue(self.is_staff())

    def test_demotes_and_says_what_the_token_still_opens(self):
        run("set_staff", EMAIL)
        printed = run("set_staff", EMAIL, "--off")
        self.assertIn(f"{EMAIL} is not staff now.\n", printed)
        self.assertIn("it still passes the edge", printed)
        self.assertIn(f"  npx pocket-spa-auth revoke {EMAIL} --stage prd\n", printed)
        self.assertIn("  systemctl restart quayside-chat, for a chat that is open\n", printed)
        self.assertFalse(self.is_staff())
        self.assertEqual(run("set_staff", EMAIL, "--off"), f"{EMAIL} is not staff already.\n")

    def test_quotes_an_address_for_the_shell(self):
        Person.objects.create_superuser("o'hara$home@example.com", PASSWORD)
        printed = run("set_staff", "o'hara$home@example.com", "--off")
        self.assertIn("""revoke 'o'"'"'hara$home@example.com' --stage""", printed)

    def test_refuses_an_unknown_account(self):
        with self.assertRaisesMessage(CommandError, "There is no account 'nobody@example.com'."):
            run("set_staff", "nobody@example.com")


class SampleData(TestCase):
    def test_makes_the_accounts_once(self):
        with override_settings(SAMPLE_DATA=True):
            first, second = run("sample_data"), run("sample_data")
        self.assertIn("people: ada@example.com, grace@example.com\n", first)
        self.assertIn("people: nothing new\n", second)
        self.assertIn("almanac: nothing new\n", second)
        for email, password, is_staff in ACCOUNTS:
            person = Person.objects.get(email=email)
            self.assertEqual((person.check_password(password), person.is_staff), (True, is_staff))
            self.assertNotIn(password, first)

    def test_leaves_what_exists(self):
        Person.objects.create_user("grace@example.com", PASSWORD)
        with override_settings(SAMPLE_DATA=True):
            run("sample_data")
        grace = Person.objects.get(email="grace@example.com")
        self.assertEqual((grace.check_password(PASSWORD), grace.is_staff), (True, False))

    def test_refuses_on_a_server(self):
        with override_settings(SAMPLE_DATA=False):
            with self.assertRaisesMessage(CommandError, "add --accept-known-passwords"):
                run("sample_data")
            self.assertEqual(Person.objects.count(), 0)
            run("sample_data", "--accept-known-passwords")
            self.assertEqual(Person.objects.count(), len(ACCOUNTS))

    def test_passwords_of_the_accounts_are_no_worse_than_others(self):
        for email, password, _ in ACCOUNTS:
            validate_password(password, Person(email=email))
        with self.assertRaises(ValidationError):
            validate_password(WEAK["common"])

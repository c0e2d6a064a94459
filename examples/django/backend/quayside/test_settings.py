"""What the settings refuse."""

import os
import subprocess
import sys
from pathlib import Path

from django.test import SimpleTestCase

BACKEND = Path(__file__).parent.parent


def check(**variables):
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "quayside.settings.local", **variables}
    program = [sys.executable, "manage.py", "check"]
    return subprocess.run(program, cwd=BACKEND, env=environment, capture_output=True, text=True)


class Refused(SimpleTestCase):
    def test_one_message_names_all_that_is_missing(self):
        ran = check(SECRET_KEY="", SPA_TOKEN_SECRET="")
        self.assertNotEqual(ran.returncode, 0)
        self.assertIn("The environment lacks SECRET_KEY, SPA_TOKEN_SECRET.", ran.stderr)

    def test_a_secret_that_no_gate_takes_is_not_quoted(self):
        for secret in ("5" * 63, "5g" * 32, "5b" * 15, "5b" * 129, f"{'5b' * 32},{'c4' * 32}", f"{'5b' * 32}\n"):
            with self.subTest(secret):
                ran = check(SPA_TOKEN_SECRET=secret)
                self.assertNotEqual(ran.returncode, 0)
                self.assertIn("SPA_TOKEN_SECRET is to be an even number of hex digits, 32 to 256", ran.stderr)
                self.assertNotIn(secret[:6], ran.stderr)

    def test_a_number_that_is_none_is_named(self):
        server = {"DJANGO_SETTINGS_MODULE": "quayside.settings.production", "DATABASE_URL": "postgres://u:p@db.invalid/d"}
        for name in ("NUM_PROXIES", "CONN_MAX_AGE"):
            with self.subTest(name):
                self.assertIn(f"{name} is 'two'. It is to be a whole number.", check(**server, **{name: "two"}).stderr)

    def test_an_address_that_cannot_be_read_is_not_quoted(self):
        ran = check(DATABASE_URL="postgres://quayside:s3cr/etpw@localhost/quayside")
        self.assertNotEqual(ran.returncode, 0)
        self.assertIn("DATABASE_URL cannot be read.", ran.stderr)
        self.assertNotRegex(ran.stderr, "s3cr|etpw")

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

    def test_an_address_that_cannot_be_read_is_not_quoted(self):
        ran = check(DATABASE_URL="postgres://quayside:s3cr/etpw@localhost/quayside")
        self.assertNotEqual(ran.returncode, 0)
        self.assertIn("DATABASE_URL cannot be read.", ran.stderr)
        self.assertNotRegex(ran.stderr, "s3cr|etpw")

"""No environment without its secrets."""

import os
from unittest import mock

from django.core.exceptions import ImproperlyConfigured
from django.test import SimpleTestCase

from .settings.secrets import require_secrets


class Secrets(SimpleTestCase):
    def test_all_are_there(self):
        with mock.patch.dict(os.environ, {"FIRST": "1", "SECOND": "2"}):
            self.assertEqual(require_secrets("SECOND", "FIRST"), ["2", "1"])

    def test_one_refusal_names_all_that_are_missing(self):
        with mock.patch.dict(os.environ, {"THERE": "hush", "EMPTY": ""}):
            with self.assertRaises(ImproperlyConfigured) as refusal:
                require_secrets("THERE", "EMPTY", "ABSENT")
        self.assertIn("lacks EMPTY, ABSENT.", str(refusal.exception))
        self.assertNotIn("hush", str(refusal.exception))

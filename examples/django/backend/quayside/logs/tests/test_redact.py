"""The texts that the guard changes, and their harmless look-alikes."""

from base64 import b64encode
from unittest.mock import patch

from django.test import SimpleTestCase

from quayside.logs.redact import LIMIT, passes_luhn, redact

from .planted import ADDRESS, CARD, PASSWORD, SESSION, TOKEN, encodings, search

KEPT = [
    "",
    "Listening on TCP address 127.0.0.1:8000",
    "status=403 took=4042ms at 2026-11-29 11:23:25.123456",
    "/api/tides/north-quay",
    "/srv/quayside/lib/python3.11/site-packages/django/core/handlers/exception.py:55",
    "SpaTokenCookieMiddleware",
    "Session data corrupted",
    "Forbidden (CSRF token missing.): /api/auth/login",
    "50% of 100%",
    "1234567890123",
    "4242 4242 4242 4241",
    "@media, a @ b, user@",
    "passed=3, bypass=on, pwned: no",
]
ADDRESSES = [
    ADDRESS,
    "jäger@bücher.example",
    '"ada lovelace"@example.com',
    "Key (email)=(ada@example.com) already exists.",
    "<ada@example.com>",
    "mailto:ada@example.com?subject=x",
    "a@b@example.com",
    "postgres://web:ada@db/quayside",
    "ada@[192.0.2.7]",
    r"caf\xe9@example.com",
    "ada﹫example.com",
]
SPACED = [CARD.replace(" ", sign) for sign in ("\u00a0", "\u202f", "/")]
HOSTILE = ["a", "a@", "@", "%25", "%", "1", "1 ", "password", "token ", "\\", "=40", '"', '"@']
HOSTILE += ["A1", "GB82", "&#0", "eyJ0.", "a-1", "bearer "]


class Redact(SimpleTestCase):
    def test_harmless_texts_stay(self):
        for text in KEPT:
            with self.subTest(text):
                self.assertEqual(redact(text), text)

    def test_addresses_go(self):
        for text in ADDRESSES:
            with self.subTest(text):
                self.assertIn("[address]", redact(text))
                self.assertNotIn("@", redact(text))

    def test_each_encoding_of_an_address_goes(self):
        for form in encodings(ADDRESS):
            for text in (form, f"/api/people/{form}", f"next={form}&x=1", f"('{form}',)"):
                with self.subTest(text):
                    self.assertEqual(search(redact(text)), [])
                    self.assertNotIn("lovelace", redact(text))

    def test_what_a_machine_made_goes(self):
        for text in (TOKEN, f'"{TOKEN}"', SESSION, f"sessionid={SESSION}; x=y", f"/reset/{SESSION}/", f"%22{TOKEN}%22"):
            with self.subTest(text):
                self.assertEqual(search(redact(text)), [])

    def test_what_is_named_goes_to_the_end_of_the_line(self):
        for text in (
            f"password={PASSWORD}",
            f"?user=1&pass={PASSWORD}",
            f"pwd: {PASSWORD}",
            f"{{'password': '{PASSWORD}', 'x': 1}}",
            f'{{"Password" : "{PASSWORD}"}}',
            f"?user=1&password={PASSWORD.replace(' ', '+')}",
            f"password%3D{PASSWORD.replace(' ', '%20')}",
            f"Cookie: a={PASSWORD}; b={PASSWORD}",
            f"HTTP_AUTHORIZATION='Basic {b64encode(PASSWORD.encode()).decode()}'",
            f"SECRET_KEY={PASSWORD}",
            f"csrfmiddlewaretoken={PASSWORD}",
        ):
            with self.subTest(text):
                self.assertEqual(search(redact(text)), [])
                self.assertNotIn("engine", redact(text))

    def test_cards_go_by_their_check_digit(self):
        # Numbers that the networks publish for tests, of 13 to 19 digits.
        for card in ("4222222222222", "378282246310005", CARD, "5555-5555-5555-4444", "6304000000000000000", *SPACED):
            for text in (card, f"paid with {card}, thanks", f"order 17 {card}", f"{card} 12/29 123", f"n%3D{card}"):
                with self.subTest(text):
                    self.assertIn("[card]", redact(text))
        for account in ("GB82 WEST 1234 5698 7654 32", "GB82WEST12345698765432", "NO93 8601 1117 947"):
            self.assertEqual(redact(f"from {account}."), "from [iban].")

    def test_every_digit_counts_in_the_check(self):
        self.assertTrue(passes_luhn("4242424242424242"))
        for place, digit in enumerate("4242424242424242"):
            wrong = f"{'4242424242424242'[:place]}{(int(digit) + 1) % 10}{'4242424242424242'[place + 1 :]}"
            self.assertFalse(passes_luhn(wrong), place)

    def test_a_long_text_is_cut(self):
        cut = redact("word " * 200_000)
        self.assertLess(len(cut), LIMIT + 40)
        self.assertTrue(cut.endswith("[cut: 1000000 characters]"))

    def test_nothing_is_cut_in_two_and_then_missed(self):
        for value in (ADDRESS, TOKEN, SESSION, CARD, *SPACED, b64encode(ADDRESS.encode()).decode()):
            for place in range(LIMIT - len(value), LIMIT + 1):
                text = redact("a " * (place // 2) + " " * (place % 2) + value + " z" * 200)
                self.assertNotRegex(text, r"lovelace|9f9f|x3k9|4242.4242.4242|YWRhLmxv")

    def test_half_a_character_does_not_reach_the_line(self):
        self.assertEqual(redact("a\ud800b"), "a?b")

    def test_it_reads_no_text_again_and_again(self):
        # Without the limit, a step that went back over what it has read would take hours.
        with patch("quayside.logs.redact.LIMIT", 10**7):
            for unit in HOSTILE:
                with self.subTest(unit):
                    self.assertLess(len(redact(unit * (100_000 // len(unit)))), 400_000)

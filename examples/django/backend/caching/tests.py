"""Throttles, what may be kept outside of the site, and a Redis that is away."""

import json
import socket
from unittest.mock import patch

from channels_redis.core import RedisChannelLayer
from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.test import SimpleTestCase, TestCase, override_settings

from people.models import Person
from quayside.settings.base import CHANNEL_LAYERS
from quayside.settings.redis import redis_database, separate_caches

from .keys import personal_key
from .throttles import Counted

LOGIN = "/api/auth/login"
PASSWORDS = {"ada@example.com": "engine", "grace@example.com": "wire"}


def rest(proxies=1, **rates):
    """The settings with this number of proxies in front, and these rates."""
    rates = {**settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"], **rates}
    changed = {"NUM_PROXIES": proxies, "DEFAULT_THROTTLE_RATES": rates}
    return override_settings(REST_FRAMEWORK={**settings.REST_FRAMEWORK, **changed})


class Site(TestCase):
    fixtures = ["harbours"]

    def setUp(self):
        for cache in caches.all():
            cache.clear()
        self.ada = Person.objects.create_user("ada@example.com", PASSWORDS["ada@example.com"])
        self.grace = Person.objects.create_user("grace@example.com", PASSWORDS["grace@example.com"])

    def statuses(self, path, times, forwarded=lambda number: "198.51.100.7"):
        """The statuses of so many requests; `forwarded` gives the X-Forwarded-For of each."""
        return [
            self.client.get(path, headers={"x-forwarded-for": forwarded(number)}).status_code
            for number in range(times)
        ]

    def log_in(self, email="ada@example.com", password=None, address="198.51.100.7"):
        form = {"username": email, "password": password or PASSWORDS[email]}
        return self.client.post(LOGIN, form, headers={"x-forwarded-for": address})


class Throttles(Site):
    @rest(anon="2/min")
    def test_anonymous(self):
        self.assertEqual(self.statuses("/api/auth/renew", 3), [401, 401, 429])
        answer = self.client.get("/api/auth/renew", headers={"x-forwarded-for": "198.51.100.7"})
        self.assertIn(int(answer["Retry-After"]), range(1, 61))
        self.assertEqual(list(json.loads(answer.content)), ["detail"])
        # Another address, and one who is logged in, go on.
        self.assertEqual(self.statuses("/api/auth/renew", 1, lambda number: "198.51.100.8"), [401])
        self.client.force_login(self.ada)
        self.assertEqual(self.statuses("/api/auth/renew", 3), [204, 204, 204])

    @rest(user="2/min")
    def test_user(self):
        self.client.force_login(self.ada)
        self.assertEqual(self.statuses("/api/me", 3), [200, 200, 429])
        # It counts the account, whatever the session and address.
        self.client.logout()
        self.client.force_login(self.ada)
        self.assertEqual(self.statuses("/api/overview", 1, lambda number: "198.51.100.8"), [429])
        self.client.force_login(self.grace)
        self.assertEqual(self.statuses("/api/me", 1), [200])

    @rest(tides="2/min")
    def test_scoped(self):
        self.client.force_login(self.ada)
        self.assertEqual(self.statuses("/api/tides/old-pier", 3), [200, 200, 429])
        self.assertEqual(self.statuses("/api/tides/north-quay", 1), [429])
        self.assertEqual(self.statuses("/api/harbours", 1), [200])

    @rest(tides="2/min")
    def test_end(self):
        self.client.force_login(self.ada)
        with patch.object(Counted, "timer", create=True) as timer:
            timer.return_value = 1000.0
            self.assertEqual(self.statuses("/api/tides/old-pier", 3), [200, 200, 429])
            timer.return_value = 1059.0
            answer = self.client.get("/api/tides/old-pier")
            self.assertEqual((answer.status_code, answer["Retry-After"]), (429, "1"))
            timer.return_value = 1060.0
            self.assertEqual(self.statuses("/api/tides/old-pier", 1), [200])

    @rest(tides="2/min")
    def test_outlast_a_cleared_cache(self):
        self.client.force_login(self.ada)
        self.statuses("/api/tides/old-pier", 2)
        caches["default"].clear()
        self.assertEqual(self.statuses("/api/tides/old-pier", 1), [429])


class Addresses(Site):
    """What a viewer writes into X-Forwarded-For stands before what the proxies add."""

    # The number of proxies, and what they add for this viewer.
    IN_FRONT = [(1, "198.51.100.7"), (2, "198.51.100.7, 203.0.113.1")]

    def test_a_viewer_does_not_choose_the_address(self):
        for number, added in self.IN_FRONT:
            for sent in ("192.0.2.{}", "192.0.2.1, 192.0.2.{}", "{}", ",{}", "2001:db8::{}"):
                with self.subTest(number=number, sent=sent), rest(number, anon="2/min"):
                    caches["throttles"].clear()
                    statuses = self.statuses("/api/auth/renew", 4, lambda each: f"{sent.format(each)}, {added}")
                    self.assertEqual(statuses, [401, 401, 429, 429])

    def test_nor_that_of_the_login(self):
        for number, added in self.IN_FRONT:
            with self.subTest(number=number), rest(number):
                caches["throttles"].clear()
                guesses = [self.log_in(password="wrong", address=f"192.0.2.{each}, {added}") for each in range(6)]
                self.assertEqual([each.status_code for each in guesses], [401] * 5 + [429])
                self.assertEqual(guesses[-1]["Retry-After"], "60")


    @rest(anon="1/min")
    def test_a_network_of_ipv6_is_one_viewer(self):
        same = ["2001:db8:0:1::1", "2001:db8:0:1:ffff::2", "2001:DB8:0:1::"]
        self.assertEqual(self.statuses("/api/auth/renew", 3, same.__getitem__), [401, 429, 429])
        # The next network, an IPv4 address, the same in the form of IPv6, and another one of these.
        others = ["2001:db8:0:2::1", "198.51.100.7", "::ffff:198.51.100.7", "::ffff:198.51.100.8"]
        self.assertEqual(self.statuses("/api/auth/renew", 4, others.__getitem__), [401, 401, 429, 401])

    @rest(anon="1/min")
    def test_what_is_no_address_is_counted_too(self):
        for sent in ("", "unknown", "2001:db8::1%eth0", "1.2.3", "[::1]:80", "\u00e9", "x" * 150):
            with self.subTest(sent[:20]):
                caches["throttles"].clear()
                self.assertEqual(self.statuses("/api/auth/renew", 2, lambda number: sent), [401, 429])


class Privacy(Site):
    @rest(user="12/min")
    def test_no_shared_cache_keeps_an_answer(self):
        """Each may carry a token: the first request of one who is logged in has none yet."""
        paths = ["me", "harbours", "overview", "tides/old-pier", "tides/atlantis", "staff/people", "auth/renew"]
        paths += ["auth/login", "auth/logout", "auth/login?next=/x", "nowhere", "nowhere/"]
        for person in (None, self.ada):
            for path in paths:
                with self.subTest(path, person=person):
                    self.client.cookies.clear()
                    if person:
                        self.client.force_login(person)
                    answer = self.client.get(f"/api/{path}")
                    # The staff's part is closed before the middleware of the token is asked.
                    named = person is not None and path != "staff/people"
                    self.assertEqual("pocket-spa-token" in answer.cookies, named)
                    self.check(answer)
        self.statuses("/api/me", 12)
        answer = self.client.get("/api/me")
        self.assertEqual(answer.status_code, 429)
        self.check(answer)

    def check(self, answer):
        directives = set(answer["Cache-Control"].split(", "))
        self.assertLessEqual({"private", "no-store"}, directives)
        self.assertNotIn("public", directives)

    def test_no_token_and_no_address_is_in_the_cache(self):
        self.client.force_login(self.ada)
        for path in ("me", "harbours", "overview", "tides/old-pier", "auth/renew"):
            self.client.get(f"/api/{path}")
        token = self.client.cookies["pocket-spa-token"].value
        kept = str(caches["default"]._cache)
        self.assertIn("tides:old-pier", kept)
        for secret in (token, token.split(":")[-1], "ada@example.com", self.client.session.session_key):
            self.assertNotIn(secret, kept)

    def test_a_personal_key_does_not_tell_whose_it_is(self):
        keys = {personal_key("overview", person) for person in (self.ada, self.grace, Person(email="ada"))}
        self.assertEqual(len(keys), 3)
        for key in keys:
            self.assertRegex(key, r"^overview:[0-9a-f]{64}$")


def redis_at(port):
    """The caches of these settings, in a Redis at this port."""
    options = {"CLIENT_CLASS": "django_redis.client.DefaultClient"}
    names = ("default", "sessions", "throttles")
    found = {name: {"BACKEND": "django_redis.cache.RedisCache", "OPTIONS": {**options}} for name in names}
    return override_settings(CACHES={**settings.CACHES, **separate_caches(found, f"redis://127.0.0.1:{port}/0")})


# Nothing listens there.
@redis_at(1)
class RedisAway(Site):
    def test_sessions_come_from_the_database(self):
        self.assertEqual(self.log_in().status_code, 302)
        self.assertEqual(self.client.get("/api/me").json()["email"], "ada@example.com")
        self.client.post("/api/auth/logout")
        self.assertEqual(self.client.get("/api/me").status_code, 401)

    def test_views_do_without_the_cache(self):
        self.client.force_login(self.ada)
        for path in ("harbours", "overview", "tides/old-pier", "auth/renew"):
            self.assertIn(self.client.get(f"/api/{path}").status_code, (200, 204), path)

    @rest(user="1/min")
    def test_throttles_let_all_through(self):
        self.client.force_login(self.ada)
        self.assertEqual(self.statuses("/api/me", 3), [200, 200, 200])

    def test_the_login_is_limited_by_each_process(self):
        guesses = [self.log_in(password="wrong").status_code for _ in range(6)]
        self.assertEqual(guesses, [401] * 5 + [429])
        self.assertEqual(self.log_in().status_code, 429)
        self.assertEqual(self.log_in("grace@example.com").status_code, 302)

    def test_commands_say_so(self):
        for command in ("show_cache", "clear_cache"):
            with self.assertRaisesMessage(CommandError, "Redis does not answer (ConnectionError)."):
                call_command(command, "tides")


class RedisHanging(SimpleTestCase):
    def test_is_given_up(self):
        with socket.create_server(("127.0.0.1", 0)) as silent, redis_at(silent.getsockname()[1]):
            self.assertEqual(caches["default"].get_or_set("key", lambda: "made"), "made")


class Commands(SimpleTestCase):
    def test_refuse_unknown_prefixes(self):
        for command in ("show_cache", "clear_cache"):
            for prefix in ("sessions", "*", ""):
                with self.assertRaisesMessage(CommandError, f"There is no prefix {prefix!r}. There are: overview, queries, tides."):
                    call_command(command, prefix)

    def test_clear_what_is_named(self):
        for arguments in ([], ["tides", "--all"]):
            with self.assertRaisesMessage(CommandError, "Name what to clear"):
                call_command("clear_cache", *arguments)

    def test_say_that_a_cache_in_memory_is_of_one_process(self):
        with self.assertRaisesMessage(CommandError, "the cache is in memory"):
            call_command("show_cache")


class Databases(SimpleTestCase):
    def test_follow_the_one_that_is_named(self):
        names = ["channels", "default", "sessions", "throttles"]
        for url, first in [("redis://h:1", 0), ("redis://h:1/", 0), ("rediss://u:p@h:1/4", 4)]:
            ends = [redis_database(url, name).rpartition("/")[2] for name in names]
            self.assertEqual(ends, [str(first + place) for place in range(4)])

    def test_wait_for_the_next_message_of_a_chat(self):
        (host,) = CHANNEL_LAYERS["default"]["CONFIG"]["hosts"]
        self.assertGreater(host["socket_timeout"], RedisChannelLayer.brpop_timeout)

    def test_refuse_another_address_without_quoting_it(self):
        for url in ("redis://:hidden@h/x", "unix:///hidden", "hidden", "redis://hidden/-1"):
            with self.assertRaises(ImproperlyConfigured) as raised:
                redis_database(url, "default")
            self.assertNotIn("hidden", str(raised.exception))

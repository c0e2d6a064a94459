"""The order of the middleware, and what each place is good for."""

from django.conf import settings
from django.test import Client, RequestFactory, SimpleTestCase, TestCase, override_settings

from quayside.logs.request_log import RequestLog

TOKEN = "pocket.django.spa_auth.SpaTokenCookieMiddleware"
DJANGO = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
BEHIND_PROXY = {"SECURE_SSL_REDIRECT": True, "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https")}
TEST_URLS = "quayside.logs.tests.urls"


class Order(SimpleTestCase):
    def test_djangos_own_stand_in_djangos_order(self):
        self.assertEqual([each for each in settings.MIDDLEWARE if each in DJANGO], DJANGO)

    def test_the_id_is_first_and_the_token_last(self):
        self.assertEqual(settings.MIDDLEWARE[0], "quayside.logs.request_log.RequestLog")
        self.assertEqual(settings.MIDDLEWARE[-1], TOKEN)


class Https(SimpleTestCase):
    def test_off_on_a_developers_machine(self):
        self.assertEqual(self.client.get("/api/auth/none").status_code, 404)

    @override_settings(**BEHIND_PROXY)
    def test_a_visitor_by_http_is_sent_on_once(self):
        for proto in ("http", "http, https"):
            answer = self.client.get("/api/auth/none?a=%2F", headers={"x-forwarded-proto": proto})
            self.assertRedirects(
                answer, "https://testserver/api/auth/none?a=%2F", 301, fetch_redirect_response=False
            )
            self.assertIn("x-request-id", answer.headers)
        # nginx sends its own word; behind CloudFront and another proxy the visitor's is the first.
        for proto in ("https", "https,http", "https, https"):
            answer = self.client.get("/api/auth/none?a=%2F", headers={"x-forwarded-proto": proto})
            self.assertEqual(answer.status_code, 404)


@override_settings(ROOT_URLCONF=TEST_URLS)
class Slash(SimpleTestCase):
    def test_no_path_is_completed(self):
        for path in ("/api/slash", "/api/plain/"):
            self.assertEqual(self.client.get(path).status_code, 404)
            self.assertEqual(self.client.post(path, {"a": 1}).status_code, 404)
        self.assertEqual(self.client.get("/api/plain").status_code, 200)
        self.assertEqual(self.client.get("/api/slash/").status_code, 200)

    @override_settings(APPEND_SLASH=True)
    def test_what_the_setting_would_do(self):
        """It never touches the API, whose paths have no slash; elsewhere a POST would lose its body."""
        self.assertEqual(self.client.get("/api/plain").status_code, 200)
        self.assertEqual(self.client.get("/api/plain/").status_code, 404)
        answer = self.client.get("/api/slash?a=1")
        self.assertEqual((answer.status_code, answer.headers["location"]), (301, "/api/slash/?a=1"))
        self.assertEqual(self.client.post("/api/slash", {"a": 1}).status_code, 301)
        with override_settings(DEBUG=True), self.assertRaises(RuntimeError):
            self.client.post("/api/slash", {"a": 1})


@override_settings(ROOT_URLCONF=TEST_URLS)
class LazyUser(TestCase):
    def test_a_stranger_costs_no_query(self):
        with self.assertNumQueries(0):
            self.client.get("/api/plain")

    def test_nothing_but_the_token_asks_for_the_user(self):
        from people.models import Person

        self.client.force_login(Person.objects.create(email="ada@example.com"))
        without = [each for each in settings.MIDDLEWARE if each != TOKEN]
        with override_settings(MIDDLEWARE=without), self.assertNumQueries(0):
            self.client.get("/api/plain")

    def test_the_line_of_a_request_does_not_ask(self):
        class User:
            def __getattr__(self, name):
                raise AssertionError(f"asked for {name}")

        from django.http import HttpResponse
        from django.utils.functional import SimpleLazyObject

        request = RequestFactory().get("/")
        request.user = SimpleLazyObject(User)
        self.assertEqual(RequestLog(lambda _: HttpResponse())(request).status_code, 200)


class Csrf(SimpleTestCase):
    def test_a_forged_form_is_refused_without_a_query(self):
        # This class allows no query.
        client = Client(enforce_csrf_checks=True)
        self.assertEqual(client.post("/api/auth/login", {"username": "a", "password": "b"}).status_code, 403)

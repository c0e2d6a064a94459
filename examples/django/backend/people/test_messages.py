"""Messages that survive the redirect after logging in and out, and are shown once."""

from django.test import TestCase

from .models import Person

LOGIN = "/api/auth/login"
IN = "You are logged in."
OUT = "You are logged out."


class Messages(TestCase):
    def log_in(self):
        Person.objects.create_user("ada@example.com", "analytical engine")
        answer = self.client.post(LOGIN, {"username": "ada@example.com", "password": "analytical engine"})
        self.assertEqual(answer.status_code, 302)

    def read(self):
        return self.client.get("/api/messages").json()

    def test_the_app_is_told_of_the_login_once(self):
        self.log_in()
        self.assertEqual(self.read(), [{"level": "info", "text": IN}])
        self.assertEqual(self.read(), [])

    def test_the_login_page_tells_of_the_logout_once(self):
        self.log_in()
        self.read()
        self.client.post("/api/auth/logout")
        self.assertContains(self.client.get(LOGIN), OUT, count=1)
        self.assertNotContains(self.client.get(LOGIN), OUT)

    def test_a_request_that_shows_nothing_keeps_them(self):
        self.log_in()
        self.client.get("/api/me")
        self.client.get("/api/auth/renew")
        self.assertEqual(len(self.read()), 1)

    def test_a_wrong_password_leaves_none(self):
        self.client.post(LOGIN, {"username": "ada@example.com", "password": "wrong"})
        self.assertNotContains(self.client.get(LOGIN), IN)

    def test_a_stranger_is_told_nothing(self):
        self.assertEqual(self.client.get("/api/messages").status_code, 401)

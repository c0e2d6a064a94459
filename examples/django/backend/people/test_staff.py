"""The staff's part of the API, with views that know nothing of it."""

from django.test import TestCase, override_settings

from .models import Person

NEW = "/api/staff/new"
PATHS = [NEW, "/api/staff/people", "/api/staff/nothing-here", "/api/staff/", "/api/staff"]
HTML = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@override_settings(ROOT_URLCONF="quayside.logs.tests.urls")
class Staff(TestCase):
    def test_a_stranger_gets_401_everywhere_under_it(self):
        for path in PATHS:
            for method in ("get", "post", "options", "delete"):
                answer = getattr(self.client, method)(path)
                self.assertEqual(answer.status_code, 401, (method, path))
                self.assertEqual(answer.json(), {"error": "unauthenticated"})
                self.assertIn("private", answer.headers["cache-control"])

    def test_others_get_403(self):
        self.client.force_login(Person.objects.create(email="ada@example.com"))
        for path in PATHS:
            answer = self.client.get(path)
            self.assertEqual((answer.status_code, answer.json()), (403, {"error": "forbidden"}), path)

    def test_the_staff_gets_what_is_there(self):
        self.client.force_login(Person.objects.create(email="grace@example.com", is_staff=True))
        self.assertEqual(self.client.get(NEW).content, b"plain")
        self.assertEqual(self.client.get("/api/staff/people").status_code, 200)
        self.assertEqual(self.client.get("/api/staff/nothing-here").status_code, 404)

    def test_look_alikes_of_the_path_are_not_closed_and_lead_nowhere(self):
        for path in ("/api/staffing", "/api//staff/new", "/api/Staff/new", "/api/x/../staff/new"):
            self.assertEqual(self.client.get(path).status_code, 404, path)

    def test_another_spelling_of_the_path_is_the_path(self):
        self.assertEqual(self.client.get("/api/%73taff/new").status_code, 401)

    def test_a_browser_gets_a_page(self):
        answer = self.client.get(NEW, headers=HTML)
        self.assertContains(answer, "You are not logged in.", status_code=401)
        self.client.force_login(Person.objects.create(email="ada@example.com"))
        answer = self.client.get(NEW, headers=HTML)
        self.assertContains(answer, "This account is not one of the staff.", status_code=403)
        self.assertIn("private", answer.headers["cache-control"])

"""What each of the three caches keeps, for whom, and until when."""

from django.core.cache import caches
from django.db import connection, transaction
from django.test import TestCase, TransactionTestCase

from people.models import Person

from .models import Harbour, Observation


class Cached(TransactionTestCase):
    """Not in a transaction: in one, cachalot would keep a cache of its own."""

    fixtures = ["harbours"]

    def setUp(self):
        caches["default"].clear()
        self.ada = Person.objects.create_user("ada@example.com", "engine")
        self.grace = Person.objects.create_user("grace@example.com", "wire", is_staff=True)
        self.client.force_login(self.ada)

    def get(self, path):
        return self.client.get(f"/api/{path}")


class PerView(Cached):
    def test_is_the_same_for_all(self):
        table = self.get("tides/north-quay").json()
        self.assertEqual([each["metres"] for each in table["highWaters"]][:2], [5.3, 5.19])
        self.client.force_login(self.grace)
        self.assertEqual(self.get("tides/north-quay").json(), table)
        self.assertNotEqual(self.get("tides/old-pier").json(), table)

    def test_comes_after_the_permission_check(self):
        self.get("tides/north-quay")
        self.client.logout()
        self.assertEqual(self.get("tides/north-quay").status_code, 401)
        self.client.force_login(self.ada)
        Person.objects.filter(pk=self.ada.pk).delete()
        self.assertEqual(self.get("tides/north-quay").status_code, 401)

    def test_shows_a_changed_harbour_at_once(self):
        self.get("tides/north-quay")
        Harbour.objects.filter(pk="north-quay").update(name="North Mole", mean=2)
        table = self.get("tides/north-quay").json()
        self.assertEqual((table["harbour"], table["highWaters"][0]["metres"]), ("North Mole", 3.2))
        Harbour.objects.filter(pk="north-quay").delete()
        self.assertEqual(self.get("tides/north-quay").status_code, 404)


class PerUser(Cached):
    def test_is_given_to_no_other_user(self):
        joan = Person.objects.create_user("joan@example.com", "step")
        for observer, times in [(self.grace, 1), (joan, 2)]:
            for _ in range(times):
                Observation.objects.create(harbour_id="old-pier", metres=1, observer=observer)
        expected = [
            (self.ada, {"harbours": 2, "observations": 0}),
            (joan, {"harbours": 2, "observations": 2}),
            (self.grace, {"harbours": 2, "observations": 1, "people": 3}),
        ]
        for person, overview in expected * 2:
            self.client.force_login(person)
            self.assertEqual(self.get("overview").json(), overview)
            self.client.logout()
            self.assertEqual(self.get("overview").status_code, 401)

    def test_is_kept(self):
        self.get("overview")
        Person.objects.create_user("joan@example.com", "step")
        self.client.force_login(self.grace)
        self.get("overview")
        Person.objects.create_user("mary@example.com", "table")
        self.assertEqual(self.get("overview").json()["people"], 3)

    def test_follows_the_rights_of_the_user(self):
        self.assertNotIn("people", self.get("overview").json())
        Person.objects.filter(pk=self.ada.pk).update(is_staff=True)
        self.assertIn("people", self.get("overview").json())
        Person.objects.filter(pk=self.ada.pk).update(is_staff=False)
        self.assertNotIn("people", self.get("overview").json())

    def test_follows_what_the_user_does(self):
        self.client.force_login(self.grace)
        self.assertEqual(self.get("overview").json()["observations"], 0)
        self.client.post("/api/staff/harbours/old-pier/observations", {"metres": "4.20"})
        self.assertEqual(self.get("overview").json()["observations"], 1)


class Invalidated(Cached):
    def harbours(self):
        """Twice: whatever the first keeps is what the second shows."""
        self.get("harbours")
        return {each["slug"]: (each["name"], each["metres"]) for each in self.get("harbours").json()}

    def test_is_kept(self):
        list(Harbour.objects.all())
        with self.assertNumQueries(0):
            list(Harbour.objects.all())

    def test_keeps_neither_accounts_nor_sessions(self):
        Person.objects.get(pk="ada@example.com")
        with self.assertNumQueries(1):
            Person.objects.get(pk="ada@example.com")
        self.get("me")
        caches["sessions"].clear()
        with self.assertNumQueries(2):
            self.get("me")

    def test_each_kind_of_change_shows_at_once(self):
        pier = Harbour.objects.get(pk="old-pier")
        self.assertEqual(self.harbours()["old-pier"], ("Old Pier", None))

        pier.name = "New Pier"
        pier.save()
        self.assertEqual(self.harbours()["old-pier"], ("New Pier", None))
        Harbour.objects.filter(pk="old-pier").update(name="Pier")
        self.assertEqual(self.harbours()["old-pier"], ("Pier", None))
        first, second = Observation.objects.bulk_create(
            [Observation(harbour=pier, metres=metres) for metres in (1, 0)]
        )
        self.assertEqual(self.harbours()["old-pier"], ("Pier", 0))
        second.delete()
        self.assertEqual(self.harbours()["old-pier"], ("Pier", 1))
        with transaction.atomic():
            Observation.objects.create(harbour=pier, metres=-2)
        self.assertEqual(self.harbours()["old-pier"], ("Pier", -2))
        with connection.cursor() as cursor:
            cursor.execute("UPDATE tides_harbour SET name = 'Raw' WHERE slug = 'old-pier'")
        self.assertEqual(self.harbours()["old-pier"], ("Raw", -2))
        pier.delete()
        self.assertNotIn("old-pier", self.harbours())

    def test_a_change_that_is_rolled_back_never_shows(self):
        with self.assertRaises(ZeroDivisionError), transaction.atomic():
            Harbour.objects.filter(pk="old-pier").update(name="Nowhere")
            self.assertEqual(Harbour.objects.get(pk="old-pier").name, "Nowhere")
            1 / 0
        self.assertEqual(self.harbours()["old-pier"][0], "Old Pier")

    def test_what_staff_records_shows_at_once_to_others(self):
        self.assertEqual(self.harbours()["old-pier"][1], None)
        self.client.force_login(self.grace)
        answer = self.client.post("/api/staff/harbours/old-pier/observations", {"metres": "4.20"})
        self.assertEqual((answer.status_code, answer.json()), (201, {"metres": "4.20"}))
        self.client.force_login(self.ada)
        self.assertEqual(self.harbours()["old-pier"][1], 4.2)


class Recording(TestCase):
    fixtures = ["harbours"]
    path = "/api/staff/harbours/old-pier/observations"

    def test_is_for_staff(self):
        self.assertEqual(self.client.post(self.path, {"metres": 1}).status_code, 401)
        self.client.force_login(Person.objects.create_user("ada@example.com", "engine"))
        self.assertEqual(self.client.post(self.path, {"metres": 1}).status_code, 403)
        self.assertFalse(Observation.objects.exists())

    def test_takes_water_levels_only(self):
        self.client.force_login(Person.objects.create_user("grace@example.com", "wire", is_staff=True))
        for metres in ("", "deep", "nan", "inf", "-5.01", "20.01", "1.234", "1e400", None, [], {}):
            with self.subTest(metres):
                answer = self.client.post(self.path, {"metres": metres}, "application/json")
                self.assertEqual((answer.status_code, list(answer.json())), (400, ["metres"]))
        self.assertEqual(self.client.post(self.path, "[", "application/json").status_code, 400)
        elsewhere = self.path.replace("old-pier", "atlantis")
        self.assertEqual(self.client.post(elsewhere, {"metres": 1}).status_code, 404)
        self.assertFalse(Observation.objects.exists())

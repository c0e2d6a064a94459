"""A day of the site with planted values, and a search of all that it logged."""

from asgiref.sync import async_to_sync
from asgiref.testing import ApplicationCommunicator
from django.core.cache import caches
from django.test import Client, TransactionTestCase, override_settings

from people.models import Person

# To import it configures logging once more, so not within a test.
from quayside.asgi import application

from .capture import captured
from .planted import ADDRESS, CARD, PASSWORD, SESSION, TOKEN, encodings, search

# Digits that the site makes itself.
MADE = {"time", "request_id", "user", "duration_ms"}


async def chat(cookie, text):
    headers = [(b"origin", b"http://localhost"), (b"cookie", cookie.encode()), (b"x-request-id", b"ab" * 16)]
    scope = {"type": "websocket", "path": "/api/chat", "query_string": b"token=" + SESSION.encode(), "headers": headers}
    socket = ApplicationCommunicator(application, {**scope, "subprotocols": []})
    await socket.send_input({"type": "websocket.connect"})
    if (await socket.receive_output())["type"] == "websocket.accept":
        await socket.send_input({"type": "websocket.receive", "text": text})
        await socket.receive_output()
    await socket.send_input({"type": "websocket.disconnect", "code": 1000})
    await socket.wait()


# Channels looks at the connection before each query, which would end a TestCase's transaction.
@override_settings(ROOT_URLCONF="quayside.logs.tests.urls")
class Day(TransactionTestCase):
    def setUp(self):
        # Throttles count in one of them.
        for cache in caches.all():
            cache.clear()

    def test_no_planted_value_is_in_the_log(self):
        Person.objects.create_user(ADDRESS, PASSWORD)
        client = Client(raise_request_exception=False)
        with captured() as lines:
            client.post("/api/auth/login", {"username": ADDRESS, "password": PASSWORD})
            session = client.cookies["sessionid"].value
            token = client.cookies["pocket-spa-token"].value
            client.get("/api/me", {"token": TOKEN, "card": CARD})
            client.get("/api/staff/people")
            for form in encodings(ADDRESS) | encodings(TOKEN) | encodings(CARD) | {SESSION}:
                form = form.replace("#", "%23").replace("\n", "")
                client.get(f"/api/people/{form}")
                client.get(f"/api/auth/login?next=/{form}")
            client.get("/api/fail", {"password": PASSWORD}, headers={"authorization": f"Bearer {SESSION}"})
            client.get("/api/repeat")
            client.get("/api/me", headers={"host": ADDRESS})
            client.get("/api/me", headers={"host": f"{SESSION}.example", "x-request-id": CARD})
            async_to_sync(chat)(f"sessionid={session}", f"Pay with {CARD}, or write to {ADDRESS}")
            async_to_sync(chat)(f"sessionid={SESSION}", "a stranger")
            client.post("/api/auth/logout")
            for _ in range(7):
                client.post("/api/auth/login", {"username": ADDRESS, "password": f"{PASSWORD}!"})
            client.post("/api/auth/login", {"username": PASSWORD, "password": CARD})
            Client(enforce_csrf_checks=True).post("/api/auth/login", {"username": ADDRESS, "password": PASSWORD})
        self.assertEqual(search(lines.text), [])
        for value in (session, token, token.rpartition(":")[2]):
            self.assertNotIn(value, lines.text)
        # A part such as "4242" may be in a time or an id by chance.
        told = [{name: line[name] for name in line.keys() - MADE} for line in lines.all]
        for part in ("lovelace", "analytical", "mail.example", "4242"):
            self.assertEqual([line for line in told if part in str(line)], [], part)

        # All of it was logged.
        statuses = {line["status"] for line in lines.of("request")}
        self.assertEqual(statuses, {200, 302, 400, 401, 403, 404, 429, 500})
        self.assertEqual([line["status"] for line in lines.of("socket")], [101, 403])
        self.assertEqual(len(lines.of("logged in")), 1)
        self.assertGreater(len(lines.of("login refused")), 5)
        exceptions = [line["exception"] for line in lines.all if "exception" in line]
        self.assertEqual(exceptions, [["builtins.ValueError"], ["django.db.utils.IntegrityError"]])

    def test_the_lines_of_one_request_have_its_id_and_its_user(self):
        Person.objects.create_user(ADDRESS, PASSWORD)
        with captured() as lines:
            answer = self.client.post(
                "/api/auth/login?next=/x",
                {"username": ADDRESS, "password": PASSWORD},
                headers={"x-request-id": "0f" * 16},
            )
        self.assertEqual(answer.headers["x-request-id"], "0f" * 16)
        self.assertEqual({line["request_id"] for line in lines.all}, {"0f" * 16})
        (login,) = lines.of("logged in")
        (request,) = lines.of("request")
        self.assertEqual((request["method"], request["path"], request["status"]), ("POST", "/api/auth/login", 302))
        self.assertIsInstance(request["duration_ms"], float)
        self.assertRegex(request["user"], r"^[0-9a-f]{12}$")
        self.assertEqual(login["user"], request["user"])

    def test_djangos_own_line_about_an_error_has_the_id_too(self):
        with captured() as lines:
            answer = self.client.get("/api/unavailable")
        self.assertEqual([line["logger"] for line in lines.all][1:], ["django.request"])
        self.assertEqual({line["request_id"] for line in lines.all}, {answer.headers["x-request-id"]})

    def test_the_lines_of_a_chat_have_the_id_of_its_handshake(self):
        Person.objects.create_user(ADDRESS, PASSWORD)
        self.client.login(username=ADDRESS, password=PASSWORD)
        with captured() as lines:
            async_to_sync(chat)(f"sessionid={self.client.cookies['sessionid'].value}", "Ahoy")
        self.assertEqual([line["event"] for line in lines.all], ["chat joined", "chat message", "socket"])
        self.assertEqual({line["request_id"] for line in lines.all}, {"ab" * 16})

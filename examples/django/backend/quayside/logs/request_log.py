"""One line for each request, WebSocket and command, and the id of all lines between."""

from time import perf_counter

from django.utils.functional import empty

from . import get_logger
from .pseudonym import pseudonym
from .request_id import numbered, read_id, trusted_header

log = get_logger(__name__)


class RequestLog:
    """The first middleware, so that every line has the id and this line has the status that is sent."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.header = trusted_header()

    def __call__(self, request):
        begin = perf_counter()
        with numbered(read_id(request.headers.get(self.header))) as request_id:
            request.id = request_id
            response = self.get_response(request)
            response.headers["x-request-id"] = request_id
            log.info(
                "request",
                method=request.method,
                path=request.path,
                status=response.status_code,
                duration_ms=milliseconds(begin),
                user=known_user(request),
            )
            return response


def known_user(request):
    """The user, if anything in the request has asked for one. To ask here would be a query for every request."""
    user = getattr(request, "user", None)
    if user is None or getattr(user, "_wrapped", user) is empty or not user.is_authenticated:
        return None
    return pseudonym(user.pk)


def log_sockets(app):
    """Does the same around an ASGI application for WebSockets. A consumer's lines have the id of the handshake."""

    async def logged(scope, receive, send):
        begin = perf_counter()
        # Refused, unless the application accepts.
        status = 403

        async def send_and_note(message):
            nonlocal status
            if message["type"] == "websocket.accept":
                status = 101
            await send(message)

        headers = dict(scope["headers"])
        value = headers.get(trusted_header().encode(), b"").decode("latin-1")
        with numbered(read_id(value)):
            try:
                await app(scope, receive, send_and_note)
            finally:
                duration = milliseconds(begin)
                log.info("socket", path=scope["path"], status=status, duration_ms=duration)

    return logged


def milliseconds(begin):
    return round((perf_counter() - begin) * 1000, 1)

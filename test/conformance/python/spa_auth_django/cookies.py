"""Writes the token's cookie to a response, and reads it from a request."""

from http.cookies import Morsel
from typing import Optional

from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_cache_control
from spa_auth import Verdict, login_cookie, logout_cookie

from .configuration import configuration


def spa_login(response: HttpResponseBase, user_id: str, now: Optional[int] = None) -> None:
    """Adds the cookie that logs a user in. The middleware does it for the user of the session by itself."""
    settings = configuration()
    token = settings.ring.sign(user_id, settings.max_age, now)
    _add(response, login_cookie(token, settings.max_age, settings.cookie))


def spa_logout(response: HttpResponseBase) -> None:
    """Adds the cookie that logs the user out."""
    _add(response, logout_cookie(configuration().cookie))


def read_token(request: HttpRequest, now: Optional[int] = None) -> Verdict:
    """Judges the token of a request. The verdict is true if the token is valid, and has its user_id then."""
    settings = configuration()
    # request.COOKIES keeps one cookie of a name, and http.cookies may have rewritten it.
    header = request.META.get("HTTP_COOKIE", "")
    return settings.ring.read(header, settings.cookie.name, now, settings.clock_tolerance, settings.cut_off)


def _add(response: HttpResponseBase, set_cookie: str) -> None:
    morsel = _SetCookie(set_cookie)
    response.cookies[morsel.key] = morsel
    # A shared cache must not give one user's token to another.
    patch_cache_control(response, private=True)


class _SetCookie(Morsel):
    """A cookie as the contract writes it: http.cookies would put some values in quotes, and sorts the attributes."""

    def __init__(self, text: str):
        super().__init__()
        self._text = text
        name, _, rest = text.partition("=")
        value = rest.partition(";")[0]
        self.set(name, value, value)

    def OutputString(self, attrs=None) -> str:
        return self._text

    def __reduce__(self):
        return _SetCookie, (self._text,)

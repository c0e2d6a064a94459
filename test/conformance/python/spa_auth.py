"""The token and the cookie of pocket-spa-auth: SPEC.md on Python's standard library. Python 3.9 or newer.

    ring = KeyRing(os.environ["SPA_TOKEN_SECRET"])
    response["Set-Cookie"] = login_cookie(ring.sign("user-1"))
    verdict = ring.read(request.headers.get("Cookie", ""))
"""

import hmac
import re
import time
from typing import NamedTuple, Optional
from urllib.parse import quote, unquote_to_bytes

COOKIE_NAME = "pocket-spa-token"
DEFAULT_MAX_AGE = 604_800

_ATTRIBUTES = "HttpOnly; Secure; SameSite=Lax; Path=/"
_LATEST = 2**53 - 1
_MAX_SECRETS = 4
_MAX_COOKIES = 4
_MAX_OCTETS = 4096
_MAX_BACKSLASHES = 32
_MAX_CANDIDATES = 4
_MAX_USER_ID_BYTES = 1024
_MAX_PAIR = 4096

# What RFC 6265 section 4.1.1 allows in a value beside letters and digits, without "%" (SPEC 4).
_COOKIE_OCTETS = "!#$&'()*+-./:<=>?@[]^_`{|}~"

# Always with fullmatch(): "$" also matches before a final line feed. And [0-9]: \d also matches the digits of other scripts.
_SECRET = re.compile(r"(?:[0-9a-fA-F]{2}){16,128}")
_USER_ID = re.compile(r"[^:\x00-\x1f\x7f\ud800-\udfff]+")
_TOKEN = re.compile(rf"({_USER_ID.pattern}):(0|[1-9][0-9]{{0,15}}):([0-9a-f]{{64}})")

_QUOTED_ESCAPE = re.compile(r"\\([0-3][0-7]{2}|.)", re.DOTALL)
_MALFORMED_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")

# The rows of SPEC 3: of several refusals, the one furthest down is told.
_REASONS = ("missing", "malformed", "expired", "bad_signature")


class SpaAuthError(ValueError):
    """A caller's mistake; `code` is "secret", "user_id", "max_age" or "token". Hostile input never raises it."""

    def __init__(self, code: str, message: str):
        super().__init__(message)
        self.code = code


class Verdict(NamedTuple):
    """A user id and an expiry where the token is valid; otherwise the reason of the refusal alone."""

    user_id: Optional[str] = None
    expiry: Optional[int] = None
    reason: Optional[str] = None

    def __bool__(self) -> bool:
        # Any other tuple with fields is true: "if verdict:" would let everybody in.
        return self.user_id is not None


class KeyRing:
    """One to four secrets joined by ",": the first signs, all verify (SPEC 2)."""

    def __init__(self, text: str):
        secrets = [secret.strip(" \t\r\n") for secret in text.split(",")]
        if len(secrets) > _MAX_SECRETS or not all(map(_SECRET.fullmatch, secrets)):
            raise SpaAuthError("secret", "A key ring is 1 to 4 secrets, each of them 16 to 128 bytes in hex.")
        self._keys = [bytes.fromhex(secret) for secret in secrets]

    def sign(self, user_id: str, max_age: int = DEFAULT_MAX_AGE, now: Optional[int] = None) -> str:
        """A token that says who the user is, for `max_age` seconds from `now` on."""
        if not _USER_ID.fullmatch(user_id) or len(user_id.encode()) > _MAX_USER_ID_BYTES:
            raise SpaAuthError("user_id", 'A user id has 1 to 1,024 bytes, without ":" and control characters.')
        start = _clock(now)
        claim = f"{user_id}:{start + _lifetime(max_age, _LATEST - start)}"
        return f"{claim}:{_mac(self._keys[0], claim)}"

    def check(self, token: str, now: Optional[int] = None, clock_tolerance: int = 0) -> Verdict:
        """Judges a token in the order of SPEC 3, the MAC last."""
        fields = isinstance(token, str) and _TOKEN.fullmatch(token)
        if not fields or len(fields[1].encode()) > _MAX_USER_ID_BYTES or int(fields[2]) > _LATEST:
            return Verdict(reason="malformed")
        user_id, expiry, mac = fields[1], int(fields[2]), fields[3]
        if _clock(now) > expiry + clock_tolerance:
            return Verdict(reason="expired")
        claim = f"{user_id}:{expiry}"
        if any(hmac.compare_digest(_mac(key, claim), mac) for key in self._keys):
            return Verdict(user_id, expiry)
        return Verdict(reason="bad_signature")

    def read(
        self, header: str, name: str = COOKIE_NAME, now: Optional[int] = None, clock_tolerance: int = 0
    ) -> Verdict:
        """Finds the token in a Cookie header: the first candidate that verifies counts, of four that are worth a MAC."""
        values = cookie_values(header, name)
        furthest = Verdict(reason="malformed" if values else "missing")
        left = _MAX_CANDIDATES
        for token in _candidates(values):
            verdict = self.check(token, now, clock_tolerance)
            left -= verdict.reason == "bad_signature"
            if verdict or not left:
                return verdict
            furthest = max(furthest, verdict, key=lambda refusal: _REASONS.index(refusal.reason))
        return furthest


def login_cookie(token: str, max_age: int = DEFAULT_MAX_AGE) -> str:
    """The value of the Set-Cookie header that logs a user in. Give the token's own lifetime."""
    try:
        pair = f"{COOKIE_NAME}={quote(token, safe=_COOKIE_OCTETS)}"
    except UnicodeEncodeError:
        raise SpaAuthError("token", "The token holds a lone surrogate.") from None
    if not token or len(pair) > _MAX_PAIR:
        raise SpaAuthError("token", "The token is empty, or too long for a cookie.")
    return f"{pair}; Max-Age={_lifetime(max_age, _LATEST)}; {_ATTRIBUTES}"


def logout_cookie() -> str:
    """The value of the Set-Cookie header that logs a user out."""
    return f"{COOKIE_NAME}=; Max-Age=0; {_ATTRIBUTES}"


def cookie_values(header: str, name: str = COOKIE_NAME) -> list:
    """The values of the first four cookies of the name."""
    pairs = (part.partition("=") for part in header.split(";"))
    values = [value.strip(" \t") for key, equals, value in pairs if equals and key.strip(" \t") == name]
    return values[:_MAX_COOKIES]


def _candidates(values: list):
    """What the values may stand for, each one's most literal text first, within the limits of SPEC 4."""
    left, backslashes = _MAX_OCTETS, _MAX_BACKSLASHES
    for value in map(_text, values):
        size = len(value.encode("utf-8", "surrogatepass"))
        if size > left:
            continue
        left -= size
        yield value
        if len(value) > 1 and value[0] == value[-1] == '"':
            value = value[1:-1]
            if value.count("\\") > backslashes:
                continue
            backslashes -= value.count("\\")
            value = _QUOTED_ESCAPE.sub(_unescaped, value)
            yield value
        if "%" in value and not _MALFORMED_PERCENT.search(value):
            try:
                yield unquote_to_bytes(value).decode()
            except UnicodeError:
                pass


def _text(value: str) -> str:
    """WSGI passes octets as Latin-1 characters: where they are UTF-8, they are that text."""
    try:
        return value.encode("latin-1").decode()
    except UnicodeError:
        return value


def _unescaped(escape: re.Match) -> str:
    return chr(int(escape[1], 8)) if len(escape[1]) == 3 else escape[1]


def _lifetime(max_age: int, most: int) -> int:
    if not isinstance(max_age, int) or not 0 <= max_age <= most:
        raise SpaAuthError("max_age", "A lifetime is a whole number of seconds, 0 or more, and ends before 2**53.")
    return max_age


def _mac(key: bytes, claim: str) -> str:
    return hmac.digest(key, claim.encode(), "sha256").hex()


def _clock(now: Optional[int]) -> int:
    return int(time.time()) if now is None else now

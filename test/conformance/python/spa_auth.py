"""The token and the cookie of pocket-spa-auth: SPEC.md on Python's standard library. Python 3.9 or newer.

    ring = KeyRing(os.environ["SPA_TOKEN_SECRET"])
    response["Set-Cookie"] = login_cookie(ring.sign("user-1"))
    response["Location"] = safe_next(request.args.get("next"))
    verdict = ring.read(request.headers.get("Cookie", ""))
"""

import hashlib
import hmac
import re
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, Optional
from urllib.parse import quote, unquote_to_bytes

COOKIE_NAME = "pocket-spa-token"
DEFAULT_MAX_AGE = 604_800

_LATEST = 2**53 - 1
_MAX_SECRETS = 4
_MAX_COOKIES = 4
_MAX_OCTETS = 4096
_MAX_BACKSLASHES = 32
_MAX_CANDIDATES = 4
_MAX_USER_ID_BYTES = 1024
_MAX_PAIR = 4096
_MAX_NEXT = 2048

# What RFC 6265 section 4.1.1 allows in a value beside letters and digits, without "%" (SPEC 4).
_COOKIE_OCTETS = "!#$&'()*+-./:<=>?@[]^_`{|}~"

# Always with fullmatch(): "$" also matches before a final line feed. And [0-9]: \d also matches the digits of other scripts.
_SECRET = re.compile(r"(?:[0-9a-fA-F]{2}){16,128}")
_USER_ID = re.compile(r"[^:\x00-\x1f\x7f\ud800-\udfff]+")
_TOKEN = re.compile(rf"({_USER_ID.pattern}):(0|[1-9][0-9]{{0,15}}):([0-9a-f]{{64}})")

_QUOTED_ESCAPE = re.compile(r"\\([0-3][0-7]{2}|.)", re.DOTALL)
_MALFORMED_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")

_COOKIE_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_COOKIE_PATH = re.compile(r"/[\x20-:<-~]*")
_COOKIE_DOMAIN = re.compile(r"\.?[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_ABSOLUTE_URL = re.compile(r"(https?)://+([^/?# ]*)( *|[/?#].*)", re.DOTALL)
_ALLOWED_ORIGIN = re.compile(r"(https?)://([A-Za-z0-9._-]+(?::[0-9]*)?|\[[0-9A-Fa-f:.]+\](?::[0-9]*)?)/?")

# What a browser leaves as it is in a path, a query and a fragment beside letters, digits and "-._~" (URL Standard).
_IN_PATH = "!$%&'()*+,/:;=@[\\]|"
_IN_QUERY = "!$%&()*+,/:;=?@[\\]^`{|}"
_IN_FRAGMENT = "!#$%&'()*+,/:;=?@[\\]^{|}"

# The rows of SPEC 3: of several refusals, the one furthest down is told.
_REASONS = ("missing", "malformed", "expired", "bad_signature", "revoked")

# From a user id to the cut-off that applies, in Unix seconds, or None (SPEC 3.1).
CutOff = Callable[[str], Optional[int]]


class SpaAuthError(ValueError):
    """A caller's mistake; `code` names what it is about, such as "secret" or "user_id". Hostile input never raises it."""

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


@dataclass(frozen=True)
class CookieOptions:
    """The cookie's name and attributes. Use the same ones to write it and to remove it."""

    name: str = COOKIE_NAME
    domain: Optional[str] = None
    path: str = "/"
    same_site: str = "Lax"
    secure: bool = True
    partitioned: bool = False

    def __post_init__(self) -> None:
        prefix = re.match(r"__(?:Secure|(Host))-", self.name, re.IGNORECASE)
        if not _COOKIE_NAME.fullmatch(self.name):
            raise SpaAuthError("cookie_name", "A cookie's name is an RFC 6265 token.")
        if not _COOKIE_PATH.fullmatch(self.path):
            raise SpaAuthError("cookie_attribute", 'A path begins with "/" and is printable ASCII without ";".')
        if self.domain is not None and not _COOKIE_DOMAIN.fullmatch(self.domain):
            raise SpaAuthError("cookie_attribute", "A domain is a host name, such as example.com.")
        if self.same_site not in ("Lax", "Strict", "None"):
            raise SpaAuthError("cookie_attribute", "SameSite is Lax, Strict or None.")
        if not self.secure and (self.same_site == "None" or self.partitioned):
            raise SpaAuthError("cookie_attribute", "SameSite=None and Partitioned need Secure.")
        if prefix and not self.secure:
            raise SpaAuthError("cookie_name", "A name with the prefix __Secure- or __Host- needs Secure.")
        if prefix and prefix[1] and (self.path != "/" or self.domain is not None):
            raise SpaAuthError("cookie_name", 'A name with the prefix __Host- needs the path "/" and no domain.')


class KeyRing:
    """One to four secrets joined by ",": the first signs, all verify (SPEC 2)."""

    def __init__(self, text: str):
        secrets = [secret.strip(" \t\r\n") for secret in text.split(",")]
        if len(secrets) > _MAX_SECRETS or not all(map(_SECRET.fullmatch, secrets)):
            raise SpaAuthError("secret", "A key ring is 1 to 4 secrets, each of them 16 to 128 bytes in hex.")
        self._keys = [bytes.fromhex(secret) for secret in secrets]

    def sign(self, user_id: str, max_age: int = DEFAULT_MAX_AGE, now: Optional[int] = None) -> str:
        """A token that says who the user is, for `max_age` seconds from `now` on."""
        _check_user_id(user_id)
        start = _clock(now)
        claim = f"{user_id}:{start + _lifetime(max_age, _LATEST - start)}"
        return f"{claim}:{_mac(self._keys[0], claim)}"

    def check(
        self, token: str, now: Optional[int] = None, clock_tolerance: int = 0, cut_off: Optional[CutOff] = None
    ) -> Verdict:
        """Judges a token in the order of SPEC 3. `cut_off` is asked about a user whom the MAC has proven."""
        fields = isinstance(token, str) and _TOKEN.fullmatch(token)
        if not fields or len(fields[1].encode()) > _MAX_USER_ID_BYTES or int(fields[2]) > _LATEST:
            return Verdict(reason="malformed")
        user_id, expiry, mac = fields[1], int(fields[2]), fields[3]
        if _clock(now) > expiry + clock_tolerance:
            return Verdict(reason="expired")
        claim = f"{user_id}:{expiry}"
        if not any(hmac.compare_digest(_mac(key, claim), mac) for key in self._keys):
            return Verdict(reason="bad_signature")
        limit = cut_off(user_id) if cut_off else None
        # Not "<=": a cut-off that is no number must not let the token pass.
        if limit is not None and not expiry > limit:
            return Verdict(reason="revoked")
        return Verdict(user_id, expiry)

    def read(
        self,
        header: str,
        name: str = COOKIE_NAME,
        now: Optional[int] = None,
        clock_tolerance: int = 0,
        cut_off: Optional[CutOff] = None,
    ) -> Verdict:
        """Finds the token in a Cookie header: the first candidate that verifies counts, of four that are worth a MAC."""
        values = cookie_values(header, name)
        furthest = Verdict(reason="malformed" if values else "missing")
        left = _MAX_CANDIDATES
        for token in _candidates(values):
            verdict = self.check(token, now, clock_tolerance, cut_off)
            left -= verdict.reason in ("bad_signature", "revoked")
            if verdict:
                return verdict
            furthest = max(furthest, verdict, key=lambda refusal: _REASONS.index(refusal.reason))
            if not left:
                break
        return furthest


def login_cookie(token: str, max_age: int = DEFAULT_MAX_AGE, options: CookieOptions = CookieOptions()) -> str:
    """The value of the Set-Cookie header that logs a user in. Give the token's own lifetime."""
    try:
        value = quote(token, safe=_COOKIE_OCTETS)
    except UnicodeEncodeError:
        raise SpaAuthError("token", "The token holds a lone surrogate.") from None
    if not token or len(f"{options.name}={value}") > _MAX_PAIR:
        raise SpaAuthError("token", "The token is empty, or too long for a cookie.")
    return _set_cookie(value, _lifetime(max_age, _LATEST), options)


def logout_cookie(options: CookieOptions = CookieOptions()) -> str:
    """The value of the Set-Cookie header that logs a user out."""
    return _set_cookie("", 0, options)


def revocation_key(user_id: str) -> str:
    """The key of a user's cut-off in the KeyValueStore (SPEC 3.1)."""
    _check_user_id(user_id)
    return f"revoked:{hashlib.sha256(user_id.encode()).hexdigest()}"


def safe_next(next: object, fallback: str = "/", allowed_origins: Iterable[str] = ()) -> str:
    """Where to go after a log-in: `next` if it is a path of this site or of an allowed origin, or the fallback (SPEC 8).

    An origin's host is compared as text: write one beyond ASCII in punycode.
    """
    origins = []
    for allowed in allowed_origins:
        fields = _ALLOWED_ORIGIN.fullmatch(allowed)
        if not fields:
            raise SpaAuthError("allowed_origins", "An allowed origin is such as https://app.example.com, without a path.")
        origins.append(_origin(fields[1], fields[2]))
    safe_fallback = _safe_location(fallback, origins)
    if safe_fallback is None:
        raise SpaAuthError("fallback", 'A fallback is a path that begins with one "/", or a URL of an allowed origin.')
    return _safe_location(next, origins) or safe_fallback


def cookie_values(header: str, name: str = COOKIE_NAME) -> list[str]:
    """The values of the first four cookies of the name."""
    pairs = (part.partition("=") for part in header.split(";"))
    values = [value.strip(" \t") for key, equals, value in pairs if equals and key.strip(" \t") == name]
    return values[:_MAX_COOKIES]


def _candidates(values: list[str]) -> Iterator[str]:
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


def _check_user_id(user_id: str) -> None:
    if not _USER_ID.fullmatch(user_id) or len(user_id.encode()) > _MAX_USER_ID_BYTES:
        raise SpaAuthError("user_id", 'A user id has 1 to 1,024 bytes, without ":" and control characters.')


def _set_cookie(value: str, max_age: int, options: CookieOptions) -> str:
    attributes = (
        f"{options.name}={value}",
        f"Max-Age={max_age}",
        "HttpOnly",
        options.secure and "Secure",
        f"SameSite={options.same_site}",
        f"Path={options.path}",
        options.domain and f"Domain={options.domain}",
        options.partitioned and "Partitioned",
    )
    return "; ".join(filter(None, attributes))


def _safe_location(next: object, origins: list[str]) -> Optional[str]:
    """The text for Location, or nothing if `next` is not safe."""
    if not isinstance(next, str) or _CONTROL.search(next):
        return None
    absolute = _ABSOLUTE_URL.fullmatch(next)
    origin, rest = (_origin(absolute[1], absolute[2]), absolute[3]) if absolute else ("", next)
    if len(rest) > _MAX_NEXT:
        return None
    resolved = _resolved(rest)
    if absolute:
        is_safe = origin in origins and "\\" not in next
    else:
        # A dot segment may leave "//" in front, which a browser takes for a host: "/.//evil.example".
        is_path = next.startswith("/") and not next.startswith("//") and "\\" not in next.partition("?")[0]
        is_safe = is_path and not resolved.startswith("//")
    if not is_safe:
        return None
    return next if next.isascii() else origin + resolved


def _origin(scheme: str, authority: str) -> str:
    """In lower case and without the default port, as a browser compares origins."""
    port = "443" if scheme == "https" else "80"
    return f"{scheme}://{re.sub(f':(?:{port})?$', '', authority.lower())}"


def _resolved(rest: str) -> str:
    """A URL from its path on, as a browser sends it: without dot segments, and in ASCII."""
    before, hash_mark, fragment = _SURROGATE.sub("\ufffd", rest.rstrip(" ")).partition("#")
    path, question_mark, query = before.partition("?")
    segments = []
    dots = ""
    for segment in path[1:].split("/"):
        dots = re.sub("%2e", ".", segment, flags=re.IGNORECASE)
        if dots == "..":
            del segments[-1:]
        elif dots != ".":
            segments.append(segment)
    if dots in (".", ".."):
        segments.append("")
    path = quote("/" + "/".join(segments), safe=_IN_PATH)
    return path + question_mark + quote(query, safe=_IN_QUERY) + hash_mark + quote(fragment, safe=_IN_FRAGMENT)

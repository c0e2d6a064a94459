"""Answers the requests of the conformance protocol (../README.md)."""

import sys

from spa_auth import (
    CookieOptions,
    KeyRing,
    SpaAuthError,
    Verdict,
    cookie_values,
    login_cookie,
    logout_cookie,
    revocation_key,
    safe_next,
)


def text(field):
    return bytes.fromhex(field).decode()


def octets(field):
    # As WSGI passes a header on.
    return bytes.fromhex(field).decode("latin-1")


def number(field):
    try:
        return int(field)
    except ValueError:
        return float(field)


def options(name, domain, path, same_site, secure, partitioned):
    fields = {
        "name": name != "-" and text(name),
        "domain": domain != "-" and text(domain),
        "path": path != "-" and text(path),
        "same_site": same_site != "-" and same_site,
    }
    given = {key: value for key, value in fields.items() if value is not False}
    return CookieOptions(secure=secure != "false", partitioned=partitioned == "true", **given)


def cut_off(field):
    return None if field == "-" else lambda user_id: int(field)


def ok(answer):
    return f"ok\t{answer.encode().hex()}"


def judged(verdict):
    return verdict.reason or f"valid\t{verdict.user_id.encode().hex()}\t{verdict.expiry}"


def sign(secret, user_id, max_age, now):
    return ok(KeyRing(text(secret)).sign(text(user_id), number(max_age), int(now)))


def check(secret, token, now, tolerance, limit):
    return judged(KeyRing(text(secret)).check(text(token), int(now), int(tolerance), cut_off(limit)))


def read(secret, header, name, now, tolerance, limit):
    # With no cookie the secret does not matter, and a ring is made of a usable one only.
    if not cookie_values(octets(header), text(name)):
        return judged(Verdict(reason="missing"))
    ring = KeyRing(text(secret))
    return judged(ring.read(octets(header), text(name), int(now), int(tolerance), cut_off(limit)))


def login(token, max_age, *attributes):
    return ok(login_cookie(text(token), number(max_age), options(*attributes)))


def logout(*attributes):
    return ok(logout_cookie(options(*attributes)))


def key(user_id):
    return ok(revocation_key(text(user_id)))


def next_location(next, fallback, origins):
    default = {} if fallback == "-" else {"fallback": text(fallback)}
    return ok(safe_next(text(next), allowed_origins=text(origins).split(), **default))


VERBS = {
    "sign": (sign, 4),
    "check": (check, 5),
    "read": (read, 6),
    "login": (login, 8),
    "logout": (logout, 6),
    "key": (key, 1),
    "next": (next_location, 3),
}


def answer(line):
    verb, *fields = line.split("\t")
    run, arity = VERBS.get(verb, (None, None))
    if len(fields) != arity:
        return "error\trequest"
    try:
        return run(*fields)
    except SpaAuthError as error:
        return f"error\t{error.code}"


partial = b""
while chunk := sys.stdin.buffer.read1():
    *lines, partial = (partial + chunk).split(b"\n")
    for line in lines:
        sys.stdout.buffer.write(answer(line.decode()).encode() + b"\n")
    sys.stdout.buffer.flush()

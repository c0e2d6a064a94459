"""Answers the requests of the conformance protocol (../README.md)."""

import sys

from spa_auth import KeyRing, SpaAuthError, Verdict, cookie_values, login_cookie, logout_cookie


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


def ok(answer):
    return f"ok\t{answer.encode().hex()}"


def judged(verdict):
    return verdict.reason or f"valid\t{verdict.user_id.encode().hex()}\t{verdict.expiry}"


def sign(secret, user_id, max_age, now):
    return ok(KeyRing(text(secret)).sign(text(user_id), number(max_age), int(now)))


def check(secret, token, now, tolerance):
    return judged(KeyRing(text(secret)).check(text(token), int(now), int(tolerance)))


def read(secret, header, name, now, tolerance):
    # With no cookie the secret does not matter, and a ring is made of a usable one only.
    if not cookie_values(octets(header), text(name)):
        return judged(Verdict(reason="missing"))
    return judged(KeyRing(text(secret)).read(octets(header), text(name), int(now), int(tolerance)))


def login(token, max_age):
    return ok(login_cookie(text(token), number(max_age)))


def logout():
    return ok(logout_cookie())


VERBS = {"sign": (sign, 4), "check": (check, 4), "read": (read, 5), "login": (login, 2), "logout": (logout, 0)}


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

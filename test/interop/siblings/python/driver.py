"""Asks pocket.django.spa_auth one question a line; the questions are described in ../questions.ts."""

import sys

import clock
from django.http.cookie import parse_cookie
from pocket.django.spa_auth import generate_token, verify_token


def text(field):
    return bytes.fromhex(field).decode()


def field(value):
    return value.encode().hex()


def sign(secret, user_id, max_age, now):
    clock.stand(float(now))
    token = generate_token(text(user_id), secret=text(secret), max_age=int(max_age))
    return f"ok\t{field(token)}"


def check(secret, token, now):
    return verdict(text(token), text(secret), now)


def read(secret, cookie_header, cookie_name, now):
    token = parse_cookie(text(cookie_header)).get(text(cookie_name), "")
    return verdict(token, text(secret), now)


def verdict(token, secret, now):
    clock.stand(float(now))
    verified = verify_token(token, secret=secret)
    return f"valid\t{field(verified.user_id)}" if verified else "invalid"


VERBS = {verb.__name__: verb for verb in (sign, check, read)}

for line in sys.stdin:
    name, *fields = line.rstrip("\n").split("\t")
    try:
        print(VERBS[name](*fields))
    except Exception as error:
        # Its name alone: a message may quote what it was given.
        print(f"error\t{field(type(error).__name__)}")

"""Confirms the test vectors by means that share no code with this package: Python's standard library.

Every MAC is computed again, every token that should pass is put together from its fields and every forged one is held against
every secret of its ring; cookie values are written by http.cookies and urllib themselves. Run: python3 test/vectors/confirm.py
"""

import hmac
import json
import pathlib
import re
import sys
from http.cookies import SimpleCookie
from urllib.parse import quote, unquote

HERE = pathlib.Path(__file__).parent
TOKEN = re.compile(r"([^:\x00-\x1f\x7f]+):(0|[1-9][0-9]{0,15}):([0-9a-f]{64})", re.ASCII)
COOKIE_OCTETS = "!#$&'()*+-./:<=>?@[]^_`{|}~"

wrong = []


def check(where, held, what):
    if not held:
        wrong.append(f"{where}: {what}")


def compute(key, message):
    return hmac.new(bytes.fromhex(key), message.encode("utf-8"), "sha256").hexdigest()


def text(value):
    if isinstance(value, dict):
        units = b"".join(int(unit, 16).to_bytes(2, "little") for unit in value["utf16"])
        return units.decode("utf-16-le", "surrogatepass")
    return value


def issued(one):
    """The tokens of a case that its keys really issued."""
    return {f"{mac['message']}:{mac['hex']}" for mac in one["macs"]}


def keys(ring):
    return [secret.strip() for secret in ring.split(",")]


def confirm_generate(where, one):
    if one["result"] == "valid":
        lifetime = 604_800 if one["maxAge"] is None else one["maxAge"]
        message = f"{text(one['userId'])}:{int(one['now']) + lifetime}"
        check(where, one["token"] == f"{message}:{compute(keys(one['secret'])[0], message)}", "token")


def confirm_verify(where, one):
    match = TOKEN.fullmatch(text(one["token"]))
    if one["result"] == "valid":
        check(where, match and match.groups()[:2] == (one["userId"], str(one["expiry"])), "fields")
        check(where, text(one["token"]) in issued(one), "not issued by its key")
        check(where, one["now"] // 1 <= one["expiry"] + one["clockTolerance"], "expired")
        check(where, signed_by_ring(match, one["secret"]), "no secret of the ring signed it")
    elif one["reason"] == "bad_signature":
        check(where, match, "outside the grammar")
        check(where, match and not signed_by_ring(match, one["secret"]), "a secret of the ring signed it")
    elif one["reason"] == "expired":
        check(where, match and one["now"] // 1 > int(match[2]) + one["clockTolerance"], "not expired")


def signed_by_ring(match, ring):
    message = f"{match[1]}:{match[2]}"
    return any(compute(key, message) == match[3] for key in keys(ring))


def confirm_secret(where, one):
    check(where, set(one["tokens"]) == issued(one), "tokens")
    if one["result"] == "valid":
        check(where, [mac["key"] for mac in one["macs"]] == [key.lower() for key in keys(one["secret"])], "keys")


def confirm_write(where, one):
    if one["action"] == "login" and one["result"] == "valid":
        name = one["options"].get("cookieName", "pocket-spa-token")
        written = quote(text(one["token"]), safe=COOKIE_OCTETS)
        check(where, one["cookie"].startswith(f"{name}={written}; "), "percent-encoding")


def confirm_read(where, one):
    if one["result"] == "valid":
        check(where, any(mac["message"] == f"{one['userId']}:{one['expiry']}" for mac in one["macs"]), "fields")
    if "writer" not in one:
        return
    value, written = one["cookies"][one["cookieName"]]["value"], one["writer"]["text"]
    if one["writer"]["style"] == "python":
        cookie = SimpleCookie()
        check(where, cookie.value_encode(written)[1] == value, "http.cookies writes something else")
        check(where, cookie.value_decode(value)[0] == written, "http.cookies reads something else")
    else:
        check(where, unquote(value, errors="strict") == written, "urllib reads something else")
        if "%3A" in value:
            check(where, quote(written, safe="!'()*-._~") == value, "urllib writes something else")


def confirm_edge(where, one):
    if one["verdict"] == "refuse":
        headers = one["output"]["response"]["headers"]
        check(where, headers["x-spa-auth-reason"]["value"] == one["reason"], "reason")
        location = headers.get("location", {}).get("value")
        if location is not None:
            after = unquote(location.rpartition("=")[2], errors="strict")
            check(where, re.match(r"(https://[^/]+)?/(?![/\\])", after), "location leaves the site")


CONFIRM = {
    "token-generate": confirm_generate,
    "token-verify": confirm_verify,
    "secret": confirm_secret,
    "cookie-write": confirm_write,
    "cookie-read": confirm_read,
    "edge": confirm_edge,
    "safe-next": lambda where, one: None,
}

confirmed = 0
for kind, confirm in CONFIRM.items():
    for case in json.loads((HERE / f"{kind}.json").read_text("ascii"))["cases"]:
        place = f"{kind} #{case['id']}"
        for mac in case.get("macs", []):
            check(place, compute(mac["key"], mac["message"]) == mac["hex"], "MAC")
            confirmed += 1
        confirm(place, case)

if wrong:
    sys.exit("\n".join(wrong))
print(f"{confirmed} MACs confirmed")

"""Confirms the test vectors by means that share no code with this package: Python's standard library.

Every MAC and every key of a cut-off is computed again, every token that should pass is put together from its fields and every forged one is held against
every secret of its ring; cookie values are written by http.cookies and urllib themselves. Run: python3 test/vectors/confirm.py
"""

import hashlib
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


    if "Revocation" in one["flags"]:
        confirm_cut_offs(where, one)


def confirm_cut_offs(where, one):
    """Where it comes down to cut-offs, judges the tokens once more: plain ones on a path of the application."""
    request = one["event"]["request"]
    if one["reason"] not in (None, "revoked") or request["uri"] in ("/a.txt", "/api/auth/login"):
        return
    if request["method"] == "OPTIONS" and one["reason"] is None:
        return
    ring, *suffix = one["secret"].split(";")
    cookie = request["cookies"]["pocket-spa-token"]
    verdicts = []
    for item in cookie.get("multiValue", [cookie])[:4]:
        match = TOKEN.fullmatch(unquote(item["value"].strip('"')))
        if match and one["now"] // 1 <= int(match[2]) + one["config"].get("clockTolerance", 0) and signed_by_ring(match, ring):
            cut_offs = suffix[:1] + [text for key, text in one.get("store", {}).items() if key == revocation_key(match[1])]
            asked = one["config"]["revocation"]
            verdicts.append("revoked" if asked and any(refuses(each, int(match[2])) for each in cut_offs) else None)
    check(where, (None if None in verdicts else "revoked" if verdicts else "none proven") == one["reason"], "cut-offs")


def refuses(cut_off, expiry):
    return not re.fullmatch(r"[0-9]{1,16}", cut_off.strip()) or expiry <= int(cut_off)


def revocation_key(user_id):
    return "revoked:" + hashlib.sha256(user_id.encode("utf-8")).hexdigest()


def confirm_revocation(where, one):
    match = TOKEN.fullmatch(text(one["token"]))
    if one["key"] is not None:
        check(where, one["key"] == revocation_key(text(one["userId"])), "key")
    if one["reason"] in (None, "revoked"):
        check(where, match and text(one["token"]) in issued(one), "not issued by its key")
        check(where, signed_by_ring(match, one["secret"]), "no secret of the ring signed it")
        check(where, one["now"] // 1 <= int(match[2]) + one["clockTolerance"], "expired")
        refused = one["cutOff"] is not None and int(match[2]) <= one["cutOff"]
        check(where, refused == (one["reason"] == "revoked"), "cut-off")


CONFIRM = {
    "token-generate": confirm_generate,
    "token-verify": confirm_verify,
    "secret": confirm_secret,
    "cookie-write": confirm_write,
    "cookie-read": confirm_read,
    "edge": confirm_edge,
    "safe-next": lambda where, one: None,
    "revocation": confirm_revocation,
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

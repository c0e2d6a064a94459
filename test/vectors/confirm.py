"""Confirms the test vectors by means that share no code with this package: Python's standard library.

Every MAC and every key of a cut-off is computed again, every token that should pass is put together from its fields and every forged one is held against
every secret of its ring; cookie values are written by http.cookies and urllib themselves. Every cookie of cookie-read and every plain path is judged again,
by code that was written from SPEC.md alone. Run: python3 test/vectors/confirm.py
"""

import hashlib
import hmac
import json
import pathlib
import re
import sys
from http.cookies import SimpleCookie
from urllib.parse import quote, unquote, unquote_to_bytes

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
    pairs = [part.split("=", 1) for part in one["header"].split(";") if "=" in part]
    values = [value.strip(" \t") for name, value in pairs if name.strip(" \t") == one["cookieName"]]
    octets = "Octets" in one["flags"]
    told = judge(map(as_utf8, values) if octets else values, one["secret"], one["now"], one["clockTolerance"])
    check(where, told == (one["reason"], one["userId"]), f"read as {told[0] or 'valid'}")
    if one["cookies"] is not None:
        field = one["cookies"].get(one["cookieName"])
        grouped = [item["value"] for item in field.get("multiValue", [field])] if field else []
        check(where, grouped == [as_utf8(value) if octets else value for value in values], "header and cookies differ")
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


def as_utf8(value):
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value


def judge(values, ring, now, tolerance, revoked=lambda user_id, expiry: False):
    """The reason and the user id of SPEC 4 for the values of the cookies of one name, in order."""
    octets, backslashes, places = 4096, 32, 4
    reasons = ["missing", "malformed", "expired", "bad_signature", "revoked"]
    furthest = 0
    for value in list(values)[:4]:
        furthest = max(furthest, 1)
        if len(value.encode("utf-8")) > octets:
            continue
        octets -= len(value.encode("utf-8"))
        texts = [value]
        if len(value) >= 2 and value.startswith('"') and value.endswith('"'):
            inside = value[1:-1]
            if inside.count("\\") > backslashes:
                inside = None
            else:
                backslashes -= inside.count("\\")
                texts.append(unescape(inside))
        else:
            inside = value
        if inside is not None and "%" in texts[-1]:
            texts += percent_decoded(texts[-1])
        for text in texts:
            match = TOKEN.fullmatch(text)
            if not match or len(match[1].encode("utf-8")) > 1024 or int(match[2]) > 2**53 - 1:
                continue
            if now // 1 > int(match[2]) + tolerance:
                furthest = max(furthest, 2)
            elif places > 0:
                places -= 1
                if not signed_by_ring(match, ring):
                    furthest = max(furthest, 3)
                elif revoked(match[1], int(match[2])):
                    furthest = max(furthest, 4)
                else:
                    return None, match[1]
    return reasons[furthest], None


def unescape(text):
    plain, at = "", 0
    while at < len(text):
        octal = text[at + 1 : at + 4]
        if text[at] != "\\" or at + 1 == len(text):
            plain, at = plain + text[at], at + 1
        elif len(octal) == 3 and octal[0] in "0123" and all(digit in "01234567" for digit in octal):
            plain, at = plain + chr(int(octal, 8)), at + 4
        else:
            plain, at = plain + text[at + 1], at + 2
    return plain


def percent_decoded(text):
    """One text, or none where "%" begins no octet or the octets are no UTF-8."""
    parts = text.split("%")[1:]
    if any(len(part) < 2 or not set(part[:2]) <= set("0123456789abcdefABCDEF") for part in parts):
        return []
    try:
        return [unquote_to_bytes(text).decode("utf-8")]
    except UnicodeError:
        return []


def is_plain(path):
    """SPEC 5.1: octet by octet, and each segment by itself."""
    if len(path) > 1024:
        return False
    octets, at = [], 0
    while at < len(path):
        if path[at] == "%":
            if len(path) < at + 3 or not set(path[at + 1 : at + 3]) <= set("0123456789abcdefABCDEF"):
                return False
            octets.append(int(path[at + 1 : at + 3], 16))
            at += 3
        else:
            if path[at] in "\\; \x7f" or path[at] < " ":
                return False
            octets.append(None)
            at += 1
    forbidden = {*range(0x20), 0x25, 0x2E, 0x2F, 0x3B, 0x5C, 0x7F, 0xC0, 0xC1, *range(0xF5, 0x100)}
    overlong = {(0xE0, second) for second in range(0x80, 0xA0)} | {(0xF0, second) for second in range(0x80, 0x90)}
    segments = path.split("/")
    return (
        "//" not in path
        and not forbidden & set(octets)
        and not overlong & set(zip(octets, octets[1:]))
        and not any(each.startswith("..") or (each and not each.replace("%20", "").strip(".")) for each in segments)
    )


def confirm_public(where, one):
    """A path below a public prefix goes on without a token where it is plain, and only there."""
    path = one["event"]["request"]["uri"]
    below = any(entry.endswith("*") and path.startswith(entry[:-1]) for entry in one["config"].get("publicPaths", []))
    if below and one["reason"] in (None, "missing") and "identityHeader" not in one["config"]:
        check(where, is_plain(path) == (one["verdict"] == "allow"), "plain path")


def confirm_edge(where, one):
    if "PublicPath" in one["flags"]:
        confirm_public(where, one)
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
    """Where it comes down to cut-offs, judges the tokens once more, on a path of the application."""
    request = one["event"]["request"]
    if one["reason"] not in (None, "revoked") or request["uri"] in ("/a.txt", "/api/auth/login"):
        return
    if request["method"] == "OPTIONS" and one["reason"] is None:
        return
    ring, *suffix = one["secret"].split(";")
    cookie = request["cookies"]["pocket-spa-token"]
    values = [item["value"] for item in cookie.get("multiValue", [cookie])]

    def revoked(user_id, expiry):
        cut_offs = suffix[:1] + [text for key, text in one.get("store", {}).items() if key == revocation_key(user_id)]
        return one["config"]["revocation"] and any(refuses(each, expiry) for each in cut_offs)

    reason, _ = judge(values, ring, one["now"], one["config"].get("clockTolerance", 0), revoked)
    check(where, reason == one["reason"], "cut-offs")


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

"""Takes out of a text what no line may hold. Each step reads the text once, however hostile it is."""

import re
from base64 import b64decode
from urllib.parse import unquote

LIMIT = 4096
# The word at the cut goes, and the digits before it: half of an address or a card is not recognized.
LAST_WORD = 256
BETWEEN_DIGITS = "0123456789 \t\u00a0\u2009\u202f/.+_-"

# In quoted-printable "=40" is an at sign only before a domain: "status=403" is none.
AT = r"(?:@|＠|﹫|=40(?=[\w-]{1,63}\.[A-Za-z])|&#0{0,8}64;|&#[xX]0{0,8}40;|&commat;|(?:\\{1,8}|%)(?:u00|x)40)"
LOCAL = r"""[^\s@"'<>()\[\]{},;:/?&#=|]"""
ADDRESS = re.compile(rf"""(?:(?<!{LOCAL}){LOCAL}+|"[^"\n]{{0,64}}"){AT}\[?[\w.@-]+""")
SENSITIVE = (
    r"(?:passw(?:or)?d|passphrase|secret|token|session|csrf|authorization|cookie"
    r"|credential|api.?key|signature|card.?number|cvc|cvv|iban|\bp(?:ass|w|wd)\b)"
)
SENSITIVE_NAME = re.compile(SENSITIVE, re.IGNORECASE)
# A value may hold spaces and every sign that could end it, so the rest of the line goes.
NAMED = re.compile(rf"""({SENSITIVE}[\w-]{{0,20}})["']?\s{{0,3}}[:=][^\n]*""", re.IGNORECASE)
SCHEME = re.compile(r"\b(bearer|basic)\s+[\w+/=.~-]{8,}", re.IGNORECASE)
# What a machine made: a session key, a signature, a JSON Web Token. Words of twenty letters exist; they have no digit.
OPAQUE = re.compile(r"(?<![A-Za-z0-9_-])(?=[A-Za-z_-]*\d)(?=[\d_-]*[A-Za-z])[A-Za-z0-9_-]{20,}")
IBAN = re.compile(r"\b[A-Z]{2}\d\d(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b")
DIGITS = re.compile(r"[0-9](?:[\s/.+_-]?[0-9]){12,}")
GROUP = re.compile(r"[0-9]+")

ENCODED = re.compile(r"[^\s\"'<>]+")
BASE64 = re.compile(r"[A-Za-z0-9+/_-]{8,}")
URL_SAFE = str.maketrans("-_", "+/")
PLAIN_ADDRESS = re.compile(rb"[\w.+-]@(?:[a-zA-Z0-9-]{1,63}\.){1,8}[a-zA-Z]{2}")
DOUBLED = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9]


def redact(text):
    """The text without addresses, secrets and card numbers, also where they are percent-encoded or in Base64."""
    return redact_plain(BASE64.sub(redact_base64, ENCODED.sub(redact_encoded, cut(text))))


def redact_plain(text):
    text = NAMED.sub(r"\1=[secret]", text)
    text = SCHEME.sub(r"\1 [secret]", text)
    text = ADDRESS.sub("[address]", text)
    text = DIGITS.sub(redact_card, IBAN.sub("[iban]", text))
    return OPAQUE.sub("[secret]", text)


def cut(text):
    if len(text) > LIMIT:
        kept = text[: LIMIT - LAST_WORD] + text[LIMIT - LAST_WORD : LIMIT].rpartition(" ")[0]
        text = f"{kept.rstrip(BETWEEN_DIGITS)} [cut: {len(text)} characters]"
    # Half a surrogate pair would make a line that strict readers of JSON refuse.
    return text.encode("utf-8", "replace").decode()


def redact_encoded(match):
    """A word is decoded as often as servers in a row may do it. If something is found, the decoded form stands for it."""
    word = decoded = match[0]
    for _ in range(3):
        if "%" in decoded:
            decoded = unquote(decoded)
    safe = redact_plain(decoded)
    return word if safe == decoded else safe


def redact_base64(match):
    """What stands before it, such as a path, shifts the groups of four: each shift is tried."""
    digits = match[0].translate(URL_SAFE)
    for shift in range(4):
        rest = digits[shift:]
        if PLAIN_ADDRESS.search(b64decode(rest[: len(rest) // 4 * 4] + last_group(rest))):
            return "[address]"
    return match[0]


def last_group(digits):
    rest = digits[len(digits) // 4 * 4 :]
    return rest + "=" * (4 - len(rest)) if len(rest) > 1 else ""


def redact_card(match):
    return "[card]" if holds_card(GROUP.findall(match[0])) else match[0]


def holds_card(groups):
    """Whether some groups in a row are 13 to 19 digits that pass the check of Luhn."""
    for start in range(len(groups)):
        digits = ""
        for group in groups[start : start + 19]:
            digits += group
            if len(digits) > 19:
                break
            if len(digits) >= 13 and passes_luhn(digits):
                return True
    return False


def passes_luhn(digits):
    values = [int(each) for each in reversed(digits)]
    return (sum(values[::2]) + sum(DOUBLED[each] for each in values[1::2])) % 10 == 0

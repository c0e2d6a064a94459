"""What no line may hold, and the forms in which it could get into one."""

from base64 import b64encode, urlsafe_b64encode
from quopri import encodestring
from urllib.parse import quote, quote_plus

ADDRESS = "ada.lovelace+quay@mail.example.com"
PASSWORD = "analytical engine 1843"
TOKEN = f"{ADDRESS}:1790000000:{'9f' * 32}"
SESSION = "x3k9q0zj5t7w2m8b4v6n1c0d9f8g7h6j"
CARD = "4242 4242 4242 4242"

VALUES = [ADDRESS, PASSWORD, TOKEN, "9f" * 32, SESSION, CARD, CARD.replace(" ", ""), CARD.replace(" ", "-")]


def encodings(value):
    raw = value.encode()
    once = quote(value, safe="")
    return {
        value,
        once,
        quote(value, safe="@"),
        quote(once, safe=""),
        quote_plus(value),
        "".join(f"%{byte:02x}" for byte in raw),
        b64encode(raw).decode(),
        b64encode(b"x" + raw).decode(),
        b64encode(b"xx" + raw).decode(),
        urlsafe_b64encode(raw).decode().rstrip("="),
        encodestring(raw).decode(),
        value.replace("@", "=40"),
        value.replace("@", "&#64;"),
        value.replace("@", "\\u0040"),
        value.replace("@", "%u0040"),
        value.replace("@", "＠"),
    }


def search(text):
    """The planted values that the text holds, in any form; of Base64 the inner groups are enough."""
    forms = {form for value in VALUES for form in encodings(value)}
    inner = {b64encode(each + value.encode()).decode()[4:-4] for value in VALUES for each in (b"", b"x", b"xx")}
    return [form for form in forms | inner if form in text]

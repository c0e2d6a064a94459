import os

from spa_auth import KeyRing, login_cookie, logout_cookie, safe_next

ring = KeyRing(os.environ["SPA_TOKEN_SECRET"])  # fails at the start if the secret is unusable

# Log in: check the password first. Add the text as a Set-Cookie header, then redirect.
set_cookie = login_cookie(ring.sign("ada@example.com"))
location = safe_next("//evil.example")  # the parameter next; "/" for whatever is not safe

# Who is it? The text of the Cookie header.
verdict = ring.read(set_cookie.partition(";")[0])
print(set_cookie, verdict.user_id if verdict else verdict.reason, location, logout_cookie(), sep="\n")

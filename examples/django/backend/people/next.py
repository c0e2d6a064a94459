"""The rules for `next` that go beyond Django's own check (section 8 of the contract)."""

import re

LIMIT = 2048
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
DOT = re.compile(r"\.|%2e", re.IGNORECASE)


def is_safe_path(url):
    """Whether it is a path of this site, also once a browser has resolved its dot segments."""
    if not url.startswith("/") or len(url) > LIMIT or CONTROL.search(url):
        return False
    before_query = url.partition("?")[0]
    path = before_query.partition("#")[0]
    return "\\" not in before_query and not path.startswith("//") and not resolved(path).startswith("//")


def resolved(path):
    """The path without dot segments, as the URL Standard removes them: "%2e" is a dot to it."""
    segments = []
    rest = path.split("/")[1:]
    for place, segment in enumerate(rest):
        dots = DOT.sub(".", segment)
        if dots == "..":
            del segments[-1:]
        elif dots != ".":
            segments.append(segment)
        if dots in (".", "..") and place == len(rest) - 1:
            segments.append("")
    return "/" + "/".join(segments)

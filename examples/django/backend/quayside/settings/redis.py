"""One Redis, four databases: whatever empties the cache leaves sessions, throttles and chat alone."""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

# REDIS_URL names the first; the others follow it.
ORDER = ["channels", "default", "sessions", "throttles"]


def redis_database(url, name):
    """The URL of one of the four."""
    parts = urlsplit(url)
    first = parts.path.strip("/") or "0"
    if parts.scheme not in ("redis", "rediss") or not first.isdecimal():
        raise ImproperlyConfigured(
            'REDIS_URL is to look like "redis://host:6379/0": its number and the three after it are used.'
        )
    return parts._replace(path=f"/{int(first) + ORDER.index(name)}").geturl()


def separate_caches(caches, url):
    """These caches, each in its database. One that Redis does not answer for is empty, not an error."""
    for name, cache in caches.items():
        if name in ORDER:
            cache["LOCATION"] = redis_database(url, name)
            cache["KEY_PREFIX"] = "quayside"
            # Seconds: a Redis that hangs would otherwise hold up each access for five.
            cache["OPTIONS"] |= {"IGNORE_EXCEPTIONS": True, "SOCKET_TIMEOUT": 1, "SOCKET_CONNECT_TIMEOUT": 1}
    caches["sessions"]["BACKEND"] = "caching.backends.ShortLivedCache"
    return caches

"""The entries of the cache as the commands see them: keys, never values."""

from contextlib import contextmanager

from django.core.cache import cache
from django.core.management.base import CommandError
from django_redis import get_redis_connection
from redis.exceptions import RedisError

from .keys import PREFIXES

ALL = ""


def check_prefixes(prefixes):
    unknown = [prefix for prefix in prefixes if prefix not in PREFIXES]
    if unknown:
        raise CommandError(f"There is no prefix {', '.join(map(repr, unknown))}. There are: {', '.join(PREFIXES)}.")


@contextmanager
def connect():
    """The cache's database in Redis. Its errors are not ignored here: they end the command with a sentence."""
    try:
        yield get_redis_connection("default")
    except NotImplementedError:
        raise CommandError("With these settings the cache is in memory: it ends with its process.") from None
    except RedisError as error:
        # The text of the error may hold the address, and that the password.
        raise CommandError(f"Redis does not answer ({type(error).__name__}).") from None


def find_keys(redis, prefix):
    """The keys of one prefix, or all keys of this site: another site's in the same database are not its own."""
    pattern = cache.make_key(f"{prefix}:*" if prefix else "*")
    # Redis may name one twice.
    return sorted(set(redis.scan_iter(pattern, count=1000)))

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django_redis.cache import RedisCache


class ShortLivedCache(RedisCache):
    """Keeps nothing longer than its TIMEOUT, for copies of sessions: one who logs out while Redis is away would
    otherwise be logged in again by the copy, once Redis is back, for as long as the session was to last."""

    def set(self, key, value, timeout=DEFAULT_TIMEOUT, **options):
        if timeout in (DEFAULT_TIMEOUT, None):
            timeout = self.default_timeout
        return super().set(key, value, min(timeout, self.default_timeout), **options)

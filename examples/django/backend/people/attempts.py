"""Throttles the login form."""

from hashlib import sha256

from django.core.cache import cache
from rest_framework.throttling import BaseThrottle

LIMIT = 5
WINDOW = 60


class Attempts:
    """The attempts to log in to one account from one address, counted in the cache that all processes share."""

    def __init__(self, request, account):
        address = BaseThrottle().get_ident(request)
        self.key = f"login:{sha256(f'{account} {address}'.encode()).hexdigest()}"

    def begin(self):
        """Counts one; tells whether it may go on. To count first keeps many attempts at once from all getting through."""
        cache.add(self.key, 0, WINDOW)
        try:
            return cache.incr(self.key) <= LIMIT
        except ValueError:
            # The window ended between the two lines.
            return True

    def succeeded(self):
        cache.delete(self.key)

"""Throttles the login form."""

from hashlib import sha256

from django.core.cache import caches

from caching.addresses import viewer_address

LIMIT = 5
WINDOW = 60


class Attempts:
    """The attempts to log in to one account from one address, counted in Redis for all processes.

    While Redis is away, each process counts for itself: a login goes on, and guessing stays limited."""

    def __init__(self, request, account):
        counted = f"{account} {viewer_address(request)}"
        self.key = f"login:{sha256(counted.encode()).hexdigest()}"
        self.counters = [caches["throttles"], caches["memory"]]

    def begin(self):
        """Counts one; tells whether it may go on. To count first keeps many attempts at once from all getting through."""
        for counter in self.counters:
            counter.add(self.key, 0, WINDOW)
            try:
                count = counter.incr(self.key)
            except ValueError:
                # The window ended between the two lines.
                return True
            # A Redis that is away gives None.
            if count is not None:
                return count <= LIMIT
        return False

    def succeeded(self):
        for counter in self.counters:
            counter.delete(self.key)

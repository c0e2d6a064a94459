"""Throttles the login form."""

from hashlib import sha256

from django.core.cache import caches

from caching.addresses import viewer_address

ONE_ACCOUNT = 5
# From one address, which may be that of an office, to whatever accounts.
ALL_ACCOUNTS = 30
WINDOW = 60


class Attempts:
    """The failed attempts to log in from one address, counted in Redis for all processes.

    While Redis is away, each process counts for itself: a login goes on, and guessing stays limited."""

    def __init__(self, request, account):
        address = viewer_address(request)
        self.account, self.address = key(f"{account} {address}"), key(address)
        self.counters = [caches["throttles"], caches["memory"]]

    def begin(self):
        """Counts one; tells whether it may go on. To count first keeps many attempts at once from all getting through."""
        counts = [self.count(self.account, ONE_ACCOUNT), self.count(self.address, ALL_ACCOUNTS)]
        return all(counts)

    def count(self, key, limit):
        for counter in self.counters:
            counter.add(key, 0, WINDOW)
            try:
                count = counter.incr(key)
            except ValueError:
                # The window ended between the two lines.
                return True
            # A Redis that is away gives None.
            if count is not None:
                return count <= limit
        return False

    def succeeded(self):
        for counter in self.counters:
            counter.delete(self.account)
            try:
                counter.decr(self.address)
            except ValueError:
                # The window has ended, or the other counter has it.
                pass


def key(counted):
    return f"login:{sha256(counted.encode()).hexdigest()}"

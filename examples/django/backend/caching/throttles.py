"""REST framework's throttles, counted where clearing the cache resets nobody."""

from django.core.cache import caches
from rest_framework.settings import api_settings
from rest_framework.throttling import AnonRateThrottle, ScopedRateThrottle, UserRateThrottle

from .addresses import viewer_address


class Counted:
    @property
    def cache(self):
        return caches["throttles"]

    @property
    def THROTTLE_RATES(self):
        # REST framework reads them once, when it is imported.
        return api_settings.DEFAULT_THROTTLE_RATES

    def get_ident(self, request):
        return viewer_address(request)


class AnonymousThrottle(Counted, AnonRateThrottle):
    """By address. Permission is asked first, so it is for what one who is not logged in may have."""


class UserThrottle(Counted, UserRateThrottle):
    """By account."""


class ScopedThrottle(Counted, ScopedRateThrottle):
    """By account, for the views of one `throttle_scope`."""

from django.core.cache import cache
from django.http import Http404
from django.utils import timezone
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle

from quayside.api import ApiView

from .tables import HARBOURS, high_waters

KEPT = 300


class Tides(ApiView):
    """A table that everybody shares. It is taken from the cache after the permission is checked, never before."""

    throttle_classes = [ScopedRateThrottle]
    throttle_scope = "tides"

    def get(self, request, harbour):
        if harbour not in HARBOURS:
            raise Http404
        return Response(cache.get_or_set(f"tides:{harbour}", lambda: table(harbour), KEPT))


def table(harbour):
    return {
        "harbour": HARBOURS[harbour]["name"],
        "reckonedAt": timezone.now().isoformat(),
        "highWaters": high_waters(HARBOURS[harbour]),
    }

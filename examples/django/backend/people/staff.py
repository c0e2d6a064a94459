"""The staff's part of the API, closed in one place."""

from django.http import JsonResponse
from django.shortcuts import render

PREFIX = "/api/staff/"
CODES = {401: "unauthenticated", 403: "forbidden"}


class StaffOnly:
    """Lets staff alone under the prefix: before the URLs are read, so no view under it has to remember."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        # The user is asked for under the prefix alone. Elsewhere that may be a needless query.
        if not f"{request.path_info}/".startswith(PREFIX) or request.user.is_staff:
            return self.get_response(request)
        return refuse(request, 403 if request.user.is_authenticated else 401)


def refuse(request, status):
    """A page for a browser that was sent here, JSON for everything else."""
    if request.get_preferred_type(["application/json", "text/html"]) == "text/html":
        return render(request, "people/refused.html", status=status)
    return JsonResponse({"error": CODES[status]}, status=status)

from functools import wraps

from asgiref.sync import iscoroutinefunction
from django.http import HttpRequest, JsonResponse

from .cookies import read_token


def require_token(view):
    """Lets requests with a valid token reach the view, and sets request.spa_user to the token's user id.

    It needs neither a session nor a database. Other requests get 401: {"error": "unauthenticated", "reason": "…"}.
    """

    def refusal(request: HttpRequest):
        verdict = read_token(request)
        request.spa_user = verdict.user_id
        if verdict:
            return None
        headers = {"Cache-Control": "no-store", "WWW-Authenticate": "Cookie"}
        return JsonResponse({"error": "unauthenticated", "reason": verdict.reason}, status=401, headers=headers)

    if iscoroutinefunction(view):

        @wraps(view)
        async def guarded(request, *args, **kwargs):
            return refusal(request) or await view(request, *args, **kwargs)

    else:

        @wraps(view)
        def guarded(request, *args, **kwargs):
            return refusal(request) or view(request, *args, **kwargs)

    return guarded

"""The pages of the project with spa_auth_django."""

from django.http import HttpResponse, JsonResponse
from django.urls import path
from spa_auth_django.cookies import spa_login, spa_logout
from spa_auth_django.decorators import require_token

from backend.urls import page, sign_in


def cut_off(user_id):
    return 2**53 - 1 if user_id == "revoked-user" else None


def issue(request):
    response = HttpResponse(headers={"Cache-Control": "public"})
    spa_login(response, request.GET["user"])
    return response


def revoke(request):
    response = HttpResponse()
    spa_logout(response)
    return response


@require_token
def verify(request):
    return JsonResponse({"user": request.spa_user})


@require_token
async def verify_async(request):
    return JsonResponse({"user": request.spa_user})


urlpatterns = [path(view.__name__, view) for view in (issue, revoke, verify, verify_async, sign_in, page)]

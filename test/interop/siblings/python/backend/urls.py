"""The pages of the project."""

from django.contrib.auth import login
from django.http import HttpResponse, JsonResponse
from django.urls import path
from pocket.django.spa_auth import COOKIE_NAME, spa_login, spa_logout, verify_token

from backend.models import Person


def issue(request):
    response = HttpResponse()
    spa_login(response, request.GET["user"])
    return response


def revoke(request):
    response = HttpResponse()
    spa_logout(response)
    return response


def verify(request):
    """Tells whose token arrived in the cookie, as verify_token sees it."""
    verified = verify_token(request.COOKIES.get(COOKIE_NAME, ""))
    return JsonResponse({"user": verified and verified.user_id})


def sign_in(request):
    """Begins a Django session; the token is the middleware's affair."""
    login(request, Person(name=request.GET["user"]))
    return HttpResponse()


def page(request):
    return HttpResponse()


urlpatterns = [path(f"{view.__name__}", view) for view in (issue, revoke, verify, sign_in, page)]

"""The site, and views that fail as views do."""

from django.db import IntegrityError
from django.http import HttpResponse
from django.urls import path

from quayside.urls import urlpatterns as site

from .planted import ADDRESS, PASSWORD


def fail(request):
    raise ValueError(f"{ADDRESS} cannot log in with {PASSWORD}: {request.GET}")


def repeat(request):
    # As PostgreSQL says it.
    raise IntegrityError(f"duplicate key value\nDETAIL:  Key (email)=({ADDRESS}) already exists.\n")


def plain(request):
    return HttpResponse("plain")


def unavailable(request):
    return HttpResponse(status=503)


urlpatterns = [
    *site,
    path("api/fail", fail),
    path("api/repeat", repeat),
    path("api/unavailable", unavailable),
    path("api/plain", plain),
    path("api/slash/", plain),
    path("api/staff/new", plain),
]

from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from rest_framework.permissions import IsAdminUser
from rest_framework.response import Response

from quayside.api import ApiView

from .models import Person


@never_cache
def renew(request):
    """Where the session still stands, the middleware adds a new token to this answer."""
    return HttpResponse(status=204 if request.user.is_authenticated else 401)


class Me(ApiView):
    def get(self, request):
        return Response({"email": request.user.email, "isStaff": request.user.is_staff})


class People(ApiView):
    permission_classes = [IsAdminUser]

    def get(self, request):
        people = Person.objects.order_by("email")
        return Response([{"email": each.email, "isStaff": each.is_staff} for each in people])

from django.contrib.messages import get_messages
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.views import APIView

from .models import Person


class Renew(APIView):
    """Where the session still stands, the middleware adds a new token to this answer."""

    permission_classes = [AllowAny]

    def get(self, request):
        return Response(status=204 if request.user.is_authenticated else 401)


class Me(APIView):
    def get(self, request):
        return Response({"email": request.user.email, "isStaff": request.user.is_staff})


class Messages(APIView):
    """What the app has to tell, such as "You are logged in.". To read them removes them, so each is shown once."""

    def get(self, request):
        return Response([{"level": each.level_tag, "text": str(each)} for each in get_messages(request)])


class People(APIView):
    """For staff only, as its path says: `people/staff.py`."""

    def get(self, request):
        people = Person.objects.order_by("email")
        return Response([{"email": each.email, "isStaff": each.is_staff} for each in people])

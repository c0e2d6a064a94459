from django.utils import timezone
from pocket.django.utils import pocket_call_command
from rest_framework.permissions import IsAdminUser
from rest_framework.response import Response
from rest_framework.views import APIView

from quayside.logs.request_id import current_id

from .models import HighestWater


def describe(row):
    return {"year": row.year, "harbour": row.harbour, "day": row.day, "metres": row.metres, "reckonedAt": row.reckoned_at}


class Almanac(APIView):
    permission_classes = [IsAdminUser]

    def get(self, request):
        rows = HighestWater.objects.order_by("year", "harbour")
        return Response([describe(row) for row in rows])

    def post(self, request):
        """Has this year reckoned. The answer is the same where no queue is, though all is done by then."""
        year = timezone.localdate().year
        pocket_call_command("reckon_almanac", [year], {"request_id": current_id.get()})
        return Response({"year": year}, status=202)

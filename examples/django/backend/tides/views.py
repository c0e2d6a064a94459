"""Three ways to cache. Each comes after the permission check and keeps data, never an answer."""

from django.core.cache import cache
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.shortcuts import get_object_or_404
from rest_framework.permissions import IsAdminUser
from rest_framework.response import Response
from rest_framework.serializers import FloatField, ModelSerializer
from rest_framework.views import APIView

from caching.keys import personal_key, shared_key
from people.models import Person

from .models import Harbour, Observation
from .tables import reckon_table


class Harbours(APIView):
    """Automatically invalidated: cachalot keeps the rows until one of these tables changes."""

    def get(self, request):
        newest = Observation.objects.filter(harbour=OuterRef("pk")).order_by("-seen_at", "-pk")
        harbours = Harbour.objects.annotate(metres=Subquery(newest.values("metres")[:1])).order_by("name")
        return Response(HarbourSerializer(harbours, many=True).data)


class Tides(APIView):
    """Per view: a table that everybody shares."""

    throttle_scope = "tides"

    def get(self, request, harbour):
        found = get_object_or_404(Harbour, pk=harbour)
        key = shared_key("tides", found.slug, found.mean, found.swing)
        table = cache.get_or_set(key, lambda: reckon_table(found.mean, found.swing), 300)
        return Response({"harbour": found.name, **table})


class Overview(APIView):
    """Per user: numbers that may be a minute old, but for what this user does."""

    def get(self, request):
        key = personal_key("overview", request.user)
        return Response(cache.get_or_set(key, lambda: count_for(request.user), 60))


class Observations(APIView):
    permission_classes = [IsAdminUser]

    def post(self, request, harbour):
        found = get_object_or_404(Harbour, pk=harbour)
        serializer = ObservationSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        # In a transaction cachalot drops the old rows at its end; without one it drops them before the change, and
        # a request in between could keep them again.
        with transaction.atomic():
            serializer.save(harbour=found, observer=request.user)
        cache.delete(personal_key("overview", request.user))
        return Response(serializer.data, status=201)


class HarbourSerializer(ModelSerializer):
    metres = FloatField()

    class Meta:
        model = Harbour
        fields = ["slug", "name", "metres"]


class ObservationSerializer(ModelSerializer):
    class Meta:
        model = Observation
        fields = ["metres"]


def count_for(person):
    counts = {"harbours": Harbour.objects.count(), "observations": person.observation_set.count()}
    return {**counts, "people": Person.objects.count()} if person.is_staff else counts

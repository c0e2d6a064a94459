from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone


class Harbour(models.Model):
    slug = models.SlugField(primary_key=True)
    name = models.CharField(max_length=80)
    # Metres: the mean high water, and how far spring and neap tides are from it.
    mean = models.FloatField()
    swing = models.FloatField()


class Observation(models.Model):
    """A water level that somebody of the staff has seen."""

    harbour = models.ForeignKey(Harbour, models.CASCADE)
    metres = models.DecimalField(
        max_digits=4, decimal_places=2, validators=[MinValueValidator(-5), MaxValueValidator(20)]
    )
    seen_at = models.DateTimeField(default=timezone.now)
    observer = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)

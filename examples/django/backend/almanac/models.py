"""The highest water of a year in a harbour."""

from django.db import models


class HighestWater(models.Model):
    # To reckon a year again changes its rows and adds none, so a message that arrives twice does no harm.
    pk = models.CompositePrimaryKey("year", "harbour")
    year = models.PositiveSmallIntegerField()
    harbour = models.SlugField()
    day = models.DateField()
    metres = models.FloatField()
    reckoned_at = models.DateTimeField(auto_now=True)

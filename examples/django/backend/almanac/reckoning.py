"""Looks at every day of a year, which nobody should wait for in a request."""

from argparse import ArgumentTypeError
from datetime import date, timedelta

from tides.models import Harbour
from tides.tables import find_level

from .models import HighestWater

FIRST, LAST = 2000, 2100
# The spring tide from which the days count.
SPRING = date(FIRST, 1, 1)


def parse_year(text):
    """The year that an argument of a command stands for."""
    if not (text.isascii() and text.isdecimal() and FIRST <= int(text) <= LAST):
        raise ArgumentTypeError(f"{text!r} is no year from {FIRST} to {LAST}")
    return int(text)


def reckon_year(year):
    """Writes the highest water of each harbour."""
    first, end = date(year, 1, 1), date(year + 1, 1, 1)
    days = [first + timedelta(days) for days in range((end - first).days)]
    for harbour in Harbour.objects.all():
        metres, day = max((find_level(harbour.mean, harbour.swing, (day - SPRING).days), day) for day in days)
        found = {"day": day, "metres": round(metres, 2)}
        HighestWater.objects.update_or_create(year=year, harbour=harbour.slug, defaults=found)

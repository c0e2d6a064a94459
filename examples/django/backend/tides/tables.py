"""The high waters of a harbour: spring and neap tides as two cosines, good enough for a picture."""

from math import cos, tau

from django.utils import timezone

DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def find_level(mean, swing, day):
    """The high water of a day that is so many days after a spring tide."""
    return mean + swing * cos(tau * day / 14.77)


def reckon_table(mean, swing):
    levels = [find_level(mean, swing, day) for day in range(len(DAYS))]
    return {
        "reckonedAt": timezone.now().isoformat(),
        "highWaters": [{"day": day, "metres": round(level, 2)} for day, level in zip(DAYS, levels)],
    }

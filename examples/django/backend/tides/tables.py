"""The high waters of a harbour: spring and neap tides as two cosines, good enough for a picture."""

from math import cos, tau

from django.utils import timezone

DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def reckon_table(mean, swing):
    levels = [mean + swing * cos(tau * day / 14.77) for day in range(len(DAYS))]
    return {
        "reckonedAt": timezone.now().isoformat(),
        "highWaters": [{"day": day, "metres": round(level, 2)} for day, level in zip(DAYS, levels)],
    }

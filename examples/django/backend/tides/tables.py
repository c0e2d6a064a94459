"""The high waters of a harbour: spring and neap tides as two cosines, good enough for a picture."""

from math import cos, tau

DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
HARBOURS = {
    "north-quay": {"name": "North Quay", "mean": 4.1, "range": 1.2},
    "old-pier": {"name": "Old Pier", "mean": 3.6, "range": 0.9},
}


def high_waters(harbour):
    mean, swing = harbour["mean"], harbour["range"]
    levels = [mean + swing * cos(tau * day / 14.77) for day in range(len(DAYS))]
    return [{"day": day, "metres": round(level, 2)} for day, level in zip(DAYS, levels)]

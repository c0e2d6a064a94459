"""A clock for pocket.django.spa_auth alone: the functions there take no time as an argument."""

from types import SimpleNamespace

from pocket.django import spa_auth


def stand(now):
    """Makes it `now`, in Unix seconds; Django and the server keep the machine's clock."""
    spa_auth.time = SimpleNamespace(time=lambda: now)

"""A clock for the libraries alone: the functions there that a view calls take no time as an argument."""

from types import SimpleNamespace

from pocket.django import spa_auth


def stand(now, *others):
    """Makes it `now`, in Unix seconds, in pocket.django.spa_auth and others; Django and the server keep the machine's clock."""
    for module in (spa_auth, *others):
        module.time = SimpleNamespace(time=lambda: now)

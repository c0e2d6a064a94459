"""Finds every user there is asked for, without a database."""

from backend.models import Person


class People:
    def authenticate(self, request):
        return None

    def get_user(self, name):
        return Person(name=name)

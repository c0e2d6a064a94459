"""The accounts of the README. Everybody knows their passwords."""

from .models import Person

ACCOUNTS = [
    ("ada@example.com", "analytical engine", False),
    ("grace@example.com", "nanosecond wire", True),
]


def make_samples():
    """Those that do not exist yet; one that exists keeps its password and its role."""
    existing = set(Person.objects.values_list("email", flat=True))
    missing = [each for each in ACCOUNTS if each[0] not in existing]
    for email, password, is_staff in missing:
        Person.objects.create_user(email, password, is_staff=is_staff)
    return [email for email, _, _ in missing]

from django.core.management import call_command
from django.core.management.base import BaseCommand

from people.models import Person


class Command(BaseCommand):
    help = "Makes the accounts and harbours of the example, on a developer's machine."

    def handle(self, **options):
        Person.objects.create_user("ada@example.com", "analytical engine")
        Person.objects.create_user("grace@example.com", "nanosecond wire", is_staff=True)
        call_command("loaddata", "harbours", verbosity=0)

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.management.base import BaseCommand, CommandError

from people.models import Person
from quayside.settings.secrets import require_secrets


class Command(BaseCommand):
    help = "Creates the first staff account, from DJANGO_SUPERUSER_EMAIL and DJANGO_SUPERUSER_PASSWORD. A deployment may run it every time: an account that exists does not change."

    def handle(self, **options):
        try:
            email, password = require_secrets("DJANGO_SUPERUSER_EMAIL", "DJANGO_SUPERUSER_PASSWORD")
            if Person.objects.filter(email=email.lower()).exists():
                return self.stdout.write(f"{email} exists already. Nothing is changed.")
            Person.objects.create_superuser(email, password)
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"Created {email}, who is staff.")

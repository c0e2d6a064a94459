import shlex

from django.core.management.base import BaseCommand, CommandError

from people.models import Person


class Command(BaseCommand):
    help = "Makes an account staff, or with --off no longer staff."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--off", action="store_true", help="no longer staff")

    def handle(self, email, off, **options):
        email = email.lower()
        if not Person.objects.filter(email=email).exists():
            raise CommandError(f"There is no account {email!r}.")
        changed = Person.objects.filter(email=email, is_staff=off).update(is_staff=not off)
        role = "not staff" if off else "staff"
        self.stdout.write(f"{email} is {role} now." if changed else f"{email} is {role} already.")
        if changed and off:
            quoted = shlex.quote(email)
            self.stdout.write(
                "The API refuses what is for staff from now on. The token says who it is, not what they may: it still passes the edge.\n"
                "To log the account out everywhere:\n"
                f"  manage.py changepassword {quoted}\n"
                f"  npx pocket-spa-auth revoke {quoted} --stage prd\n"
                "  systemctl restart quayside-chat, for a chat that is open"
            )

from importlib import import_module

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.module_loading import module_has_submodule


class Command(BaseCommand):
    help = "Makes what the example shows, where it does not exist yet: each app's module `samples` has a function make_samples()."

    def add_arguments(self, parser):
        parser.add_argument("--accept-known-passwords", action="store_true", help="make accounts with the passwords of the README on a server too")

    @transaction.atomic
    def handle(self, accept_known_passwords, **options):
        if not (settings.SAMPLE_DATA or accept_known_passwords):
            raise CommandError("Everybody knows the passwords of these accounts, and one of them is staff. Where that does no harm, add --accept-known-passwords.")
        for app in apps.get_app_configs():
            if module_has_submodule(app.module, "samples"):
                made = import_module(f"{app.name}.samples").make_samples()
                self.stdout.write(f"{app.label}: {', '.join(made) or 'nothing new'}")

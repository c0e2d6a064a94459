from django.core.management.base import BaseCommand, CommandError

from caching.entries import ALL, check_prefixes, connect, find_keys
from caching.keys import PREFIXES


class Command(BaseCommand):
    help = "Clears the cache of this site, or what has one prefix; never sessions, throttles or the chat."

    def add_arguments(self, parser):
        parser.add_argument("prefixes", nargs="*", metavar="prefix", help=f"Of {', '.join(PREFIXES)}.")
        parser.add_argument("--all", action="store_true", dest="everything", help="All that this site keeps.")

    def handle(self, prefixes, everything, **options):
        check_prefixes(prefixes)
        if everything == bool(prefixes):
            raise CommandError(f"Name what to clear: --all, or one or more of {', '.join(PREFIXES)}.")
        with connect() as redis:
            for prefix in [ALL] if everything else prefixes:
                keys = find_keys(redis, prefix)
                removed = redis.unlink(*keys) if keys else 0
                self.stdout.write(f"{prefix or 'all'}: {removed} removed.")
        self.stdout.write("Sessions, throttles and the chat are as they were.")

from django.core.cache import cache
from django.core.management.base import BaseCommand

from caching.entries import ALL, check_prefixes, connect, find_keys
from caching.keys import PREFIXES


class Command(BaseCommand):
    help = "Prints the cache: keys, time left, size. Values may hold personal data; they are not shown, nor are sessions."

    def add_arguments(self, parser):
        parser.add_argument("prefixes", nargs="*", metavar="prefix", help=f"One of {', '.join(PREFIXES)}. Default: all.")

    def handle(self, prefixes, **options):
        check_prefixes(prefixes)
        with connect() as redis:
            total = sum(self.show(redis, prefix) for prefix in prefixes or PREFIXES)
            others = 0 if prefixes else len(find_keys(redis, ALL)) - total
        if others > 0:
            self.stdout.write(f"{others} of no known prefix; their keys are not shown.")

    def show(self, redis, prefix):
        keys = find_keys(redis, prefix)
        self.stdout.write(f"{prefix}: {PREFIXES[prefix]}; {len(keys)} kept")
        for key in keys:
            left, size = redis.ttl(key), redis.memory_usage(key)
            # Without a size it has ended since.
            if size is not None:
                name = key.decode().removeprefix(cache.make_key(""))
                self.stdout.write(f"  {name}  {f'{left} s left' if left >= 0 else 'no end'}  {size} bytes")
        return len(keys)

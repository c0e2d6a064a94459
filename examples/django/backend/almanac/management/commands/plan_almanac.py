from pocket.django.utils import pocket_call_command

from almanac.reckoning import parse_year
from jobs.queue import require_queue
from quayside.logs.command import LoggedCommand
from quayside.logs.request_id import current_id


class Command(LoggedCommand):
    help = "Has years reckoned, one message for each: in the queue if there is one, else in this process."

    def add_arguments(self, parser):
        parser.add_argument("years", type=parse_year, nargs="+")
        forced = parser.add_mutually_exclusive_group()
        forced.add_argument("--direct", action="store_true", help="in this process, whether there is a queue or not")
        forced.add_argument("--queue", action="store_true", help="in the queue, or not at all")

    def handle(self, years, direct, queue, **options):
        if queue:
            require_queue()
        for year in years:
            handed_on = {"request_id": current_id.get()}
            pocket_call_command("reckon_almanac", [year], handed_on, force_direct=direct, force_sqs=queue)

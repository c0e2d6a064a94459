from almanac.reckoning import parse_year, reckon_year
from quayside.logs.command import LoggedCommand


class Command(LoggedCommand):
    help = "Reckons the highest water of each harbour in a year. It may run as often as one likes."

    def add_arguments(self, parser):
        parser.add_argument("year", type=parse_year)

    def handle(self, year, **options):
        reckon_year(year)
        self.stdout.write(f"Reckoned {year}.")

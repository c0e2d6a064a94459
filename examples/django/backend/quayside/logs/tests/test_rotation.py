"""Two processes, one file, and a file that is moved away from under them."""

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from django.test import SimpleTestCase

ROTATIONS = 20
# Every hundredth line is longer than a buffer.
WRITER = """
import logging.config, os, sys
from quayside.logs import get_logger
from quayside.logs.lines import logging_to

file, name, end = sys.argv[1:]
logging.config.dictConfig(logging_to(file))
log = get_logger("writer")
number = 0
while number < 200 or not os.path.exists(end):
    log.info("line", writer=name, number=number, text="é" * (4000 if number % 100 == 99 else 1))
    number += 1
print(number)
"""


def start(*args):
    command = [sys.executable, "-c", WRITER, *map(str, args)]
    return subprocess.Popen(command, cwd=Path(__file__).parents[3], stdout=subprocess.PIPE, text=True)


class Rotation(SimpleTestCase):
    def test_two_processes_lose_no_line(self):
        with TemporaryDirectory() as folder:
            file, end = Path(folder, "site.log"), Path(folder, "end")
            writers = {name: start(file, name, end) for name in ("http", "socket")}
            for rotation in range(ROTATIONS):
                # Each writer makes the file anew with its next line.
                while not file.exists() and None in [writer.poll() for writer in writers.values()]:
                    pass
                # What logrotate does.
                file.rename(Path(folder, f"site.log.{rotation}"))
            end.touch()
            written = {name: int(writer.communicate()[0]) for name, writer in writers.items()}
            lines = [json.loads(line) for each in Path(folder).iterdir() for line in each.read_text().splitlines()]
        for name, count in written.items():
            numbers = sorted(line["number"] for line in lines if line["writer"] == name)
            self.assertEqual(numbers, list(range(count)))

"""What the site really logs: the lines of the handler that the settings made."""

import io
import json
import logging
from contextlib import contextmanager

from quayside.logs.guard import Guard


class Lines(io.StringIO):
    @property
    def text(self):
        return self.getvalue()

    @property
    def all(self):
        return [json.loads(line) for line in self.text.splitlines()]

    def of(self, event):
        return [line for line in self.all if line["event"] == event]


@contextmanager
def captured():
    (handler,) = [each for each in logging.getLogger().handlers if any(isinstance(f, Guard) for f in each.filters)]
    lines = Lines()
    before = handler.setStream(lines)
    try:
        yield lines
    finally:
        handler.setStream(before)

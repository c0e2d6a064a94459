"""As local, or with PostgreSQL as staging; and a clock for tokens that a file moves: it holds the seconds to add."""

import os
import time
from pathlib import Path
from types import SimpleNamespace

from pocket.django import spa_auth

if os.environ.get("DATABASE_URL", "").startswith("postgres"):
    from .staging import *  # noqa: F403
else:
    from .local import *  # noqa: F403

SPA_TOKEN_CLOCK = Path(os.environ["SPA_TOKEN_CLOCK"])


def shifted_time():
    return time.time() + float(SPA_TOKEN_CLOCK.read_text())


# Its functions take no time as an argument.
spa_auth.time = SimpleNamespace(time=shifted_time)

# A lower one keeps the test of this throttle short.
REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"]["user"] = os.environ.get("USER_RATE", "300/min")  # noqa: F405

"""The staging box, and the stage "dev" of AWS."""

from .server import *  # noqa: F403

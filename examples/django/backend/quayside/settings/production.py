"""The server, and the stage "prd" of AWS."""

from .server import *  # noqa: F403

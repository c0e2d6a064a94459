"""A developer's machine: SQLite, and Django's pages for errors."""

from .base import *  # noqa: F403

DEBUG = True
SAMPLE_DATA = True

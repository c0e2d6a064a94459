"""Secrets come from the environment alone, so none is ever in version control."""

import os
import re

from django.core.exceptions import ImproperlyConfigured


def require_secrets(*names):
    """The values of these variables. One refusal names all that are missing; an empty one counts as missing."""
    missing = [name for name in names if not os.environ.get(name)]
    if missing:
        raise ImproperlyConfigured(
            f"The environment lacks {', '.join(missing)}. On a server they stand in /etc/quayside/secrets.env, in a stage of AWS in Secrets Manager."
        )
    return [os.environ[name] for name in names]


def check_token_secret(secret):
    """Refuses at the start what the gate in front would refuse at each request (SPEC 2). magic-pocket takes one secret, no ring."""
    if not re.fullmatch(r"(?:[0-9a-fA-F]{2}){16,128}", secret):
        raise ImproperlyConfigured(
            "SPA_TOKEN_SECRET is to be an even number of hex digits, 32 to 256 of them. Make one with: openssl rand -hex 32"
        )

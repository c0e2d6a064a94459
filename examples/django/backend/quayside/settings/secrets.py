"""Secrets come from the environment alone, so none is ever in version control."""

import os

from django.core.exceptions import ImproperlyConfigured


def require_secrets(*names):
    """The values of these variables. One refusal names all that are missing; an empty one counts as missing."""
    missing = [name for name in names if not os.environ.get(name)]
    if missing:
        raise ImproperlyConfigured(
            f"The environment lacks {', '.join(missing)}. On a server they stand in /etc/quayside/secrets.env, in a stage of AWS in Secrets Manager."
        )
    return [os.environ[name] for name in names]

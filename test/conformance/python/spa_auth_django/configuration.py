"""What the settings say: SPA_TOKEN_SECRET, and the dictionary SPA_AUTH (README.md)."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Optional

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed
from django.utils.module_loading import import_string
from spa_auth import DEFAULT_MAX_AGE, CookieOptions, CutOff, KeyRing, SpaAuthError

_COOKIE_KEYS = {
    "COOKIE_NAME": "name",
    "COOKIE_DOMAIN": "domain",
    "COOKIE_PATH": "path",
    "COOKIE_SAMESITE": "same_site",
    "COOKIE_SECURE": "secure",
    "COOKIE_PARTITIONED": "partitioned",
}
_OTHER_KEYS = {"MAX_AGE", "RENEW_BEFORE", "CLOCK_TOLERANCE", "USER_ID", "CUT_OFF"}


@dataclass(frozen=True)
class Configuration:
    ring: KeyRing
    cookie: CookieOptions
    max_age: int
    renew_before: int
    clock_tolerance: int
    user_id: Callable[[object], str]
    cut_off: Optional[CutOff]


@lru_cache(maxsize=1)
def configuration() -> Configuration:
    """The settings, checked. Raises ImproperlyConfigured, whose message quotes no secret."""
    given = getattr(settings, "SPA_AUTH", {})
    unknown = sorted(set(given) - set(_COOKIE_KEYS) - _OTHER_KEYS)
    if unknown:
        known = ", ".join(sorted([*_COOKIE_KEYS, *_OTHER_KEYS]))
        raise ImproperlyConfigured(f"SPA_AUTH has no key {', '.join(unknown)}. The keys are {known}.")
    max_age = _seconds(given, "MAX_AGE", DEFAULT_MAX_AGE)
    renew_before = _seconds(given, "RENEW_BEFORE", max_age // 2)
    if renew_before > max_age:
        raise ImproperlyConfigured("SPA_AUTH['RENEW_BEFORE'] is more than MAX_AGE: every token would be replaced at once.")
    try:
        return Configuration(
            ring=KeyRing(_secret()),
            cookie=CookieOptions(**{field: given[key] for key, field in _COOKIE_KEYS.items() if key in given}),
            max_age=max_age,
            renew_before=renew_before,
            clock_tolerance=_seconds(given, "CLOCK_TOLERANCE", 0),
            user_id=_function(given, "USER_ID") or _primary_key,
            cut_off=_function(given, "CUT_OFF"),
        )
    except SpaAuthError as error:
        setting = "SPA_TOKEN_SECRET" if error.code == "secret" else "SPA_AUTH"
        raise ImproperlyConfigured(f"{setting}: {error}") from None


def _secret() -> str:
    secret = getattr(settings, "SPA_TOKEN_SECRET", None) or os.environ.get("SPA_TOKEN_SECRET")
    if not secret:
        raise ImproperlyConfigured("SPA_TOKEN_SECRET is missing. Set it in the settings or in the environment.")
    return secret


def _seconds(given: dict, key: str, default: int) -> int:
    value = given.get(key, default)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ImproperlyConfigured(f"SPA_AUTH[{key!r}] is {value!r}. Give a whole number of seconds, 0 or more.")
    return value


def _function(given: dict, key: str):
    """A function, or the dotted path of one."""
    value = given.get(key)
    if isinstance(value, str):
        try:
            value = import_string(value)
        except ImportError as error:
            raise ImproperlyConfigured(f"SPA_AUTH[{key!r}] cannot be imported: {error}") from None
    if value is not None and not callable(value):
        raise ImproperlyConfigured(f"SPA_AUTH[{key!r}] is {value!r}. Give a function, or the dotted path of one.")
    return value


def _primary_key(user) -> str:
    return str(user.pk)


def _forget(*, setting, **kwargs) -> None:
    # Tests override settings.
    if setting in ("SPA_AUTH", "SPA_TOKEN_SECRET"):
        configuration.cache_clear()


setting_changed.connect(_forget)

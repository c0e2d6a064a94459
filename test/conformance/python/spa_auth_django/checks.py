"""What `manage.py check` tells before the first request does."""

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured

from .configuration import configuration

_AUTHENTICATION = "django.contrib.auth.middleware.AuthenticationMiddleware"
_OURS = "spa_auth_django.middleware.SpaTokenCookieMiddleware"


@checks.register(checks.Tags.security)
def check_settings(app_configs, **kwargs):
    try:
        configuration()
    except ImproperlyConfigured as error:
        return [checks.Error(str(error), id="spa_auth.E001")]
    return []


@checks.register(checks.Tags.security)
def check_middleware(app_configs, **kwargs):
    middleware = list(settings.MIDDLEWARE)
    if _OURS not in middleware:
        hint = f"Add {_OURS!r} after {_AUTHENTICATION!r}."
        return [checks.Warning("No middleware writes the token's cookie.", hint=hint, id="spa_auth.W001")]
    if _AUTHENTICATION not in middleware[: middleware.index(_OURS)]:
        hint = f"Put {_AUTHENTICATION!r} before {_OURS!r}."
        return [checks.Error("SpaTokenCookieMiddleware needs request.user.", hint=hint, id="spa_auth.E002")]
    return []

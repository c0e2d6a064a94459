from django.apps import AppConfig


class SpaAuthConfig(AppConfig):
    name = "spa_auth_django"
    verbose_name = "pocket-spa-auth"

    def ready(self):
        from . import checks  # noqa: F401, it registers them

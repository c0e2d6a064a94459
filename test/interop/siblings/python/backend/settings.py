"""The settings of a project that uses pocket.django.spa_auth as its documentation says; it has no database."""

ALLOWED_HOSTS = ["127.0.0.1"]
AUTH_USER_MODEL = "backend.Person"
AUTHENTICATION_BACKENDS = ["backend.people.People"]
INSTALLED_APPS = ["backend", "django.contrib.auth", "django.contrib.contenttypes"]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "pocket.django.spa_auth.SpaTokenCookieMiddleware",
]
ROOT_URLCONF = "backend.urls"
SECRET_KEY = "for sessions that live as long as one run"
SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"

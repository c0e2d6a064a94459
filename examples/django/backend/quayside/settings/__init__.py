"""One module for each environment: local, ci, staging, production. DJANGO_SETTINGS_MODULE chooses; manage.py takes local."""

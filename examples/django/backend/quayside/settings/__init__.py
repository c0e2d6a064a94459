"""One module for each environment: local, ci, staging, production; and test. DJANGO_SETTINGS_MODULE chooses; manage.py takes local."""

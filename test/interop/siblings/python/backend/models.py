"""A user whose primary key is any text, for the middleware signs the primary key."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models


class Person(AbstractBaseUser):
    name = models.TextField(primary_key=True)
    # Without it signing in has nothing to save.
    last_login = None

    USERNAME_FIELD = "name"

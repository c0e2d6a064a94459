"""An account. Its primary key is the e-mail address, for the middleware puts the primary key into the token."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.password_validation import validate_password
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower


class PersonManager(BaseUserManager):
    def create_user(self, email, password, **fields):
        person = self.model(email=email.lower(), **fields)
        person.set_password(password)
        person.full_clean()
        person.save()
        return person

    def create_superuser(self, email, password=None):
        """This site has no permissions besides those of staff."""
        # Django's createsuperuser does not ask the validators with --noinput, and otherwise lets one bypass them.
        if password is not None:
            validate_password(password, self.model(email=email.lower()))
        return self.create_user(email, password, is_staff=True)


class Person(AbstractBaseUser):
    # An address may hold a ":" in quotes; a token cannot carry it.
    email = models.EmailField(
        primary_key=True, validators=[RegexValidator(":", inverse_match=True)]
    )
    is_staff = models.BooleanField(default=False)

    objects = PersonManager()

    USERNAME_FIELD = "email"

    class Meta:
        # create_user and the login form lower the case; this holds on every other way, and in every database.
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="person_email_is_lower_case")
        ]

"""Logging in and out. The token cookie is the middleware's affair."""

from django.contrib import messages
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.core.exceptions import ValidationError

from quayside.logs import get_logger
from quayside.logs.pseudonym import pseudonym

from .attempts import WINDOW, Attempts
from .next import is_safe_path

log = get_logger(__name__)


class LoginForm(AuthenticationForm):
    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": "The address or the password is wrong.",
        "throttled": "Too many attempts. Please wait a minute.",
    }

    def clean_username(self):
        return self.cleaned_data["username"].lower()

    def clean(self):
        attempts = Attempts(self.request, self.cleaned_data.get("username"))
        if not attempts.begin():
            raise ValidationError(self.error_messages["throttled"], code="throttled")
        # Django hashes the password of an unknown account too, so both take the same time.
        cleaned = super().clean()
        # It says nothing of a form without a password; the field does.
        if self.get_user() is not None:
            attempts.succeeded()
        return cleaned


class Login(LoginView):
    template_name = "people/login.html"
    authentication_form = LoginForm

    @property
    def redirect_authenticated_user(self):
        """One who is logged in goes straight on, unless to log in as somebody else."""
        return "other" not in self.request.GET

    def get_redirect_url(self):
        url = super().get_redirect_url()
        # To come back here would be a loop.
        return url if is_safe_path(url) and url != self.request.path else ""

    def form_valid(self, form):
        response = super().form_valid(form)
        messages.info(self.request, "You are logged in.")
        log.info("logged in", user=pseudonym(self.request.user.pk))
        return response

    def form_invalid(self, form):
        throttled = form.has_error("__all__", "throttled")
        response = self.render_to_response(self.get_context_data(form=form), status=429 if throttled else 401)
        if throttled:
            response["Retry-After"] = WINDOW
        # The same account has the same pseudonym here, so attempts on one can be counted.
        log.warning(
            "login refused", status=response.status_code, user=pseudonym(str(form.cleaned_data.get("username")))
        )
        return response


class Logout(LogoutView):
    def post(self, request, *args, **kwargs):
        response = super().post(request, *args, **kwargs)
        messages.info(request, "You are logged out.")
        return response

"""Django's session as the authentication of the API."""

from rest_framework.authentication import SessionAuthentication


class SessionCookie(SessionAuthentication):
    def authenticate_header(self, request):
        """Makes it a 401 for one who is not logged in, so that a 403 means one who is and may not."""
        return "Cookie"

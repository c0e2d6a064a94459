import time

from django.utils.deprecation import MiddlewareMixin

from .configuration import configuration
from .cookies import read_token, spa_login, spa_logout


class SpaTokenCookieMiddleware(MiddlewareMixin):
    """Keeps the token with the session: written while a user is logged in, renewed before it ends, removed afterwards.

    It comes after AuthenticationMiddleware. A cookie that the view wrote by spa_login or spa_logout stays.
    """

    def process_response(self, request, response):
        settings = configuration()
        if settings.cookie.name in response.cookies:
            return response
        now = int(time.time())
        verdict = read_token(request, now)
        if not request.user.is_authenticated:
            if verdict.reason != "missing":
                spa_logout(response)
            return response
        user_id = settings.user_id(request.user)
        if verdict.user_id != user_id or verdict.expiry - now < settings.renew_before:
            spa_login(response, user_id, now)
        return response

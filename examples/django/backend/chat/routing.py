from channels.auth import AuthMiddlewareStack
from channels.routing import URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.urls import path

from quayside.logs.request_log import log_sockets

from .consumer import Chat

# Browsers send cookies with a WebSocket that any site opens: the origin is what tells them apart.
websocket = log_sockets(
    AllowedHostsOriginValidator(
        AuthMiddlewareStack(URLRouter([path("api/chat", Chat.as_asgi())]))
    )
)

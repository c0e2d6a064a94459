import json

from channels.generic.websocket import AsyncWebsocketConsumer

from quayside.logs import get_logger
from quayside.logs.pseudonym import pseudonym

ROOM = "quay"
LIMIT = 500

log = get_logger(__name__)


class Chat(AsyncWebsocketConsumer):
    """One room. A visitor sends plain text and gets JSON; the edge has checked the token, the session says who it is."""

    async def connect(self):
        if not self.scope["user"].is_authenticated:
            return await self.close()
        await self.channel_layer.group_add(ROOM, self.channel_name)
        await self.accept()
        log.info("chat joined", user=pseudonym(self.scope["user"].pk))

    async def disconnect(self, code):
        await self.channel_layer.group_discard(ROOM, self.channel_name)

    async def receive(self, text_data=None, bytes_data=None):
        text = (text_data or "")[:LIMIT].strip()
        if text:
            message = {"type": "said", "who": self.scope["user"].email, "text": text}
            await self.channel_layer.group_send(ROOM, message)
            # Not the text: what people tell each other is theirs.
            log.info("chat message", length=len(text))

    async def said(self, event):
        await self.send(json.dumps({"who": event["who"], "text": event["text"]}))

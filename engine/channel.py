"""The HTTP channel between ``bot/`` and the dialogue: contract 1 of docs/architecture.md."""

import asyncio
import hmac
import logging
from typing import Any, Awaitable, Callable, Dict, Optional

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from engine import action_calls, conversation
from engine.linking.watcher import watcher_for
from engine.replies import CHANNEL_NAME
from engine.requests import BadRequest, parse_body
from engine.settings import get_settings
from engine.switching import ModelUnusable, model_path, switch
from engine.tracker_store import MessageOfAnotherSender

logger = logging.getLogger(__name__)
_MAX_BODY = 64 * 1024


def _error(status: int, message: str) -> HTTPResponse:
    return response.json({"error": message}, status=status)


class LoketChannel(InputChannel):
    """``credentials.yml`` names this class; ``token`` is the shared secret."""

    def __init__(self, token: str) -> None:
        self._expected = f"Bearer {token}".encode()
        self._locks = conversation.SenderLocks()
        self._switching = asyncio.Lock()
        action_calls.install()

    @classmethod
    def name(cls) -> str:
        """The channel's name, and so its place in the URL."""
        return CHANNEL_NAME

    @classmethod
    def from_credentials(cls, credentials: Optional[Dict[str, Any]]) -> "LoketChannel":
        """Make the channel with the secret from the settings; raise SettingsError if there is none."""
        return cls(get_settings().token())

    def _is_authorised(self, request: Request) -> bool:
        given = request.headers.get("authorization", "").encode("utf-8", "surrogateescape")
        return hmac.compare_digest(given, self._expected)

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Return the routes. ``on_new_message`` is not used: it would take Rasa's lock and lose errors."""
        routes = Blueprint("loket_channel")

        @routes.get("/health")
        async def health(request: Request) -> HTTPResponse:
            return _health(request.app)

        @routes.post("/webhook")
        async def webhook(request: Request) -> HTTPResponse:
            if not self._is_authorised(request):
                return _error(401, "authorization missing or wrong")
            if len(request.body) > _MAX_BODY:
                return _error(400, "body too large")
            return await self._receive(request)

        @routes.post("/model")
        async def use_model(request: Request) -> HTTPResponse:
            if not self._is_authorised(request):
                return _error(401, "authorization missing or wrong")
            return await self._use_model(request)

        @routes.delete("/conversations/<sender>")
        async def forget(request: Request, sender: str) -> HTTPResponse:
            if not self._is_authorised(request):
                return _error(401, "authorization missing or wrong")
            async with self._locks.hold(sender):
                await conversation.tracker_store_of(request.app.ctx.agent).forget(sender)
            return response.json({"status": "ok"})

        @routes.listener("after_server_start")
        async def forget_old(app: Sanic, loop: Any) -> None:
            app.add_task(conversation.keep_forgetting(app))

        @routes.listener("after_server_stop")
        async def close(app: Sanic, loop: Any) -> None:
            await action_calls.close_session()

        return routes

    async def _receive(self, request: Request) -> HTTPResponse:
        agent = getattr(request.app.ctx, "agent", None)
        if agent is None or agent.domain is None:
            return _error(503, "no model loaded")
        try:
            incoming = parse_body(request.body, agent.domain.intents)
            async with self._locks.hold(incoming.sender):
                return response.json(await conversation.answer(agent, incoming), ensure_ascii=False)
        except (BadRequest, MessageOfAnotherSender) as error:
            known = error if isinstance(error, BadRequest) else "message_id belongs to another sender"
            return _error(400, str(known))
        except conversation.NotReady as error:
            return _error(503, str(error))

    async def _use_model(self, request: Request) -> HTTPResponse:
        agent = getattr(request.app.ctx, "agent", None)
        if agent is None or agent.processor is None:
            return _error(503, "no model loaded")
        try:
            path = model_path(request.body)
        except BadRequest as error:
            return _error(400, str(error))
        try:
            async with self._switching:
                return response.json({"status": "ok", "model_id": await switch(agent, path)})
        except ModelUnusable as error:
            return _error(422, str(error))


def _health(app: Sanic) -> HTTPResponse:
    agent = getattr(app.ctx, "agent", None)
    model = getattr(agent, "model_name", None) if agent is not None else None
    if not model:
        return response.json({"status": "starting", "model": None}, status=503)
    watcher = watcher_for(get_settings().lexicon_path)
    lexicon = {"version": watcher.current.version}
    return response.json({"status": "ok", "model": model, "model_id": agent.model_id, "lexicon": lexicon})

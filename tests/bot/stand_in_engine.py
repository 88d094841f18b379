"""A small deterministic engine over contract 1: echoes, remembers by ``message_id``, fails when told to."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

TOKEN = "engine-secret"


@dataclass
class StandInEngine:
    """Answers each message once; a repeated ``message_id`` gets the first answer again."""

    delay: float = 0
    status: int = 200
    replies: list[dict[str, Any]] | None = None
    hang_on: str = ""
    away: bool = False
    asked: list[dict[str, Any]] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)
    attempts: Counter[str] = field(default_factory=Counter)
    _answers: dict[str, dict[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        routes = [
            Route("/webhooks/loket/webhook", self.webhook, methods=["POST"]),
            Route("/webhooks/loket/conversations/{sender}", self.forget, methods=["DELETE"]),
        ]
        self.app = Starlette(routes=routes)

    async def forget(self, request: Request) -> JSONResponse:
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return JSONResponse({"error": "secret"}, 401)
        if self.status != 200:
            return JSONResponse({"error": "down"}, self.status)
        self.forgotten.append(request.path_params["sender"])
        return JSONResponse({"status": "ok"})

    async def webhook(self, request: Request) -> JSONResponse:
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return JSONResponse({"error": "secret"}, 401)
        body = json.loads(await request.body())
        message_id = body["message_id"]
        self.attempts[message_id] += 1
        if self.hang_on and self.hang_on in body.get("text", ""):
            await asyncio.sleep(60)
        if self.status != 200:
            return JSONResponse({"error": "down"}, self.status)
        if self.away:
            apology = {"message_id": message_id, "failed": True, "retry": True, "error_id": "e1"}
            return JSONResponse({**apology, "replies": [{"answer": {"kind": "error", "title": "Maaf"}}]})
        if message_id in self._answers:
            return JSONResponse({**self._answers[message_id], "replayed": True})
        await asyncio.sleep(self.delay)
        self.asked.append(body)
        self._answers[message_id] = self._answer(body)
        return JSONResponse(self._answers[message_id])

    def _answer(self, body: dict[str, Any]) -> dict[str, Any]:
        said = body.get("text") or body.get("payload")
        replies = self.replies if self.replies is not None else [{"text": f"jawaban: {said}"}]
        reading = {"aspect": "cost", "service": None, "region": None}
        outcome = {"message_id": body["message_id"], "replayed": False, "failed": False, "error_id": ""}
        return {**outcome, "reading": reading, "nlu": {}, "replies": replies}

"""Serves the actions to Rasa: our own route over rasa-sdk's executor, because the stock server listens on every
address, asks for no secret, sets no time limit and leaves the citizen without an answer when an action fails."""

from __future__ import annotations

import asyncio
import hmac
import json
import secrets as random_source
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException

from actions import sessions
from actions.answer_action import ActionAnswer
from actions.counting import writing_now_and_then
from actions.fallback_action import ActionFallback
from actions.report_info import ActionReportInfo
from loket.answers.fallback_answers import error_answer
from loket.secrets import secret
from loket.settings import get_settings

MAX_BODY_BYTES: Final = 8 * 1024 * 1024  # a tracker of one session is far below
logger = structlog.get_logger("actions")


class BodyError(Exception):
    """The request is not what Rasa sends."""


def make_executor() -> ActionExecutor:
    """An executor that knows our actions."""
    executor = ActionExecutor()
    for action in (ActionAnswer(), ActionFallback(), ActionReportInfo()):
        executor.register_action(action)
    return executor


def create_app(
    executor: ActionExecutor | None = None, token: str | None = None, seconds: float | None = None
) -> FastAPI:
    """The application. ``token``: the shared secret; ``seconds``: the longest run of an action (settings if None)."""
    app = FastAPI(title="Loket actions", docs_url=None, redoc_url=None, openapi_url=None, lifespan=_dispose_at_the_end)
    actions = executor or make_executor()
    expected = token or secret("engine_token")
    limit = seconds or get_settings().action_seconds

    @app.get("/health")
    async def health() -> dict[str, str]:
        return {"status": "ok"}

    @app.post("/webhook")
    async def webhook(request: Request) -> Response:
        if not is_authorised(request, expected):
            return JSONResponse({"error": "authorization missing or wrong"}, status_code=401)
        try:
            call = await _read_call(request)
        except BodyError as error:
            return JSONResponse({"error": str(error)}, status_code=400)
        return await _run(actions, call, limit)

    return app


@asynccontextmanager
async def _dispose_at_the_end(_app: FastAPI) -> AsyncIterator[None]:
    async with writing_now_and_then():
        yield
    if sessions.database.cache_info().currsize:
        await sessions.database().close()


def is_authorised(request: Request, expected: str) -> bool:
    """Whether the secret is in the header or the query, compared in constant time."""
    header = request.headers.get("authorization", "")
    given = header.removeprefix("Bearer ") if header.startswith("Bearer ") else request.query_params.get("token", "")
    return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), expected.encode())


async def _read_call(request: Request) -> dict[str, Any]:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            raise BodyError("body too large")
    try:
        call = json.loads(_inflated(bytes(body), request.headers.get("content-encoding", "")))
    except (ValueError, RecursionError):
        raise BodyError("body is not JSON") from None
    if not isinstance(call, dict) or not isinstance(call.get("next_action"), str):
        raise BodyError("body is not an action call")
    return call


def _inflated(body: bytes, encoding: str) -> bytes:
    """The body as it was before Rasa's COMPRESS_ACTION_SERVER_REQUEST; never more than MAX_BODY_BYTES."""
    if encoding.strip().lower() != "deflate":
        return body
    inflater = zlib.decompressobj()
    try:
        data = inflater.decompress(body, MAX_BODY_BYTES)
    except zlib.error:
        raise BodyError("body is not deflated") from None
    if inflater.unconsumed_tail:
        raise BodyError("body too large")
    return data


async def _run(executor: ActionExecutor, call: dict[str, Any], seconds: float) -> Response:
    """Run the action; whatever goes wrong, the citizen gets an apology and the log an id, never the message."""
    name = call["next_action"]
    try:
        result = await asyncio.wait_for(executor.run(call), seconds)
    except ActionNotFoundException:
        return JSONResponse({"error": "unknown action", "action_name": name}, status_code=404)
    except ActionExecutionRejection as rejection:
        return JSONResponse({"error": str(rejection), "action_name": rejection.action_name}, status_code=400)
    except Exception as error:  # noqa: BLE001  the edge of the process: nothing may leave a citizen in silence
        return JSONResponse(_apology(name, error))
    return JSONResponse(result.model_dump() if result else {"events": [], "responses": []})


def _apology(action: str, error: Exception) -> dict[str, Any]:
    error_id = random_source.token_hex(4)
    logger.error(
        "action failed", action=action, error_id=error_id, error=type(error).__name__, where=_traceback_lines(error)
    )
    dispatcher = CollectingDispatcher()
    dispatcher.utter_message(json_message=error_answer(error_id).model_dump(mode="json"))
    return {"events": [], "responses": dispatcher.messages}


def _traceback_lines(error: BaseException) -> list[str]:
    """File, line and function of each frame: an exception's own words may quote the citizen's message."""
    lines, frame = [], error.__traceback__
    while frame is not None:
        code = frame.tb_frame.f_code
        lines.append(f"{code.co_filename}:{frame.tb_lineno} {code.co_name}")
        frame = frame.tb_next
    return lines

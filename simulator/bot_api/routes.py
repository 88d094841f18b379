"""``/bot<token>/<method>`` and ``/file/bot<token>/<path>``: decode, check, run, answer, log."""

import time
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from simulator.bot_api import callbacks, media, messages, polling, profile, webhook
from simulator.bot_api.call import Call
from simulator.bot_api.errors import ApiError, forbidden
from simulator.bot_api.parameters import Parameters, read_parameters
from simulator.bots import bot_of_token, is_token
from simulator.faults import Fault, html_body
from simulator.files import file_content
from simulator.json_text import Json
from simulator.schema.checks import call_problems, method_name
from simulator.world import World

Method = Callable[[Call], Awaitable[Any]]
METHODS: dict[str, Method] = {
    **polling.METHODS,
    **webhook.METHODS,
    **messages.METHODS,
    **media.METHODS,
    **callbacks.METHODS,
    **profile.METHODS,
}
# The Message has the text, the log of calls does not need it again at full length.
_LOGGED_TEXT = 200


class Dropped(Response):
    """No answer: the connection is closed under the caller's feet."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        transport = getattr(getattr(receive, "__self__", None), "transport", None)
        if transport is None:
            raise RuntimeError("connections can be dropped under uvicorn only")
        transport.abort()
        while (await receive())["type"] != "http.disconnect":
            continue


async def bot_method(request: Request) -> Response:
    """Answer one call of a bot as the Bot API does."""
    world: World = request.app.state.world
    started = time.monotonic()
    parameters, entry = Parameters(), {"method": request.path_params["method"], "at": time.time()}
    try:
        token, name = request.path_params["token"], method_name(request.path_params["method"])
        _check_address(token, name)
        assert name is not None  # noqa: S101 - _check_address raised otherwise; mypy cannot see that
        entry["method"] = name
        parameters = await read_parameters(request, name)
        entry.update(parameters=_logged(parameters), chat_id=parameters.values.get("chat_id"))
        call = Call(world, bot_of_token(world.store, token), name, parameters.values, parameters.uploads)
        entry["bot"] = call.bot.username
        world.note_call(call.bot.id)
        response = await _run(call, entry)
    except ApiError as error:
        response = _refusal(error, entry)
    entry["milliseconds"] = round((time.monotonic() - started) * 1000, 1)
    world.calls.append(entry)
    return response


async def bot_file(request: Request) -> Response:
    """Hand out a file that getFile named."""
    token, world = request.path_params["token"], request.app.state.world
    if not is_token(token):
        return _refusal(ApiError(401, "Unauthorized"), {})
    bot = bot_of_token(world.store, token)
    found = file_content(world.store, bot.id, path=request.path_params["path"])
    if found is None:
        return _refusal(ApiError(404, "Not Found"), {})
    return Response(found[0], media_type="application/octet-stream")


def _check_address(token: str, name: str | None) -> None:
    if not is_token(token):
        raise ApiError(401, "Unauthorized")
    if name is None:
        raise ApiError(404, "Not Found")
    if name not in METHODS:
        raise ApiError(501, f"Not Implemented: the simulator does not have {name}")


async def _run(call: Call, entry: dict[str, Any]) -> Response:
    _note_violations(call)
    fault = call.world.faults.take(call.method, call.values.get("chat_id"))
    if fault is not None:
        entry["fault"] = fault.kind
        if (spoiled := await _spoiled(call.world, fault)) is not None:
            entry["status"] = spoiled.status_code
            return spoiled
    result = await METHODS[call.method](call)
    entry.update(status=200, result_message_id=result.get("message_id") if isinstance(result, dict) else None)
    if fault is not None and fault.kind == "answer_lost":
        return Dropped()
    return Json({"ok": True, "result": result})


async def _spoiled(world: World, fault: Fault) -> Response | None:
    """Return the faulty answer; None where the call still goes through."""
    if fault.kind == "429":
        raise ApiError(429, f"Too Many Requests: retry after {fault.retry_after}", retry_after=fault.retry_after)
    if fault.kind == "403":
        raise forbidden("bot was blocked by the user")
    if fault.kind == "5xx":
        return HTMLResponse(html_body(), status_code=502)
    if fault.kind in ("slow", "timeout"):
        # Unlike a plain sleep this ends when the simulator is told to stop.
        await world.bells.until(lambda: False, fault.seconds, "faults")
    return Dropped() if fault.kind in ("drop", "timeout") else None


def _note_violations(call: Call) -> None:
    uploads = {name: "attach://upload" for name in call.uploads if name not in call.values}
    attached = {str(value) for value in call.values.values()}
    checked = {**call.values, **{n: v for n, v in uploads.items() if f"attach://{n}" not in attached}}
    for problem in call_problems(call.method, checked):
        call.world.violations.append({"method": call.method, "bot": call.bot.username, "problem": problem})


def _refusal(error: ApiError, entry: dict[str, Any]) -> Json:
    entry.update(status=error.code, description=error.description)
    headers = {"Retry-After": str(error.retry_after)} if error.retry_after is not None else None
    return Json(error.body, status_code=error.code, headers=headers)


def _logged(parameters: Parameters) -> dict[str, Any]:
    logged = {k: v[:_LOGGED_TEXT] if isinstance(v, str) else v for k, v in parameters.values.items()}
    return logged | {name: f"<{len(upload.content)} bytes>" for name, upload in parameters.uploads.items()}


async def root(request: Request) -> Response:
    """Anything else below /bot: 404 in the Bot API's shape."""
    return _refusal(ApiError(404, "Not Found"), {})


ROUTES = [
    Route("/bot{token}/{method}", bot_method, methods=["GET", "POST"]),
    Route("/file/bot{token}/{path:path}", bot_file, methods=["GET"]),
    Route("/bot{rest:path}", root, methods=["GET", "POST"]),
]

"""For tests: make Telegram misbehave, and see what the bot did."""

from starlette.requests import Request
from starlette.responses import Response

from simulator.citizen.requests import Refused, body_of
from simulator.faults import BadFault, fault_from
from simulator.json_text import Json
from simulator.world import World


async def add_fault(request: Request) -> Json:
    """POST /faults: queue one; 201 with what waits."""
    world: World = request.app.state.world
    try:
        world.faults.waiting.append(fault_from(await body_of(request)))
    except BadFault as error:
        raise Refused(400, str(error)) from error
    return Json({"faults": world.faults.described()}, status_code=201)


async def list_faults(request: Request) -> Json:
    """GET /faults: what still waits."""
    return Json({"faults": request.app.state.world.faults.described()})


async def clear_faults(request: Request) -> Response:
    """DELETE /faults: good days again."""
    request.app.state.world.faults.waiting.clear()
    return Response(status_code=204)


async def calls(request: Request) -> Json:
    """GET /calls?method=&chat_id=: the latest calls of all bots, oldest first."""
    found = list(request.app.state.world.calls)
    for name in ("method", "chat_id", "bot"):
        if name in request.query_params:
            wanted = request.query_params[name].lower()
            found = [call for call in found if str(call.get(name)).lower() == wanted]
    return Json({"calls": found})


async def violations(request: Request) -> Json:
    """GET /violations: calls that the Bot API's schema does not allow."""
    return Json({"violations": list(request.app.state.world.violations)})


async def clear_log(request: Request) -> Response:
    """DELETE /calls: forget calls and violations."""
    world: World = request.app.state.world
    world.calls.clear()
    world.violations.clear()
    return Response(status_code=204)

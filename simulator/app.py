"""The simulator as one ASGI application."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.routing import Route

from simulator.bot_api.routes import ROUTES as BOT_API_ROUTES
from simulator.citizen.requests import Refused
from simulator.citizen.routes import ROUTES as CITIZEN_ROUTES
from simulator.delivery import WebhookDelivery
from simulator.guard import BrowserGuard
from simulator.json_text import Json
from simulator.world import World

# Only this machine's own names: a page elsewhere must not reach the simulator through a name of its own.
_HOSTS = ["127.0.0.1", "localhost", "testserver"]


async def health(request: Request) -> Json:
    """GET /health."""
    return Json({"status": "ok"})


async def not_found(request: Request, error: Exception) -> Json:
    """Answer what has no route, or not by this method, as JSON."""
    status = error.status_code if isinstance(error, HTTPException) else 404
    return Json({"error": "not found" if status == 404 else "not allowed"}, status_code=status)


async def refused(request: Request, error: Exception) -> Json:
    """Answer a refused citizen request: JSON with the reason."""
    status = error.status if isinstance(error, Refused) else 500
    return Json({"error": str(error)}, status_code=status)


def build_app(world: World) -> Starlette:
    """Return the application on this world; the caller closes the world's store."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        delivery = asyncio.create_task(WebhookDelivery(world).run())
        yield
        world.bells.close()
        delivery.cancel()
        await asyncio.gather(delivery, return_exceptions=True)

    app = Starlette(
        routes=[Route("/health", health), *BOT_API_ROUTES, *CITIZEN_ROUTES],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=_HOSTS), Middleware(BrowserGuard)],
        exception_handlers={Refused: refused, HTTPException: not_found},
        lifespan=lifespan,
    )
    app.state.world = world
    return app

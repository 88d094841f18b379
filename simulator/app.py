"""The simulator as one ASGI application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from simulator.bot_api.routes import ROUTES as BOT_API_ROUTES
from simulator.citizen.requests import Refused
from simulator.citizen.routes import ROUTES as CITIZEN_ROUTES
from simulator.world import World

# Only this machine's own names: a page elsewhere must not reach the simulator through a name of its own.
_HOSTS = ["127.0.0.1", "localhost", "testserver"]


async def health(request: Request) -> JSONResponse:
    """GET /health."""
    return JSONResponse({"status": "ok"})


async def refused(request: Request, error: Exception) -> JSONResponse:
    """Answer a refused citizen request: JSON with the reason."""
    status = error.status if isinstance(error, Refused) else 500
    return JSONResponse({"error": str(error)}, status_code=status)


def build_app(world: World) -> Starlette:
    """Return the application on this world; the caller closes the world's store."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        yield
        world.bells.close()

    app = Starlette(
        routes=[Route("/health", health), *BOT_API_ROUTES, *CITIZEN_ROUTES],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=_HOSTS)],
        exception_handlers={Refused: refused},
        lifespan=lifespan,
    )
    app.state.world = world
    return app

"""The web application: ``/`` for people, ``/health`` and ``/metrics`` for machines."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, Response
from fastapi.staticfiles import StaticFiles
from fastapi.templating import Jinja2Templates
from prometheus_client import CONTENT_TYPE_LATEST

from loket.secrets import secret
from loket.settings import Settings, get_settings
from loket.stack.processes import uses_simulator
from web.accounts import invitations, login, managing, own
from web.accounts.refusals import add_refusals
from web.audit import pages as audit_pages
from web.database import Database
from web.figures import programme_pages, region_pages
from web.home import router as home_router
from web.imports import pages as import_pages
from web.imports.setup import mount_imports
from web.memory import limit_threads
from web.metrics import render_metrics
from web.offices import routes as office_routes
from web.openapi.app import create_api
from web.operator import pages as operator_pages
from web.partners import pages as partner_pages
from web.public import pages as public_pages
from web.questions import group_pages, list_pages, report_pages
from web.questions.grouping import GroupingRuns
from web.security import RateLimitMiddleware, SecurityMiddleware, WebKey
from web.standards import routes as standards_routes
from web.state import Installation, as_json
from web.tables.mount import mount_tables

HERE = Path(__file__).parent
TEMPLATES = Jinja2Templates(HERE / "templates")
# Every part of the site, in the order in which their addresses are tried.
ROUTERS: tuple[APIRouter, ...] = (
    home_router,
    login.router,
    invitations.router,
    own.router,
    managing.router,
    partner_pages.router,
    *standards_routes.ROUTERS,
    *office_routes.ROUTERS,
    import_pages.router,
    list_pages.router,
    group_pages.router,
    report_pages.router,
    region_pages.router,
    programme_pages.router,
    audit_pages.router,
    operator_pages.router,
    public_pages.router,
)
TITLES = {
    "engine": "Mesin bahasa",
    "actions": "Penyusun jawaban",
    "bot": "Penghubung Telegram",
    "simulator": "Simulator Telegram",
}
SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def create_app(settings: Settings | None = None) -> FastAPI:
    """Build the application for these settings."""
    settings = settings or get_settings()
    database = Database(settings.resolved_database_url)
    installation = Installation(settings, database)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        limit_threads()
        yield
        imports.close()
        app.state.grouping.close()
        await installation.close()
        database.close()

    app = FastAPI(title="Loket", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.installation = installation
    app.state.settings = settings
    app.state.database = database
    key = secret("web_key", settings)
    app.state.web_key = WebKey(key)
    app.state.grouping = GroupingRuns(settings)
    imports = mount_imports(app, database, settings)
    app.add_middleware(SecurityMiddleware)
    app.add_middleware(RateLimitMiddleware, per_minute=settings.web_per_minute)
    app.add_api_route("/", landing_page, response_class=HTMLResponse)
    app.add_api_route("/health", health)
    app.add_api_route("/metrics", metrics)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    for router in ROUTERS:
        app.include_router(router)
    app.mount("/api/v1", create_api(settings, database))
    mount_tables(app, database, settings, key)
    add_refusals(app)
    return app


async def landing_page(request: Request) -> Response:
    """Where a person who opens the web address goes from here."""
    installation: Installation = request.app.state.installation
    simulated = uses_simulator(installation.settings)
    port = installation.settings.simulator_port
    context = {
        "chat_url": f"{request.url.scheme}://{request.url.hostname}:{port}/" if simulated else "",
        "processes": [
            (TITLES.get(name, name), health.is_well) for name, health in (await installation.processes()).items()
        ],
    }
    return TEMPLATES.TemplateResponse(request, "landing.html", context, headers=SECURITY_HEADERS)


async def health(request: Request) -> dict[str, Any]:
    """Own state (``status``: this process and its database), every other process, and the queues."""
    installation: Installation = request.app.state.installation
    queues = await installation.queues()
    return {"status": "ok", "processes": as_json(await installation.processes()), "queues": queues}


async def metrics(request: Request) -> Response:
    """For Prometheus."""
    installation: Installation = request.app.state.installation
    text = render_metrics(await installation.queues(), await installation.processes())
    return PlainTextResponse(text, media_type=CONTENT_TYPE_LATEST)

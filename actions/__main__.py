"""``python -m actions``: serve the actions on loopback until SIGTERM."""

from __future__ import annotations

import logging
import sys

import structlog
import uvicorn

from actions.server import create_app
from loket.settings import Settings, get_settings

STOP_SECONDS = 4


def configure_logs(settings: Settings) -> None:
    """Process name first, to stdout."""
    logging.basicConfig(level=settings.log_level, stream=sys.stdout, format="actions %(levelname)s %(message)s")
    logging.getLogger("rasa_sdk").setLevel(logging.WARNING)
    renderer = structlog.processors.JSONRenderer() if settings.log_json else structlog.processors.LogfmtRenderer()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            renderer,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def main() -> None:
    """Run the server."""
    settings = get_settings()
    configure_logs(settings)
    uvicorn.run(
        create_app(),
        host="127.0.0.1",
        port=settings.actions_port,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=STOP_SECONDS,
    )


if __name__ == "__main__":
    main()

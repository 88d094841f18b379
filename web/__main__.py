"""``python -m web``: serve on loopback until SIGTERM; a reverse proxy puts it on the internet."""

from __future__ import annotations

import logging
import sys

import structlog
import uvicorn

from loket.settings import Settings, get_settings
from web.app import create_app
from web.memory import keep_heaps_small

HOST = "127.0.0.1"
STOP_SECONDS = 4


def set_up_logs(settings: Settings) -> None:
    """Process name first, to stdout."""
    level = settings.log_level.upper()
    logging.basicConfig(level=level, stream=sys.stdout, format="web %(asctime)s %(levelname)s %(message)s")
    for talkative in ("httpx", "starlette_admin"):
        logging.getLogger(talkative).setLevel(logging.WARNING)
    renderer = structlog.processors.JSONRenderer() if settings.log_json else structlog.processors.LogfmtRenderer()
    structlog.configure(
        processors=[
            structlog.stdlib.add_log_level,
            structlog.processors.format_exc_info,
            renderer,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def main() -> None:
    """Run the process."""
    keep_heaps_small()
    settings = get_settings()
    set_up_logs(settings)
    logging.getLogger("web").info("serving on http://%s:%d/", HOST, settings.web_port)
    uvicorn.run(
        create_app(settings),
        host=HOST,
        port=settings.web_port,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=STOP_SECONDS,
    )


if __name__ == "__main__":
    main()

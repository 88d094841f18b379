"""Logs to stdout, process name first. No line may hold a message's text: Rasa's own debug lines stay off."""

import logging
import sys
from typing import Any, MutableMapping

import structlog

# These log message texts, request bodies or a line for each request.
_QUIET = ("rasa.core.processor", "rasa.core.actions.action", "sanic.access", "apscheduler", "matplotlib", "asyncio")


def _process_name(logger: Any, name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {"process": "engine", **event}


def _console(logger: Any, name: str, event: MutableMapping[str, Any]) -> str:
    stamp, level = event.pop("timestamp", ""), str(event.pop("level", "")).upper()
    process, text = event.pop("process", ""), event.pop("event", "")
    extra = " ".join(f"{key}={value}" for key, value in event.items() if not key.startswith("_") and key != "exception")
    trace = f"\n{event['exception']}" if event.get("exception") else ""
    return f"{process} {stamp} {level:<7} {text} {extra}".rstrip() + trace


class _NoOldWarnings(logging.Filter):
    """Rasa's dependencies of 2022 warn about themselves at each start; nobody can act on that here."""

    _CATEGORIES = ("DeprecationWarning", "FutureWarning", "MovedIn20Warning")

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep all other warnings."""
        return not any(category in record.getMessage() for category in self._CATEGORIES)


def configure(level: str, as_json: bool) -> None:
    """Send everything that is logged in this process to stdout, one line an event."""
    shared: list = [
        _process_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    renderer = structlog.processors.JSONRenderer(ensure_ascii=False) if as_json else _console
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    logging.root.handlers = [handler]
    logging.root.setLevel(level)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    logging.captureWarnings(True)
    logging.getLogger("py.warnings").addFilter(_NoOldWarnings())

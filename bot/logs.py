"""Log lines of this process: its name first, and never a token, whatever a library writes."""

from __future__ import annotations

import logging
import re
import sys
from typing import Any

import structlog

from loket.citizens.masking import masked
from loket.settings import Settings

PROCESS = "bot"
_TOKEN = re.compile(r"(?<!\d)\d{1,20}:[A-Za-z0-9_-]{9,}")
NOISY = ("httpx", "httpcore", "telegram", "uvicorn", "asyncio")


def redact(_logger: Any, _name: str, event: dict[str, Any]) -> dict[str, Any]:
    """Cut tokens and personal numbers out of every text of the line, tracebacks too."""
    return {
        key: masked(_TOKEN.sub("<token>", value)) if isinstance(value, str) and key != "timestamp" else value
        for key, value in event.items()
    }


def _process_first(_logger: Any, _name: str, event: dict[str, Any]) -> dict[str, Any]:
    return {"process": PROCESS, **event}


def set_up_logs(settings: Settings) -> None:
    """Send our lines and those of the libraries to stdout in one form."""
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        redact,
        _process_first,
    ]
    renderer: Any = structlog.processors.JSONRenderer(ensure_ascii=False) if settings.log_json else line
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer]
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(formatter)
    logging.basicConfig(handlers=[handler], level=settings.log_level.upper(), force=True)
    for name in NOISY:  # httpx writes the address of each call, and the address holds the token
        logging.getLogger(name).setLevel(logging.WARNING)
    # It writes a gateway's HTML page with a traceback for each 5xx; we say what failed and how often.
    logging.getLogger("telegram.request").setLevel(logging.CRITICAL)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[settings.log_level.upper()]),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def line(_logger: Any, _name: str, event: dict[str, Any]) -> str:
    """One readable line: process, time, level, event, then the rest by name."""
    rest = dict(event)
    process, at = rest.pop("process", PROCESS), rest.pop("timestamp", "")
    level, what, trace = rest.pop("level", ""), rest.pop("event", ""), rest.pop("exception", "")
    facts = " ".join(f"{key}={value}" for key, value in rest.items())
    text = f"{process} {at} {level.upper():7} {what} {facts}".rstrip()
    return f"{text}\n{trace}" if trace else text

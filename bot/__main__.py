"""``python -m bot``: serve every active bot until SIGTERM or Ctrl-C."""

from __future__ import annotations

import asyncio
import signal
import sys

import structlog
import uvloop

from bot.logs import set_up_logs
from bot.service import Service
from loket.errors import LoketError
from loket.settings import get_settings

logger = structlog.get_logger()


async def _serve() -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await Service(get_settings()).run(stop)


def main() -> int:
    """Run the process; returns its exit status."""
    settings = get_settings()
    set_up_logs(settings)
    try:
        asyncio.run(_serve(), loop_factory=uvloop.new_event_loop)
    except LoketError as error:
        logger.error("bot cannot start", reason=str(error))
        return 1
    except OSError as error:
        logger.error(
            f"Port {settings.resolved_bot_port} tidak dapat dipakai. Hentikan program lain yang memakainya, "
            "atau isi LOKET_BOT_PORT dengan angka lain.", reason=error.strerror,
        )  # fmt: skip
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Where a page sends its reader to the bot: a Telegram link with its QR code, or the simulator's chat page."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from functools import lru_cache

import segno
import structlog

from loket.bots.links import LinkTooLong, link_to, start_parameter
from loket.settings import Settings
from loket.stack.errors import StackError
from loket.stack.preflight import check_token
from loket.stack.processes import uses_simulator

logger = structlog.get_logger("web")
ASK_AGAIN_SECONDS = 300.0


@dataclass(frozen=True)
class BotLink:
    """``qr``: SVG to stand in the page; empty where a telephone could not open the link."""

    address: str
    qr: str


class BotAddress:
    """Knows the bot's name: set by the operator, else asked of Telegram once; a failure is asked again later."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._username = settings.bot_username.removeprefix("@")
        self._asked_at = -ASK_AGAIN_SECONDS
        self._lock = threading.Lock()

    def link(self, region: str = "", service: str = "") -> BotLink | None:
        """To this service in this region (slugs); None while the bot's name is not known."""
        username = self._known_username()
        if username:
            address = link_to(username, _longest_start(region, service))
            return BotLink(address, _code(address))
        if uses_simulator(self._settings):
            start = _longest_start(region, service)
            return BotLink(f"http://127.0.0.1:{self._settings.simulator_port}/?start={start}", "")
        return None

    def _known_username(self) -> str:
        if self._username or not self._settings.telegram_bot_token.get_secret_value():
            return self._username
        with self._lock:
            if not self._username and time.monotonic() - self._asked_at >= ASK_AGAIN_SECONDS:
                self._asked_at = time.monotonic()
                try:
                    self._username = check_token(self._settings) or ""
                except StackError:
                    logger.warning("the bot's name is not known: Telegram refuses the token")
        return self._username


def _longest_start(region: str, service: str) -> str:
    """Names that are too long together lead to the service alone; the bot asks for the region."""
    try:
        return start_parameter(region, service)
    except LinkTooLong:
        return start_parameter("", service)


@lru_cache(maxsize=512)
def _code(address: str) -> str:
    made = segno.make(address, error="m", micro=False)
    return made.svg_inline(scale=3, border=2, omitsize=True, svgclass="qr", lineclass=None, title="Kode QR bot Loket")

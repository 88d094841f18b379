"""Where the bots of this process find the Bot API."""

from __future__ import annotations

from loket.bots.operations import ActiveBot
from loket.settings import Settings

TELEGRAM_API = "https://api.telegram.org/bot"


def api_root(bot: ActiveBot, settings: Settings) -> str:
    """The ``base_url`` of python-telegram-bot for this bot, ending in ``/bot``."""
    if settings.telegram_api:
        root = settings.telegram_api.rstrip("/")
        return root if root.endswith("/bot") else f"{root}/bot"
    return f"http://127.0.0.1:{settings.simulator_port}/bot" if bot.is_simulated else TELEGRAM_API

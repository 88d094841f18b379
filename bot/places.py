"""Where the bots of this process find the Bot API."""

from __future__ import annotations

from loket.bots.operations import ActiveBot
from loket.settings import Settings


def api_root(bot: ActiveBot, settings: Settings) -> str:
    """The ``base_url`` of python-telegram-bot for this bot, ending in ``/bot``."""
    if bot.is_simulated and not settings.telegram_api:
        return f"http://127.0.0.1:{settings.simulator_port}/bot"
    return settings.resolved_telegram_api

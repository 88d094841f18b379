"""Deep links into the bot, as printed on codes and pages (contract 5 in docs/architecture.md)."""

from __future__ import annotations

from loket.errors import LoketError

MOST_START_CHARS = 64  # Telegram's limit on a deep link's parameter


class LinkTooLong(LoketError):
    """Telegram would not take the link."""

    def __init__(self, length: int) -> None:
        super().__init__(f"Tautan terlalu panjang untuk Telegram ({length} dari {MOST_START_CHARS} huruf).")
        self.length = length


def start_parameter(region: str = "", service: str = "") -> str:
    """``region-service``, ``region``, ``-service``, or nothing. Raises LinkTooLong."""
    start = f"{region}-{service}" if service else region
    if len(start) > MOST_START_CHARS:
        raise LinkTooLong(len(start))
    return start


def deep_link(username: str, region: str = "", service: str = "") -> str:
    """The address that opens the bot at a service, a region or both. Raises LinkTooLong."""
    return link_to(username, start_parameter(region, service))


def link_to(username: str, start: str) -> str:
    """The bot's address with this start parameter."""
    return f"https://t.me/{username}" + (f"?start={start}" if start else "")

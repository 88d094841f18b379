"""Which processes make up Loket, how each is started and where it says that it is well."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from loket.secrets import secret
from loket.settings import PROJECT_ROOT, Settings

LOOPBACK = "127.0.0.1"
ENGINE_PYTHON = PROJECT_ROOT / ".venv" / "engine" / "bin" / "python"


@dataclass(frozen=True)
class Process:
    """One process of the stack. ``port`` 0 = chosen by the process and written to ``port_file``."""

    name: str
    command: tuple[str, ...]
    port: int
    port_setting: str
    health_path: str = "/health"
    port_file: Path | None = None
    hidden: tuple[str, ...] = ()  # variables it has no business with

    def health_url(self) -> str | None:
        """Where it answers; None while a port of its own choice is not known yet."""
        port = self.port or _port_in(self.port_file)
        return f"http://{LOOPBACK}:{port}{self.health_path}" if port else None


def _port_in(path: Path | None) -> int:
    try:
        return int(path.read_text(encoding="ascii")) if path else 0
    except (OSError, ValueError):
        return 0


def uses_simulator(settings: Settings) -> bool:
    """Without a token the simulator stands in for Telegram, unless another Bot API server is named."""
    return not settings.telegram_bot_token.get_secret_value() and not settings.telegram_api


def processes_of(settings: Settings) -> list[Process]:
    """The processes these settings ask for, in the order in which they are started."""
    python = sys.executable
    found = [
        Process("engine", (str(ENGINE_PYTHON), "-m", "engine"), settings.engine_port, "LOKET_ENGINE_PORT",
                "/webhooks/loket/health", hidden=("TELEGRAM_BOT_TOKEN", "LOKET_CITIZEN_KEY", "LOKET_WEBHOOK_SECRET",
                "LOKET_WEB_KEY")),
        Process("actions", (python, "-m", "actions"), settings.actions_port, "LOKET_ACTIONS_PORT"),
        Process("web", (python, "-m", "web"), settings.web_port, "LOKET_WEB_PORT"),
        Process("bot", (python, "-m", "bot"), settings.resolved_bot_port, "LOKET_BOT_PORT",
                port_file=settings.home / "run" / "bot.port"),
    ]  # fmt: skip
    if uses_simulator(settings):
        simulator = Process("simulator", (python, "-m", "simulator"), settings.simulator_port, "LOKET_SIMULATOR_PORT")
        found.insert(0, simulator)
    return found


def environment_of(settings: Settings) -> dict[str, str]:
    """The settings as variables, so that every process, the engine too, sees what we read (``.env`` included)."""
    values = {
        Settings.model_fields[name].validation_alias or f"LOKET_{name.upper()}": getattr(settings, name)
        for name in Settings.model_fields
    }
    texts = {str(name): _as_text(value) for name, value in values.items()}
    return {
        **texts,
        "LOKET_HOME": str(settings.home.resolve()),
        "LOKET_ENGINE_TOKEN": secret("engine_token", settings),
        "PYTHONPATH": str(PROJECT_ROOT),
        "PYTHONUNBUFFERED": "1",
    }


def _as_text(value: object) -> str:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    return str(value).lower() if isinstance(value, bool) else str(value)

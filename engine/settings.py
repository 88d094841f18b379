"""The engine's settings, read once from the environment (``LOKET_*``). ``docs/settings.md`` lists them."""

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

PROJECT_ROOT = Path(__file__).resolve().parent.parent


class SettingsError(Exception):
    """A setting is missing or wrong; the message says how to mend it."""


@dataclass(frozen=True)
class Settings:
    """``turn_seconds`` bounds one message, ``action_seconds`` one call of the action server."""

    home: Path
    database_url: str
    port: int
    actions_port: int
    turn_seconds: float
    action_seconds: float
    conversation_days: float
    log_level: str
    log_json: bool

    @property
    def lexicon_path(self) -> Path:
        """The lexicon that ``loket`` publishes."""
        return self.home / "lexicon.json"

    @property
    def models_path(self) -> Path:
        """The folder of the trained model."""
        return self.home / "models"

    def token(self) -> str:
        """Return the shared secret; raise SettingsError if there is none."""
        from_environment = os.environ.get("LOKET_ENGINE_TOKEN", "").strip()
        if from_environment:
            return from_environment
        path = self.home / "secrets" / "engine_token"
        try:
            stored = path.read_text(encoding="utf-8").strip()
        except OSError:
            stored = ""
        if not stored:
            raise SettingsError(f"no engine token: set LOKET_ENGINE_TOKEN or let `make setup` write {path}")
        return stored


def _number(name: str, default: float, lowest: float) -> float:
    raw = os.environ.get(name, "").strip() or str(default)
    try:
        value = float(raw)
    except ValueError:
        raise SettingsError(f"{name} must be a number, not {raw!r}") from None
    if value < lowest:
        raise SettingsError(f"{name} must be at least {lowest:g}, not {raw}")
    return value


def _database_url(home: Path) -> str:
    """The engine's own tables: SQLite under ``home``, or beside Loket's in PostgreSQL."""
    url = os.environ.get("LOKET_DATABASE_URL", "").strip()
    scheme, _, rest = url.partition("://")
    if scheme.startswith(("postgresql", "postgres")):
        return f"postgresql+psycopg2://{rest}"
    return f"sqlite:///{home / 'engine.sqlite'}"


@lru_cache
def get_settings() -> Settings:
    """Read the environment once a process; raise SettingsError on a wrong value."""
    home = Path(os.environ.get("LOKET_HOME", "").strip() or PROJECT_ROOT / "var").resolve()
    return Settings(
        home=home,
        database_url=_database_url(home),
        port=int(_number("LOKET_ENGINE_PORT", 5005, 1)),
        actions_port=int(_number("LOKET_ACTIONS_PORT", 5055, 1)),
        # The bot waits LOKET_TURN_SECONDS for us: the apology must leave before that.
        turn_seconds=max(1.0, _number("LOKET_TURN_SECONDS", 10, 1) - 1.5),
        action_seconds=_number("LOKET_ACTION_SECONDS", 5, 0.1) + 1.0,
        conversation_days=_number("LOKET_CONVERSATION_DAYS", 2, 0.01),
        log_level=os.environ.get("LOKET_LOG_LEVEL", "INFO").strip().upper() or "INFO",
        log_json=os.environ.get("LOKET_LOG_JSON", "").strip().lower() in {"1", "true", "yes"},
    )

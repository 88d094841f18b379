"""Every setting, read once from the environment (``LOKET_*``, ``.env``). Nothing else in Loket reads it."""

import os
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, DotEnvSettingsSource, SettingsConfigDict

from loket.errors import LoketError

PROJECT_ROOT = Path(__file__).resolve().parent.parent
LAST_PORT = 65535
WEBHOOK_PORT = 8082
TELEGRAM_API = "https://api.telegram.org/bot"
LOG_LEVELS = "^(?i:debug|info|warning|error)$"
WEB_ADDRESS = r"^(https?://\S+)?$"
# Telegram calls HTTPS addresses only; the simulator calls this machine.
WEBHOOK_ADDRESS = r"^(https://\S+|http://(127\.0\.0\.1|localhost)(:\d+)?(/\S*)?)?$"


class SettingInvalid(LoketError):
    """A setting holds what it cannot mean; one Indonesian sentence names it and what it takes."""

    def __init__(self, variable: str, value: object, needs: str) -> None:
        super().__init__(f"Pengaturan {variable}={value} tidak dapat dipakai: {needs}. Lihat docs/settings.md.")
        self.variable = variable


class Settings(BaseSettings):
    """What an operator may set; ``docs/settings.md`` lists each, a test keeps the list whole."""

    model_config = SettingsConfigDict(env_prefix="LOKET_", env_file=PROJECT_ROOT / ".env", extra="ignore")

    home: Path = Field(PROJECT_ROOT / "var", description="Database, files, models, logs")
    database_url: str = Field("", description="SQLAlchemy URL; empty = SQLite in LOKET_HOME")
    simulator_port: int = Field(8081, ge=0, le=LAST_PORT, description="Simulator and chat page, loopback")
    web_port: int = Field(8080, ge=0, le=LAST_PORT, description="Admin site, health, metrics")
    engine_port: int = Field(5005, ge=0, le=LAST_PORT, description="Rasa server, loopback")
    actions_port: int = Field(5055, ge=0, le=LAST_PORT, description="Action server, loopback")
    bot_port: int = Field(
        0, ge=0, le=LAST_PORT, description="Bot's health page and webhook route; 0 = any free port, 8082 with a webhook"
    )
    engine_token: SecretStr = Field(SecretStr(""), description="Shared secret; empty = read from LOKET_HOME/secrets")
    telegram_api: str = Field(
        "", pattern=WEB_ADDRESS, description="Bot API root; empty = the simulator without a token, else Telegram"
    )
    telegram_bot_token: SecretStr = Field(
        SecretStr(""), validation_alias="TELEGRAM_BOT_TOKEN", description="Token from BotFather; empty = simulator"
    )
    webhook_url: str = Field(
        "", pattern=WEBHOOK_ADDRESS, description="Public HTTPS address; set = webhook instead of long polling"
    )
    webhook_secret: SecretStr = Field(SecretStr(""), description="Secret token of the webhook; made if empty")
    citizen_key: SecretStr = Field(SecretStr(""), description="Key of the citizens' pseudonyms; made if empty")
    web_key: SecretStr = Field(SecretStr(""), description="Key of the web's cookies and forms; made if empty")
    web_url: str = Field("", description="Public address of the admin site; empty = loopback and the web port")
    session_minutes: float = Field(60, description="Minutes without a click after which an official logs in again")
    session_hours: float = Field(12, description="Hours after which an official logs in again in any case")
    invitation_hours: float = Field(72, description="Hours that an invitation link works")
    web_per_minute: int = Field(600, description="Requests a minute from one address to the web before 429")
    api_per_minute: int = Field(120, ge=1, description="Requests a minute from one address to the open data before 429")
    walidata: str = Field("", description="Institution that answers for the open data (walidata); empty = not named")
    data_license: str = Field(
        "", pattern=WEB_ADDRESS, description="Address of the open data's licence; empty = said to be not chosen yet"
    )
    bot_username: str = Field(
        "", pattern=r"^@?([A-Za-z][A-Za-z0-9_]{3,31})?$", description="Bot on printed pages; empty = Telegram is asked"
    )
    log_level: str = Field("INFO", pattern=LOG_LEVELS, description="DEBUG, INFO, WARNING or ERROR")
    log_json: bool = Field(False, description="Log lines as JSON")
    send_per_second: float = Field(30, gt=0, description="Messages a second to Telegram, all chats of one bot")
    send_per_chat_second: float = Field(
        1, gt=0, description="Messages a second to one private chat, after a short burst"
    )
    send_per_group_minute: float = Field(20, gt=0, description="Messages a minute to one group")
    flood_per_minute: int = Field(30, ge=1, description="Messages a minute from one chat before the flood warning")
    delay_notice_seconds: float = Field(20, description="Wait before a citizen is told that the answer is late")
    engine_patience_hours: float = Field(24, description="How long a message is kept while the engine is away")
    delivery_hours: float = Field(24, description="Hours that handled updates and sent answers are kept")
    conversation_days: float = Field(2, description="Days that the engine keeps a conversation and its answers")
    unanswered_days: int = Field(90, ge=1, description="Days that messages not understood are kept, masked")
    button_days: float = Field(30, description="Days that a button works")
    turn_seconds: float = Field(10, gt=0, description="Longest wait for the engine's answer to one message")
    action_seconds: float = Field(5, gt=0, description="Longest run of one action")

    def bot_token(self, variable: str) -> SecretStr:
        """The token in the variable that the table of bots names, by the environment or ``.env``; empty if not set."""
        in_file = DotEnvSettingsSource(type(self)).env_vars.get(variable.lower())
        return SecretStr(os.environ.get(variable) or in_file or "")

    @property
    def resolved_web_url(self) -> str:
        """Where officials open the admin site, without a slash at the end."""
        return (self.web_url or f"http://127.0.0.1:{self.web_port}").rstrip("/")

    @property
    def resolved_telegram_api(self) -> str:
        """Where calls of bots that are not simulated go, ending in ``/bot`` however the root is written."""
        root = (self.telegram_api or TELEGRAM_API).rstrip("/")
        return root if root.endswith("/bot") else f"{root}/bot"

    @property
    def resolved_bot_port(self) -> int:
        """The bot's port; a webhook's proxy must know it beforehand, so it is no free one then."""
        return self.bot_port or (WEBHOOK_PORT if self.webhook_url else 0)

    @property
    def resolved_database_url(self) -> str:
        """The database URL, SQLite under ``home`` where none is set."""
        return self.database_url or f"sqlite:///{self.home / 'loket.sqlite'}"


@lru_cache
def get_settings() -> Settings:
    """Read the environment once a process. Raises SettingInvalid."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        variable = name if name.isupper() else f"LOKET_{name.upper()}"
        raise SettingInvalid(variable, first["input"], _needs(name, first["type"], first.get("ctx", {}))) from error


def _needs(name: str, problem: str, limits: dict[str, Any]) -> str:
    """What the setting takes, in words."""
    match problem:
        case "greater_than" | "greater_than_equal" | "less_than_equal":
            low, high = limits.get("ge", limits.get("gt", 0)), limits.get("le")
            return (
                f"isi dengan angka paling tinggi {high}"
                if high
                else f"isi dengan angka yang lebih besar (di atas {low})"
            )
        case "string_pattern_mismatch":
            return {
                "log_level": "isi dengan DEBUG, INFO, WARNING, atau ERROR",
                "webhook_url": "isi dengan alamat https:// yang dapat dihubungi Telegram",
                "bot_username": "isi dengan nama bot, misalnya loket_bot",
            }.get(name, "isi dengan alamat http:// atau https://")
        case "bool_parsing" | "bool_type":
            return "isi dengan true atau false"
    return "isi dengan angka" if "float" in problem else "isi dengan bilangan bulat"

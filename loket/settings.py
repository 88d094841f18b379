"""Every setting, read once from the environment (``LOKET_*``, ``.env``). Nothing else in Loket reads it."""

import os
from functools import lru_cache
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, DotEnvSettingsSource, SettingsConfigDict

PROJECT_ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """What an operator may set; ``docs/settings.md`` lists each, a test keeps the list whole."""

    model_config = SettingsConfigDict(env_prefix="LOKET_", env_file=PROJECT_ROOT / ".env", extra="ignore")

    home: Path = Field(PROJECT_ROOT / "var", description="Database, files, models, logs")
    database_url: str = Field("", description="SQLAlchemy URL; empty = SQLite in LOKET_HOME")
    simulator_port: int = Field(8081, description="Simulator and chat page, loopback")
    web_port: int = Field(8080, description="Admin site, health, metrics")
    engine_port: int = Field(5005, description="Rasa server, loopback")
    actions_port: int = Field(5055, description="Action server, loopback")
    bot_port: int = Field(0, description="Bot's health page and webhook route; 0 = any free port, 8082 with a webhook")
    engine_token: SecretStr = Field(SecretStr(""), description="Shared secret; empty = read from LOKET_HOME/secrets")
    telegram_api: str = Field("", description="Bot API root; empty = the simulator without a token, else Telegram")
    telegram_bot_token: SecretStr = Field(
        SecretStr(""), validation_alias="TELEGRAM_BOT_TOKEN", description="Token from BotFather; empty = simulator"
    )
    webhook_url: str = Field("", description="Public HTTPS address; set = webhook instead of long polling")
    webhook_secret: SecretStr = Field(SecretStr(""), description="Secret token of the webhook; made if empty")
    citizen_key: SecretStr = Field(SecretStr(""), description="Key of the citizens' pseudonyms; made if empty")
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR")
    log_json: bool = Field(False, description="Log lines as JSON")
    send_per_second: float = Field(30, description="Messages a second to Telegram, all chats of one bot")
    send_per_chat_second: float = Field(1, description="Messages a second to one private chat, after a short burst")
    send_per_group_minute: float = Field(20, description="Messages a minute to one group")
    flood_per_minute: int = Field(30, description="Messages a minute from one chat before the flood warning")
    delay_notice_seconds: float = Field(20, description="Wait before a citizen is told that the answer is late")
    engine_patience_hours: float = Field(24, description="How long a message is kept while the engine is away")
    delivery_hours: float = Field(24, description="Hours that handled updates and sent answers are kept")
    conversation_days: float = Field(2, description="Days that the engine keeps a conversation and its answers")
    button_days: float = Field(30, description="Days that a button works")
    turn_seconds: float = Field(10, description="Longest wait for the engine's answer to one message")
    action_seconds: float = Field(5, description="Longest run of one action")

    def bot_token(self, variable: str) -> SecretStr:
        """The token in the variable that the table of bots names, by the environment or ``.env``; empty if not set."""
        in_file = DotEnvSettingsSource(type(self)).env_vars.get(variable.lower())
        return SecretStr(os.environ.get(variable) or in_file or "")

    @property
    def resolved_database_url(self) -> str:
        """The database URL, SQLite under ``home`` where none is set."""
        return self.database_url or f"sqlite:///{self.home / 'loket.sqlite'}"


@lru_cache
def get_settings() -> Settings:
    """Read the environment once a process."""
    return Settings()

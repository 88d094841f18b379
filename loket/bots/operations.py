"""Which bots this installation serves, with their tokens."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from loket.bots.errors import BotRefused, BotTokenMalformed, BotTokenMissing, BotTokenShared
from loket.bots.models import Bot
from loket.settings import Settings, get_settings

MAIN_BOT = "utama"
SIMULATOR_BOT = "simulator"
SIMULATOR_TOKEN = "1:simulator"  # noqa: S105  made up, known to everybody
_TOKEN = re.compile(r"[0-9]{1,20}:[A-Za-z0-9_-]{1,100}")


@dataclass(frozen=True)
class ActiveBot:
    """A bot ready to be served. ``home_region`` is the slug of the region new citizens start in, or None."""

    name: str
    token: SecretStr
    home_region: str | None = None
    is_simulated: bool = False


@dataclass(frozen=True)
class BotList:
    """The bots that can be served, and why the others cannot."""

    ready: list[ActiveBot] = field(default_factory=list)
    refused: list[BotRefused] = field(default_factory=list)


def active_bots(session: Session, settings: Settings | None = None) -> BotList:
    """The bot of ``TELEGRAM_BOT_TOKEN`` (``utama``), else the simulator's, and every active bot of the table.

    One bot that cannot be served does not keep the others from it.
    """
    settings = settings or get_settings()
    result = BotList()
    rows = session.scalars(select(Bot).where(Bot.is_active).options(joinedload(Bot.home_region)).order_by(Bot.id)).all()
    token = settings.telegram_bot_token.get_secret_value().strip()
    if not token:
        result.ready.append(ActiveBot(SIMULATOR_BOT, SecretStr(SIMULATOR_TOKEN), is_simulated=True))
    elif MAIN_BOT not in {row.name for row in rows}:
        _add(result, MAIN_BOT, token, None)
    for row in rows:
        try:
            own = resolve_token(row, settings)
        except BotRefused as error:
            result.refused.append(error)
        else:
            _add(result, row.name, own.get_secret_value(), row.home_region.slug if row.home_region else None)
    return result


def _add(result: BotList, name: str, token: str, home_region: str | None) -> None:
    if _TOKEN.fullmatch(token) is None:
        reason = "tokennya tidak berbentuk token BotFather (angka, titik dua, huruf). Salin ulang dari BotFather."
        result.refused.append(BotTokenMalformed(name, reason))
    elif others := [bot.name for bot in result.ready if bot.token.get_secret_value() == token]:
        result.refused.append(BotTokenShared(name, f"tokennya sama dengan bot {others[0]}. Beri token sendiri."))
    else:
        result.ready.append(ActiveBot(name, SecretStr(token), home_region))


def resolve_token(bot: Bot, settings: Settings) -> SecretStr:
    """The bot's token from its environment variable, else from its file (relative to ``LOKET_HOME/secrets``).

    Raises BotTokenMissing.
    """
    if bot.token_env and (token := settings.bot_token(bot.token_env)).get_secret_value().strip():
        return SecretStr(token.get_secret_value().strip())
    if bot.token_file:
        return _token_in_file(bot.name, settings.home / "secrets" / bot.token_file)
    raise BotTokenMissing(bot.name, f"variabel lingkungan {bot.token_env} kosong. Isi dengan token dari BotFather.")


def _token_in_file(name: str, path: Path) -> SecretStr:
    try:
        token = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BotTokenMissing(name, f"berkas token {path.name} tidak dapat dibaca.") from error
    if not token:
        raise BotTokenMissing(name, f"berkas token {path.name} kosong.")
    return SecretStr(token)

"""Which bots are served, and in which words the others are refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from loket.bots.errors import BotTokenMalformed, BotTokenMissing, BotTokenShared
from loket.bots.models import Bot
from loket.bots.operations import SIMULATOR_TOKEN, active_bots
from loket.settings import Settings
from tests.loket.builders import add, make_province, make_region

MAIN_TOKEN = "1000:utama-token"
OWN_TOKEN = "2000:sleman-token"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", MAIN_TOKEN)
    monkeypatch.setenv("SLEMAN_TOKEN", f" {OWN_TOKEN}\n")
    monkeypatch.delenv("NO_SUCH_TOKEN", raising=False)
    return Settings(_env_file=None, home=tmp_path)


def test_without_a_token_the_simulators_bot_is_served(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TELEGRAM_BOT_TOKEN", raising=False)

    (bot,) = active_bots(session, Settings(_env_file=None, home=tmp_path)).ready

    assert (bot.name, bot.token.get_secret_value(), bot.is_simulated) == ("simulator", SIMULATOR_TOKEN, True)


def test_a_bots_token_may_stand_in_the_env_file_as_the_settings_do(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text(f"TOKEN_BOT_BANTUL={OWN_TOKEN}\nLOKET_WEB_PORT=1\n")
    monkeypatch.setitem(Settings.model_config, "env_file", tmp_path / ".env")
    monkeypatch.delenv("TOKEN_BOT_BANTUL", raising=False)
    add(session, Bot(name="bantul", token_env="TOKEN_BOT_BANTUL"))

    found = active_bots(session, Settings(_env_file=None, home=tmp_path))

    assert [(bot.name, bot.token.get_secret_value()) for bot in found.ready][1:] == [("bantul", OWN_TOKEN)]


def test_bots_of_environment_and_table_are_served_with_their_home(session: Session, settings: Settings) -> None:
    sleman = make_region(session, make_province(session))
    add(session, Bot(name="sleman", token_env="SLEMAN_TOKEN", home_region=sleman))
    add(session, Bot(name="tidur", token_env="SLEMAN_TOKEN", is_active=False))

    found = active_bots(session, settings)

    assert [(bot.name, bot.token.get_secret_value(), bot.home_region) for bot in found.ready] == [
        ("utama", MAIN_TOKEN, None),
        ("sleman", OWN_TOKEN, "kab_sleman"),
    ]
    assert found.refused == []


def test_token_comes_from_a_secret_file(session: Session, settings: Settings) -> None:
    (settings.home / "secrets").mkdir()
    (settings.home / "secrets" / "sleman.token").write_text(f"{OWN_TOKEN}\n")
    add(session, Bot(name="sleman", token_file="sleman.token"))

    assert active_bots(session, settings).ready[1].token.get_secret_value() == OWN_TOKEN


@pytest.mark.parametrize("content", [None, b"", b" \n", b"\xff\xff"])
def test_bot_without_a_token_is_refused_and_the_others_served(
    session: Session, settings: Settings, content: bytes | None
) -> None:
    if content is not None:
        (settings.home / "secrets").mkdir()
        (settings.home / "secrets" / "b.token").write_bytes(content)
    add(session, Bot(name="berkas", token_file="b.token"))
    add(session, Bot(name="lingkungan", token_env="NO_SUCH_TOKEN"))

    found = active_bots(session, settings)

    assert [bot.name for bot in found.ready] == ["utama"]
    assert [(type(error), error.name) for error in found.refused] == [
        (BotTokenMissing, "berkas"),
        (BotTokenMissing, "lingkungan"),
    ]
    assert "NO_SUCH_TOKEN" in found.refused[1].reason


def test_same_token_twice_is_refused(session: Session, settings: Settings) -> None:
    add(session, Bot(name="satu", token_env="SLEMAN_TOKEN"))
    add(session, Bot(name="dua", token_env="SLEMAN_TOKEN"))

    found = active_bots(session, settings)

    assert [bot.name for bot in found.ready] == ["utama", "satu"]
    assert [type(error) for error in found.refused] == [BotTokenShared]


def test_refusal_never_shows_the_token(session: Session, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLEMAN_TOKEN", "rahasia sekali")
    add(session, Bot(name="sleman", token_env="SLEMAN_TOKEN"))

    found = active_bots(session, settings)

    assert [type(error) for error in found.refused] == [BotTokenMalformed]
    assert "rahasia" not in f"{found.refused[0]} {found.refused[0]!r} {found}"
    assert MAIN_TOKEN not in repr(found)

"""The process as an operator sees it: start, health, two bots, webhook, logs without secrets, a quick end."""

from __future__ import annotations

import io
import logging
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import structlog
from sqlalchemy.orm import Session, sessionmaker

from bot.logs import set_up_logs
from bot.web import open_port
from loket.bots.models import Bot
from tests.bot.conftest import Stage, known
from tests.bot.forked_bots import ForkedBots
from tests.bot.serving import make_settings, running

SECRET = "123456789" + ":AA" + "Hd" * 16  # in parts: the tree holds nothing of a token's shape


async def test_process_serves_its_health_and_ends_within_five_seconds(stage: Stage, tmp_path: Path) -> None:
    async with ForkedBots(stage.settings, tmp_path / "bot.log") as bots:
        await bots.start()
        port = int((tmp_path / "run" / "bot.port").read_text())
        await known(stage)
        await stage.citizens.send(501, "halo")
        await stage.citizens.messages(501)
        async with httpx.AsyncClient() as client:
            health = (await client.get(f"http://127.0.0.1:{port}/health")).json()
        started = time.monotonic()

        assert health["status"] == "ok"
        assert health["bots"] == {"simulator": "ready"}
        assert await bots.end(signal.SIGTERM) == 0
        assert time.monotonic() - started < 5
    assert "1:simulator" not in (tmp_path / "bot.log").read_text()


async def test_port_in_use_is_one_clear_sentence(stage: Stage, tmp_path: Path) -> None:
    with open_port(0) as taken:
        taken.listen()
        settings = stage.with_settings(bot_port=taken.getsockname()[1])
        log = tmp_path / "bot.log"
        async with ForkedBots(settings, log) as bots:
            assert await bots.start_and_see_it_end() == 1
    assert "LOKET_BOT_PORT" in log.read_text()
    assert "Traceback" not in log.read_text()


async def test_webhook_brings_updates_and_needs_the_secret(stage: Stage) -> None:
    with open_port(0) as free:
        port = free.getsockname()[1]
    settings = stage.with_settings(bot_port=port, webhook_url=f"http://127.0.0.1:{port}")
    async with running(settings):
        async with httpx.AsyncClient() as client:
            refused = await client.post(f"http://127.0.0.1:{port}/telegram/simulator", json={"update_id": 1})
        await known(stage, "setWebhook")
        [made] = await stage.citizens.calls("setWebhook")
        await stage.citizens.send(501, "lewat webhook")

        assert refused.status_code == 403
        assert await stage.citizens.texts(501) == ["jawaban: lewat webhook"]
        assert made
        assert await stage.citizens.calls("getUpdates") == []


async def test_several_bots_are_served_and_one_without_a_token_does_not_stop_them(
    stage: Stage, open_sqlite: sessionmaker[Session], tmp_path: Path
) -> None:
    folder = tmp_path / "secrets"
    folder.mkdir(exist_ok=True)
    (folder / "kedua").write_text("77:second-bot")
    with open_sqlite() as session:
        session.add(Bot(name="kedua", token_file="kedua"))
        session.add(Bot(name="ketiga", token_file="tidak-ada"))
        session.commit()
    everywhere = stage.with_settings(telegram_api=f"http://127.0.0.1:{stage.settings.simulator_port}")
    async with running(everywhere):
        for bot in (1, 77):
            await known(stage, "setMyShortDescription", bot=f"loket{bot}_bot")
            await stage.citizens.http.post(f"/chats/501/send?bot={bot}", json={"text": f"halo {bot}"})
            messages = await stage.citizens.http.get(f"/chats/501/messages?bot={bot}&wait=5")
            assert [message["text"] for message in messages.json()["messages"]] == [f"jawaban: halo {bot}"]

    assert {asked["metadata"]["bot"] for asked in stage.engine.asked} == {"simulator", "kedua"}
    assert len({asked["sender"] for asked in stage.engine.asked}) == 2


@pytest.fixture
def log_text(tmp_path: Path) -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before = root.handlers[:], root.level
    set_up_logs(make_settings(tmp_path, "sqlite://", log_level="DEBUG"))
    written = io.StringIO()
    handler = root.handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(written)
    yield written
    structlog.reset_defaults()
    root.handlers[:], _ = before
    root.setLevel(before[1])


def test_a_gateways_page_is_no_line_of_the_log(log_text: io.StringIO) -> None:
    logging.getLogger("telegram.request.BaseRequest").error("Can not load invalid JSON data: %r", "<html>")

    assert log_text.getvalue() == ""


def test_log_never_holds_a_token_whoever_writes_it(log_text: io.StringIO) -> None:
    address = f"https://api.telegram.org/bot{SECRET}/getMe"
    logging.getLogger("httpx").info("HTTP Request: POST %s", address)
    logging.getLogger("other").warning("HTTP Request: POST %s", address)
    try:
        raise ValueError(address)
    except ValueError:
        structlog.get_logger().exception("it broke", where=address)

    written = log_text.getvalue()
    assert SECRET not in written
    assert SECRET.partition(":")[2] not in written
    assert "httpx" not in written
    assert written.startswith("bot ")
    assert "ValueError" in written

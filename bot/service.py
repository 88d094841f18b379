"""The whole process: every bot's line, one dispatcher for all, the page, and an orderly end."""

from __future__ import annotations

import asyncio
from typing import Any

import structlog

from bot.dispatcher import Dispatcher
from bot.engine import EngineClient
from bot.housekeeping import keep_house
from bot.line import Line
from bot.runner import TurnRunner
from bot.store import Store
from bot.web import Page, make_server, open_port, write_port
from loket.bots.operations import active_bots
from loket.delivery.outgoing import recover_interrupted
from loket.secrets import secret
from loket.settings import Settings

logger = structlog.get_logger()

FINISH_SECONDS = 1.0


class Service:
    """Serves every active bot until told to stop."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._store = Store(settings.resolved_database_url)
        self._engine = EngineClient(settings.engine_port, secret("engine_token", settings), settings.turn_seconds)
        self._runner = TurnRunner(self._store, self._engine, settings, secret("citizen_key", settings), self._answered)
        self._dispatcher = Dispatcher(self._store, self._runner)
        self._webhook_secret = secret("webhook_secret", settings)
        self._page = Page(self._store, self._webhook_secret, self._dispatcher.notify, self._status)
        self._lines: dict[str, Line] = {}

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until ``stop`` is set. Raises OSError when the port is taken."""
        port = open_port(self._settings.resolved_bot_port)
        server = make_server(self._page.app)
        await self._store.open()
        await self._open_lines()
        tasks = [
            asyncio.create_task(server.serve(sockets=[port]), name="page"),
            asyncio.create_task(self._dispatcher.run(), name="dispatcher"),
            asyncio.create_task(keep_house(self._store, self._settings), name="housekeeping"),
            *(asyncio.create_task(self._serve(line), name=f"line {line.name}") for line in self._lines.values()),
        ]
        write_port(self._settings.home, port.getsockname()[1])
        logger.info("bot is up", port=port.getsockname()[1], bots=sorted(self._lines))
        waiting = asyncio.create_task(stop.wait())
        try:
            done, _ = await asyncio.wait([waiting, *tasks], return_when=asyncio.FIRST_COMPLETED)
        finally:
            server.should_exit = True
            await self._close([waiting, *tasks])
        for task in done - {waiting}:
            task.result()  # one that ends by itself ends by an error: the supervisor starts us again

    async def _open_lines(self) -> None:
        bots = await self._store.read(lambda session: active_bots(session, self._settings))
        for refused in bots.refused:
            logger.error(str(refused.reason), bot=refused.name)
        for bot in bots.ready:
            self._lines[bot.name] = Line(bot, self._store, self._settings, self._dispatcher.notify)
        if self._settings.webhook_url:
            self._page.webhook_bots = set(self._lines)
        again, held = await self._store.write(lambda session: recover_interrupted(session, list(self._lines)))
        if again or held:
            logger.warning("messages were on their way at the last end", sent_again=again, held=held)

    async def _serve(self, line: Line) -> None:
        def ready() -> None:
            self._runner.add_line(line)
            asyncio.get_running_loop().create_task(self._dispatcher.look_once())

        await line.run(self._webhook_secret, ready)

    async def _close(self, tasks: list[asyncio.Task[Any]]) -> None:
        """Let what is under way finish, within the five seconds that a process has."""
        for task in tasks:
            if task.get_name() != "page":
                task.cancel()
        await asyncio.gather(*(line.close() for line in self._lines.values()))
        await asyncio.wait(tasks, timeout=FINISH_SECONDS)
        await self._engine.close()
        await self._store.close()
        logger.info("bot has stopped")

    def _answered(self, bot: str, chat_keys: set[str]) -> None:
        line = self._lines.get(bot)
        if line is not None:
            line.sender.notify(chat_keys)

    def _status(self) -> dict[str, Any]:
        return {line.name: "ready" if line.is_ready else "starting" for line in self._lines.values()}

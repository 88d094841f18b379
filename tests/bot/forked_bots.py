"""Bot processes that start in no time: one parent imports everything once and forks a real process for each start."""

# ruff: noqa: ASYNC110  what is waited for happens in a server or another process and rings no event
from __future__ import annotations

import asyncio
import os
import signal
import sys
from dataclasses import dataclass, field
from pathlib import Path

from loket.settings import PROJECT_ROOT, Settings

# Reads "go", forks, says the child's number, then how it ended; imports take seconds on a small machine.
PARENT = """
import os, sys
import bot.service
from bot.__main__ import main
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        sys.stdin.close()
        log = os.open(sys.argv[1], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.dup2(log, 1), os.dup2(log, 2)
        os._exit(main())
    print(child, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


def environment(settings: Settings) -> dict[str, str]:
    """These settings for another process."""
    names = ("database_url", "home", "simulator_port", "engine_port", "bot_port", "send_per_second",
             "send_per_chat_second")  # fmt: skip
    secrets = ("engine_token", "citizen_key", "webhook_secret")
    values = {name: str(getattr(settings, name)) for name in names}
    values |= {name: getattr(settings, name).get_secret_value() for name in secrets}
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("LOKET_")}
    return {**inherited, "TELEGRAM_BOT_TOKEN": "", **{f"LOKET_{key.upper()}": value for key, value in values.items()}}


@dataclass
class ForkedBots:
    """The bot's processes, one after the other."""

    settings: Settings
    log: Path
    ends: list[int] = field(default_factory=list)
    _parent: asyncio.subprocess.Process | None = None
    _child: int = 0

    async def __aenter__(self) -> ForkedBots:
        self._parent = await asyncio.create_subprocess_exec(
            sys.executable, "-c", PARENT, str(self.log), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
            env=environment(self.settings), cwd=PROJECT_ROOT,
        )  # fmt: skip
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._child:
            await self.end(signal.SIGKILL)
        assert self._parent is not None
        self._parent.kill()
        await self._parent.wait()

    async def start(self) -> None:
        """Start the bot and wait until it is up."""
        (self.settings.home / "run" / "bot.port").unlink(missing_ok=True)
        assert self._parent is not None
        assert self._parent.stdin is not None
        self._parent.stdin.write(b"go\n")
        self._child = await self._number()
        async with asyncio.timeout(30):
            while not (self.settings.home / "run" / "bot.port").exists():
                await asyncio.sleep(0.005)

    async def start_and_see_it_end(self) -> int:
        """Start a bot that cannot run; returns how the process ended."""
        assert self._parent is not None
        assert self._parent.stdin is not None
        self._parent.stdin.write(b"go\n")
        await self._number()
        return await self._number()

    async def end(self, number: signal.Signals) -> int:
        """Send the signal and return how the process ended."""
        child, self._child = self._child, 0
        os.kill(child, number)
        self.ends.append(await self._number())
        return self.ends[-1]

    async def _number(self) -> int:
        assert self._parent is not None
        assert self._parent.stdout is not None
        async with asyncio.timeout(60):
            return int(await self._parent.stdout.readline())

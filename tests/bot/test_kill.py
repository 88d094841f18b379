"""The bot is killed twenty times while 200 citizens write five messages each: nothing is lost, nothing out of order."""

# ruff: noqa: ASYNC110  what is waited for happens in a server or another process and rings no event
from __future__ import annotations

import asyncio
import random
import re
import signal
import time
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from tests.bot.forked_bots import ForkedBots
from tests.bot.serving import Citizens, StandInEngine, make_settings, serve, simulated

CHATS = range(1000, 1200)
MESSAGES = 5
KILLS = 22
AT_ONCE = 5


async def write(citizens: Citizens, is_over: asyncio.Event, kills_over: asyncio.Event) -> None:
    """All citizens write, one message each in turn; slowly while bots are killed, so that every kill meets some."""
    for number in range(1, MESSAGES + 1):
        chats = random.sample(CHATS, len(CHATS))
        for start in range(0, len(chats), AT_ONCE):
            batch = chats[start : start + AT_ONCE]
            await asyncio.gather(*(citizens.send(chat, f"pesan {number}") for chat in batch))
            if not kills_over.is_set():
                await asyncio.sleep(0.15)
    is_over.set()


def answers(texts: Sequence[str]) -> list[int]:
    return [int(match[1]) for text in texts if (match := re.fullmatch(r"jawaban: pesan (\d)", text))]


def test_helper_reads_answers() -> None:
    assert answers(["jawaban: pesan 3", "lain"]) == [3]


@pytest.mark.timeout(240)
async def test_twenty_kills_lose_nothing_and_mix_nothing(tmp_path: Path, sqlite_url: str) -> None:
    engine = StandInEngine(delay=0.02)
    async with simulated() as (port, citizens, _world), serve(engine.app) as engine_port:
        settings = make_settings(
            tmp_path, sqlite_url, simulator_port=port, engine_port=engine_port, send_per_second=80,
            send_per_chat_second=10,
        )  # fmt: skip
        killed_at = []
        async with ForkedBots(settings, tmp_path / "bot.log") as bots:
            await bots.start()
            await known(citizens)
            is_over = asyncio.Event()
            kills_over = asyncio.Event()
            writing = asyncio.create_task(write(citizens, is_over, kills_over))
            for _ in range(KILLS):
                await asyncio.sleep(random.uniform(0, 1))  # noqa: S311  the random moment is what is tested
                assert await bots.end(signal.SIGKILL) == -signal.SIGKILL, "the bot ended before it was killed"
                killed_at.append(time.time())
                assert not is_over.is_set(), "the kills must fall while citizens write"
                await bots.start()
            kills_over.set()
            await writing
            await settled(citizens)
            assert await bots.end(signal.SIGTERM) == 0
        for chat in CHATS:
            assert_served(await citizens.messages(chat), killed_at)
        assert len(engine.asked) == len(CHATS) * MESSAGES, "a message was put to the engine as new twice, or never"
        assert await citizens.violations() == []


async def known(citizens: Citizens) -> None:
    async with asyncio.timeout(30):
        while not await citizens.calls("getMe"):
            await asyncio.sleep(0.05)


async def settled(citizens: Citizens) -> None:
    """Wait until every chat has all its answers."""
    async with asyncio.timeout(90):
        for chat in CHATS:
            while set(answers(await citizens.texts(chat, 0))) != set(range(1, MESSAGES + 1)):
                await asyncio.sleep(0.1)


def assert_served(messages: list[dict[str, object]], killed_at: list[float]) -> None:
    """All answers, in order; a repeated one directly after its first, with a kill of its own in between."""
    found = answers([str(message["text"]) for message in messages])
    assert list(dict.fromkeys(found)) == list(range(1, MESSAGES + 1)), found
    assert found == sorted(found), found
    blamed: list[float] = []
    for first, second in pairwise(messages):
        if first["text"] == second["text"]:
            between = [
                at for at in killed_at
                if int(str(first["date"])) <= at <= int(str(second["date"])) + 1 and at not in blamed
            ]  # fmt: skip
            assert between, "answered twice without a kill in between"
            blamed.append(between[0])

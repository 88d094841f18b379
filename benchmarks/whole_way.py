"""Typed -> answer shown, through every process, beside Rasa's default pipeline on the same data, in one run.

    make bench BENCH="whole_way [--seconds 20] [--epochs 100]"

Pacing towards Telegram and the flood limit are lifted for the closed loop: they are rules, not work.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

import httpx

from benchmarks import rasa_default
from benchmarks.figures import print_table, resident_mb, write_result
from benchmarks.load import Ask, Load, run_load, run_paced
from loket.secrets import secret
from loket.stack.setup import prepare
from loket.stack.stack import Stack, free_ports, side_by_side

SIDE_BY_SIDE = (1, 8, 20)
UNPACED = {"send_per_second": 10_000, "send_per_chat_second": 1_000, "flood_per_minute": 1_000_000}
PACED_PER_SECOND = 20.0
PACED_CITIZENS = 60
REGION = "kota_yogyakarta"


def through_simulator(client: httpx.AsyncClient, first_chat: int) -> Ask:
    """A citizen on the chat page: send, then wait for the bot's next message."""
    after: dict[int, int] = {}

    async def ask(citizen: int, text: str) -> None:
        chat = first_chat + citizen
        sent = await client.post(f"/chats/{chat}/send", json={"text": text})
        sent.raise_for_status()
        seen = max(after.get(chat, 0), sent.json()["message_id"])
        messages: list[dict[str, Any]] = []
        while not messages:
            reply = await client.get(f"/chats/{chat}/messages", params={"after": seen, "wait": 20})
            messages = reply.json()["messages"]
        after[chat] = messages[-1]["message_id"]

    return ask


def through_channel(client: httpx.AsyncClient, run: str) -> Ask:
    """What ``bot/`` does: one request to the engine's channel."""
    numbers = itertools.count()

    async def ask(citizen: int, text: str) -> None:
        body = {"sender": f"{run}-{citizen}", "message_id": f"{run}-{next(numbers)}", "text": text}
        metadata = {"region": REGION, "bot": "bench"}
        reply = await client.post("/webhooks/loket/webhook", json={**body, "metadata": metadata})
        if reply.json()["failed"]:
            raise RuntimeError(f"the engine failed: {reply.json()['error_id']}")

    return ask


def through_rest(client: httpx.AsyncClient, run: str) -> Ask:
    """Rasa's own REST channel."""

    async def ask(citizen: int, text: str) -> None:
        reply = await client.post("/webhooks/rest/webhook", json={"sender": f"{run}-{citizen}", "message": text})
        if not reply.json():
            raise RuntimeError("Rasa's default gave no answer")

    return ask


async def measure_loket(stack: Stack, seconds: float) -> dict[str, Any]:
    """All our figures on a stack that runs."""
    token = secret("engine_token", stack.settings)
    headers = {"Authorization": f"Bearer {token}"}
    figures: dict[str, Any] = {"whole_way": [], "channel": []}
    async with (
        httpx.AsyncClient(base_url=stack.chat_url or "", timeout=60) as page,
        httpx.AsyncClient(base_url=stack.engine_url, headers=headers, timeout=60) as engine,
    ):
        await run_load(through_simulator(page, 9_000), 4, 3)  # warm
        for side in SIDE_BY_SIDE:
            figures["whole_way"].append(await run_load(through_simulator(page, 10_000 * side), side, seconds))
            figures["channel"].append(await run_load(through_channel(engine, f"c{side}"), side, seconds))
        figures["paced"] = await run_paced(through_simulator(page, 500_000), PACED_CITIZENS, PACED_PER_SECOND, seconds)
    return figures


async def measure_default(port: int, seconds: float) -> list[Load]:
    """Rasa's default at the same numbers of chats."""
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=300) as client:
        await run_load(through_rest(client, "warm"), 2, 2)
        return [await run_load(through_rest(client, f"d{side}"), side, seconds) for side in SIDE_BY_SIDE]


def main() -> None:
    """Measure both sides, print, write the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--epochs", type=int, default=100, help="of DIET and TED (rasa init: 100)")
    parser.add_argument("--default-project", type=Path, help="keep Rasa's default project, and its model, here")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        settings = side_by_side(Path(scratch) / "loket", **UNPACED)
        prepare(settings)
        with Stack(settings) as stack:
            ours = asyncio.run(measure_loket(stack, options.seconds))
            memory = {name: round(resident_mb(stack.pid_of(name)), 1) for name in stack.names}
        folder = options.default_project or Path(scratch) / "default"
        port, actions_port = free_ports(2)
        rasa_default.write_project(folder, options.epochs, actions_port)
        trained = rasa_default.train(folder)
        with rasa_default.serve(folder, port, actions_port) as (pid, start_seconds):
            default = asyncio.run(measure_default(port, options.seconds))
            default_memory = round(resident_mb(pid), 1)
    report(ours, memory, default, {"memory_mb": default_memory, "start_s": start_seconds, "train_s": trained}, options)


def report(
    ours: dict[str, Any], memory: dict[str, float], default: list[Load], about: dict[str, float], options: Any
) -> None:
    """Print the tables and the ratios, write results/whole_way.json."""
    rows = [
        {"what": what, **asdict(load)}
        for what, loads in (
            ("loket, whole way", ours["whole_way"]),
            ("loket, engine channel", ours["channel"]),
            (f"loket, whole way at {PACED_PER_SECOND:.0f}/s", [ours["paced"]]),
            ("rasa default, REST", default),
        )
        for load in loads
    ]
    ratios = [
        {
            "side_by_side": theirs.side_by_side,
            "messages_per_second": round(channel.per_second / theirs.per_second, 2),
            "p50": round(channel.p50_ms / theirs.p50_ms, 3),
            "whole_way_messages_per_second": round(whole.per_second / theirs.per_second, 2),
            "whole_way_p50": round(whole.p50_ms / theirs.p50_ms, 3),
        }
        for channel, whole, theirs in zip(ours["channel"], ours["whole_way"], default, strict=True)
    ]
    print_table("messages (ms)", rows)
    print_table("Loket over Rasa's default", ratios)
    print_table("memory (MB)", [{**memory, "rasa default": about["memory_mb"]}])
    figures = {"rows": rows, "ratios_loket_over_default": ratios, "memory_mb": memory, "default": about}
    print(write_result("whole_way", {"seconds_a_run": options.seconds, "default_epochs": options.epochs, **figures}))


if __name__ == "__main__":
    main()

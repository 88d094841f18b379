"""A closed loop of citizens: each asks, waits for the whole answer, asks again. Latencies in milliseconds."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from benchmarks.figures import percentile

Ask = Callable[[int, str], Awaitable[None]]  # citizen's number, text; returns when the answer is there
QUESTIONS = (
    "syarat bikin kk baru apa aja",
    "biaya perpanjang sim c berapa ya kak",
    "jam buka kantor imigrasi",
    "cara urus akta kelahiran anak di kab sleman",
    "nib bisa online?",
    "brp lama jadi skck",
    "apa itu ikd",
    "alamat samsat kota semarang",
    "dasar hukum pajak bumi bangunan",
    "nomor wa pdam makassar",
)


@dataclass(frozen=True)
class Load:
    """What one run measured."""

    side_by_side: int
    messages: int
    per_second: float
    p50_ms: float
    p95_ms: float


async def run_load(ask: Ask, side_by_side: int, seconds: float) -> Load:
    """Let so many citizens ask for so long; what is under way at the end is finished and counted."""
    latencies: list[float] = []
    began = time.perf_counter()

    async def citizen(number: int) -> None:
        questions = itertools.cycle(QUESTIONS[number % len(QUESTIONS) :] + QUESTIONS[: number % len(QUESTIONS)])
        while time.perf_counter() - began < seconds:
            asked = time.perf_counter()
            await ask(number, next(questions))
            latencies.append((time.perf_counter() - asked) * 1000)

    await asyncio.gather(*(citizen(number) for number in range(side_by_side)))
    took = time.perf_counter() - began
    return Load(
        side_by_side, len(latencies), len(latencies) / took, percentile(latencies, 50), percentile(latencies, 95)
    )


async def run_paced(ask: Ask, citizens: int, per_second: float, seconds: float) -> Load:
    """An open loop: messages at a fixed pace from ``citizens`` in turn, whether or not earlier ones were answered."""
    latencies: list[float] = []
    began = time.perf_counter()

    async def one(number: int) -> None:
        due = began + number / per_second
        await asyncio.sleep(max(0.0, due - time.perf_counter()))  # the pace is what is measured
        await ask(number % citizens, QUESTIONS[number % len(QUESTIONS)])
        latencies.append((time.perf_counter() - due) * 1000)

    await asyncio.gather(*(one(number) for number in range(int(per_second * seconds))))
    took = time.perf_counter() - began
    return Load(citizens, len(latencies), len(latencies) / took, percentile(latencies, 50), percentile(latencies, 95))

"""Asks the running engine through its channel, each question and each dialogue as a citizen of its own."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Sequence
from typing import Any

import httpx

from loket.evaluation.records import Record
from loket.evaluation.scoring import Turn
from loket.secrets import secret
from loket.settings import Settings
from loket.stack.errors import StackError
from loket.stack.processes import LOOPBACK

AT_ONCE = 4
SECONDS = 30.0
BOT = "evaluasi"


async def ask_all(settings: Settings, records: Sequence[Record], done: Callable[[], None]) -> list[Turn]:
    """Every turn of every record, in order; ``done`` is called after each record. Raises StackError."""
    limit = asyncio.Semaphore(AT_ONCE)
    headers = {"Authorization": f"Bearer {secret('engine_token', settings)}"}
    run = secrets.token_hex(8)  # senders of this run are new, so that no earlier conversation answers for them
    base = f"http://{LOOPBACK}:{settings.engine_port}"
    async with httpx.AsyncClient(base_url=base, headers=headers, timeout=SECONDS) as client:

        async def one(number: int, record: Record) -> list[Turn]:
            async with limit:
                turns = await _ask(client, record, f"{run}-{number}")
            done()
            return turns

        asked = await asyncio.gather(*(one(number, record) for number, record in enumerate(records)))
    return [turn for turns in asked for turn in turns]


async def _ask(client: httpx.AsyncClient, record: Record, sender: str) -> list[Turn]:
    turns = []
    for number, label in enumerate(record.all_turns, start=1):
        body = {
            "sender": sender,
            "message_id": f"{BOT}:{sender}:{number}",
            "text": label.text,
            "metadata": {"region": None, "bot": BOT},
        }
        said = await _post(client, body)
        turns.append(Turn(record, number, label, said["reading"], asks_back(said)))
    return turns


async def _post(client: httpx.AsyncClient, body: dict[str, Any]) -> dict[str, Any]:
    try:
        response = await client.post("/webhooks/loket/webhook", json=body)
        response.raise_for_status()
        said: dict[str, Any] = response.json()
    except (httpx.HTTPError, ValueError) as error:
        raise StackError(
            f"Mesin bahasa tidak menjawab ({type(error).__name__}): periksa dengan 'make run', lalu ulangi."
        ) from error
    return said


def asks_back(said: dict[str, Any]) -> bool:
    """Whether the answer asks which one is meant."""
    return any((reply.get("answer") or {}).get("kind") == "ask" for reply in said["replies"])

"""Puts labelled questions to the running engine, as ``bot/`` would (contract 1 of docs/architecture.md)."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Sequence
from typing import Any

import httpx

from loket.errors import LoketError
from loket.evaluation.records import Record
from loket.evaluation.scoring import Heard, Judged, judge

SIDE_BY_SIDE = 4  # the engine serves from one core; more only wait


class EngineRefused(LoketError):
    """The engine is not there, or does not take our questions."""


class Asker:
    """Asks one engine. ``address`` is its root, e.g. http://127.0.0.1:5005."""

    def __init__(
        self,
        address: str,
        token: str,
        transport: httpx.AsyncBaseTransport | None = None,
        side_by_side: int = SIDE_BY_SIDE,
    ) -> None:
        self._address = address
        self._side_by_side = side_by_side
        self._run = secrets.token_hex(4)
        self._client = httpx.AsyncClient(
            base_url=address,
            headers={"Authorization": f"Bearer {token}"},
            timeout=httpx.Timeout(30),
            transport=transport,
        )

    async def close(self) -> None:
        """Give the connections back."""
        await self._client.aclose()

    async def judge_all(self, records: Sequence[Record]) -> AsyncIterator[list[Judged]]:
        """Ask every record in a conversation of its own; yield each as it is done. Raises EngineRefused."""
        gate = asyncio.Semaphore(self._side_by_side)

        async def one(number: int, record: Record) -> list[Judged]:
            async with gate:
                return judge(record, await self._converse(f"evaluate:{self._run}:{number}", record))

        tasks = [asyncio.create_task(one(number, record)) for number, record in enumerate(records)]
        try:
            for done in asyncio.as_completed(tasks):
                yield await done
        finally:
            for task in tasks:
                task.cancel()

    async def _converse(self, sender: str, record: Record) -> list[Heard]:
        heard = [
            await self._ask(sender, f"{sender}:{number}", turn.text) for number, turn in enumerate(record.all_turns)
        ]
        await self._forget(sender)
        return heard

    async def _forget(self, sender: str) -> None:
        """What was asked for measuring is nobody's conversation: the engine need not keep it."""
        try:
            await self._client.delete(f"/webhooks/loket/conversations/{sender}")
        except httpx.TransportError as error:
            raise EngineRefused(f"mesin di {self._address} tidak menjawab ({type(error).__name__})") from error

    async def _ask(self, sender: str, message_id: str, text: str) -> Heard:
        body = {
            "sender": sender,
            "message_id": message_id,
            "text": text,
            "metadata": {"region": None, "bot": "evaluate"},
        }
        began = time.perf_counter()
        try:
            reply = await self._client.post("/webhooks/loket/webhook", json=body)
        except httpx.TransportError as error:
            raise EngineRefused(f"mesin di {self._address} tidak menjawab ({type(error).__name__})") from error
        if reply.status_code == httpx.codes.UNAUTHORIZED:
            raise EngineRefused("mesin menolak: LOKET_ENGINE_TOKEN berbeda dengan milik mesin yang berjalan")
        if reply.status_code != httpx.codes.OK:
            raise EngineRefused(f"mesin menjawab {reply.status_code} untuk pesan {message_id}")
        return _heard(reply.json(), time.perf_counter() - began)


def _heard(answer: dict[str, Any], seconds: float) -> Heard:
    reading = answer["reading"]
    confidence = float(answer.get("nlu", {}).get("confidence") or 0.0)
    if answer.get("failed"):
        return Heard("failed", None, None, confidence, seconds=seconds)
    asked_back = any((reply.get("answer") or {}).get("kind") == "ask" for reply in answer.get("replies") or ())
    return Heard(reading["aspect"], reading.get("service"), reading.get("region"), confidence, asked_back, seconds)

"""What the web room knows of the installation: its processes and its queues. Reads only."""

from __future__ import annotations

import asyncio
from dataclasses import asdict, dataclass
from typing import Any

import httpx
from fastapi.concurrency import run_in_threadpool

from loket.delivery.outgoing import queue_depths
from loket.settings import Settings
from loket.stack.processes import Process, processes_of
from web.database import Database

SECONDS = 1.0  # a process that takes longer to say that it is well is not well


@dataclass(frozen=True)
class ProcessHealth:
    """``is_well`` by the process's own health page; ``details`` are what it said."""

    is_well: bool
    details: dict[str, Any]


class Installation:
    """Asks the database and the other processes; one per application."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self.settings = settings
        self._database = database
        self._client = httpx.AsyncClient(timeout=SECONDS)

    async def queues(self) -> dict[str, int]:
        """How many rows of inbox and outbox wait or failed, e.g. ``inbox_new``."""
        return await run_in_threadpool(self._queues)

    async def processes(self) -> dict[str, ProcessHealth]:
        """Every other process by name, asked side by side."""
        others = [process for process in processes_of(self.settings) if process.name != "web"]
        found = await asyncio.gather(*(self._ask(process) for process in others))
        return {process.name: health for process, health in zip(others, found, strict=True)}

    async def _ask(self, process: Process) -> ProcessHealth:
        url = process.health_url()
        if url is None:
            return ProcessHealth(False, {})
        try:
            response = await self._client.get(url)
            said = response.json()
        except (httpx.HTTPError, ValueError):
            return ProcessHealth(False, {})
        is_well = response.status_code == httpx.codes.OK and isinstance(said, dict)
        return ProcessHealth(is_well, said if is_well else {})

    async def close(self) -> None:
        """Let go of connections."""
        await self._client.aclose()

    def _queues(self) -> dict[str, int]:
        with self._database.reading() as session:
            return queue_depths(session)


def as_json(processes: dict[str, ProcessHealth]) -> dict[str, dict[str, Any]]:
    """For the health page."""
    return {name: asdict(health) for name, health in processes.items()}
